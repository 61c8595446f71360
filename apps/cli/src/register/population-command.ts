import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';

import { populationOf, registerCsv, signalsCsv } from '#generator';

import { wholeNumber } from '../arguments.js';
import { UsageError, type Command } from '../command.js';

const PERSONS_MAX = 20_000_000;
const SIGNALS_MAX = 10_000_000;

export const populationCommand: Command = {
  name: 'population',
  summary: 'invent a register of residents, and signals about it with the truth; needs no server',
  usage: `--persons NUMBER [--seed NUMBER] [--out FILE] [--signals NUMBER --signals-out FILE]
  --persons: so many; the same seed gives the same, and more persons begin with the same
  --out: the register as eropaf register load takes it (default: standard output)
  --signals: about these persons, in the mix of libs/generator/src/population/mix.ts, with who they are about`,
  run: async (args, io) => {
    const { values } = parseArgs({
      args: [...args],
      options: {
        persons: { type: 'string' },
        seed: { type: 'string' },
        out: { type: 'string' },
        signals: { type: 'string' },
        'signals-out': { type: 'string' },
      },
    });
    if (values.persons === undefined) throw new UsageError('--persons is needed');
    const persons = wholeNumber('--persons', values.persons, { min: 100, max: PERSONS_MAX, preset: 0 });
    const seed = wholeNumber('--seed', values.seed, { min: 0, max: 2 ** 31, preset: 1 });
    const signals = wholeNumber('--signals', values.signals, { min: 0, max: SIGNALS_MAX, preset: 0 });
    const signalsOut = values['signals-out'];
    if (signals > 0 !== (signalsOut !== undefined))
      throw new UsageError('--signals and --signals-out belong together');
    const source = Readable.from(registerCsv(seed, persons));
    if (values.out === undefined) await pipeline(source, process.stdout, { end: false });
    else await pipeline(source, createWriteStream(values.out, { mode: 0o600 }));
    if (signalsOut !== undefined) {
      let households = 0;
      for (const { household } of populationOf(seed, persons)) households = household + 1;
      const about = Readable.from(signalsCsv(seed, signals, households));
      await pipeline(about, createWriteStream(signalsOut, { mode: 0o600 }));
    }
    io.err(`${persons} persons, ${signals} signals, seed ${seed}`);
    return 0;
  },
};
