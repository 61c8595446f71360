import { parseArgs } from 'node:util';

import { groupDuplicates } from '#domain';

import { UsageError, type Command } from '../command.js';
import { readColumnMap } from './column-map.js';
import { writePairs } from './pair-rows.js';
import { readPeopleFile } from './people-file.js';
import { weighCandidates } from './weigh-candidates.js';

export const matchDedupeCommand: Command = {
  name: 'match dedupe',
  summary: 'who stands several times in a file: pairs with outcome and weight, as CSV; needs no server',
  usage: `FILE.csv --columns MAP.json [--parameters FILE]
  --columns: which column holds what; see docs/matching.md
  --parameters: weights and limits of this file (match estimate); default: fitted to the file`,
  run: async (args, io) => {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { columns: { type: 'string' }, parameters: { type: 'string' } },
    });
    const [name] = positionals;
    if (name === undefined || positionals.length > 1) throw new UsageError('one file is needed');
    if (values.columns === undefined) throw new UsageError('--columns is needed');
    const file = await readPeopleFile(name, await readColumnMap(values.columns));
    for (const note of file.notes) io.err(note);
    const { pairs, parameters, weigh } = await weighCandidates(io, file, null, values.parameters);
    const found = groupDuplicates(pairs, parameters, weigh);
    writePairs(io, found.pairs, file, file, parameters);
    const groups = found.groups.filter(({ outcome }) => outcome === 'match').length;
    const matches = found.pairs.filter(({ outcome }) => outcome === 'match').length;
    const reviews = found.pairs.length - matches;
    io.err(`${groups} people stand several times: ${matches} matches; ${reviews} pairs for review`);
    return 0;
  },
};
