import { parseArgs } from 'node:util';

import { assignOneToOne, judgePair, type JudgedPair, type MatchParameters, type WeighedPair } from '#domain';

import { UsageError, type Command } from '../command.js';
import { readColumnMap } from './column-map.js';
import { writePairs } from './pair-rows.js';
import { readPeopleFile } from './people-file.js';
import { weighCandidates } from './weigh-candidates.js';

export const matchLinkCommand: Command = {
  name: 'match link',
  summary: 'who of one file is who of another: pairs with outcome and weight, as CSV; needs no server',
  usage: `LEFT.csv RIGHT.csv --columns MAP.json [--many] [--parameters FILE]
  Both files are taken to be free of duplicates.
  --columns: which column holds what; see docs/matching.md
  --many: one record may be several of the other file
  --parameters: weights and limits of this file (match estimate); default: fitted to the two files`,
  run: async (args, io) => {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { columns: { type: 'string' }, many: { type: 'boolean' }, parameters: { type: 'string' } },
    });
    const [leftFile, rightFile] = positionals;
    if (leftFile === undefined || rightFile === undefined || positionals.length > 2) {
      throw new UsageError('two files are needed');
    }
    if (values.columns === undefined) throw new UsageError('--columns is needed');
    const map = await readColumnMap(values.columns);
    const left = await readPeopleFile(leftFile, map);
    const right = await readPeopleFile(rightFile, map);
    for (const note of [...left.notes, ...right.notes]) io.err(note);
    const weighed = await weighCandidates(io, left, right, values.parameters);
    const judged =
      values.many === true
        ? judgeEach(weighed.pairs, weighed.parameters)
        : assignOneToOne(weighed.pairs, weighed.parameters);
    writePairs(io, judged, left, right, weighed.parameters);
    const matches = judged.filter(({ outcome }) => outcome === 'match').length;
    io.err(`${matches} matches, ${judged.length - matches} pairs for review`);
    return 0;
  },
};

function judgeEach(pairs: readonly WeighedPair[], parameters: MatchParameters): readonly JudgedPair[] {
  return pairs.flatMap((pair) => {
    const outcome = judgePair(pair.weight, parameters);
    return outcome === 'no-match' ? [] : [{ ...pair, outcome }];
  });
}
