import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import {
  dayOf,
  matchParameterVersions,
  type FrequencyTable,
  type MatchParameters,
  type PreparedPerson,
} from '#domain';

import { dayOption } from '../arguments.js';
import { UsageError, type Command } from '../command.js';
import { CandidatePairs } from './candidate-pairs.js';
import { readColumnMap } from './column-map.js';
import { parametersForFiles } from './file-parameters.js';
import { textOfParameters } from './parameters-file.js';
import { readPeopleFile } from './people-file.js';

/** A name that fewer records bear could name somebody; it stays out of the file. */
const RECORDS_OF_LISTED_NAME_MIN = 10;
/** With fewer, hardly anybody stands there twice, and the estimate begins and ends with what was believed before [P]. */
const RECORDS_MIN = 1_000;
/** Values of other fields point at somebody's house or birthday. */
const listedFields = ['surname', 'firstNames'] as const;

export const matchEstimateCommand: Command = {
  name: 'match estimate',
  summary: 'estimate the weights of matching on files, by EM, and write a parameters file; needs no server',
  usage: `FILE... --columns MAP.json [--out FILE] [--version NAME] [--effective-from DAY]
  FILE: together they should hold people who stand there several times
  --columns: which column holds what; see docs/matching.md
  --out: where the parameters go (default: standard output)
  --version: their name (default: estimated-DAY)
  --effective-from: the first day of receipt for which they hold (default: today)`,
  run: async (args, io) => {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        columns: { type: 'string' },
        out: { type: 'string' },
        version: { type: 'string' },
        'effective-from': { type: 'string' },
      },
    });
    if (positionals.length === 0) throw new UsageError('a file is needed');
    if (values.columns === undefined) throw new UsageError('--columns is needed');
    const today = dayOf(Date.now());
    const effectiveFrom = dayOption('--effective-from', values['effective-from']) ?? today;
    const map = await readColumnMap(values.columns);
    const people: PreparedPerson[] = [];
    for (const name of positionals) {
      const file = await readPeopleFile(name, map);
      for (const note of file.notes) io.err(note);
      for (const person of file.people) people.push(person);
    }
    io.err(`read ${people.length} records`);
    if (people.length < RECORDS_MIN)
      io.err(
        `warning: fewer than ${RECORDS_MIN} records say little of how people are called and how often somebody errs; ` +
          'what comes out says more of the version that it began with than of these files',
      );
    const [base] = matchParameterVersions.slice(-1);
    if (base === undefined) throw new RangeError('there are no match parameters');
    const fitted = parametersForFiles(base, people, null, new CandidatePairs(people, null));
    const text = textOfParameters({
      ...fitted,
      version: values.version ?? `estimated-${today}`,
      effectiveFrom,
      estimatedOn: today,
      data: `${people.length} records of ${positionals.length} ${positionals.length === 1 ? 'file' : 'files'}`,
      estimator: `expectation-maximisation, beginning with ${base.version}`,
      frequencies: withoutRareNames(fitted, people.length),
    });
    if (values.out === undefined) io.out(text.trimEnd());
    else await writeFile(values.out, text, { mode: 0o600 });
    return 0;
  },
};

function withoutRareNames({ frequencies }: MatchParameters, records: number): MatchParameters['frequencies'] {
  const tables = listedFields.flatMap((field) => {
    const table = frequencies[field];
    return table === undefined ? [] : [[field, withoutRare(table, records)] as const];
  });
  return Object.fromEntries(tables);
}

function withoutRare(table: FrequencyTable, records: number): FrequencyTable {
  const entries = [...table.shares];
  const listed = entries.filter(([, share]) => share * records >= RECORDS_OF_LISTED_NAME_MIN);
  const rare = entries.filter(([, share]) => share * records < RECORDS_OF_LISTED_NAME_MIN);
  // A rare name is met in proportion to how many bear it, so the mean is weighed by that.
  const sum = rare.reduce((total, [, share]) => total + share, 0);
  const squares = rare.reduce((total, [, share]) => total + share * share, 0);
  return {
    source: table.source,
    shares: new Map(listed.sort(([one], [other]) => (one < other ? -1 : 1))),
    unlisted: sum === 0 ? table.unlisted : squares / sum,
  };
}
