import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';

import { addDays, dayOf, type MunicipalityCode } from '#domain';
import {
  eraseLocalRegister,
  eraseResidents,
  lockLocalRegister,
  readExpectedRegister,
  readLocalRegisters,
} from '#postgres';

import { dayOption } from '../arguments.js';
import { UsageError, type Command } from '../command.js';
import { asOperator } from '../connections.js';
import { loadRegister } from './load-register.js';
import { loadWarnings } from './load-warnings.js';
import { csvRecords } from './register-records.js';

const DAYS_KEPT = 35;
/** Longer than this a file says too little of who lives where [P]. */
export const DAYS_KEPT_MAX = 92;
const ERASED_AT_ONCE = 20_000;

export const registerLoadCommand: Command = {
  name: 'register load',
  summary: 'load the register of residents of a municipality, in the place of the last one',
  usage: `FILE.csv --municipality GM0505 --ground TEXT --dpia TEXT [--expires DAY] [--accept-shrinkage]
  FILE.csv: UTF-8, with the columns of docs/register.md and no others
  --ground: the legal ground on which residents may be looked up; stored, and shown by register status
  --dpia: the reference of the data protection impact assessment that covers it
  --expires: the last day on which it is used, then it is erased (default: ${DAYS_KEPT} days from today, at most ${DAYS_KEPT_MAX})
  --accept-shrinkage: the file is right, though it has over 10 % fewer residents than the last`,
  run: async (args, io) => {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        municipality: { type: 'string' },
        ground: { type: 'string' },
        dpia: { type: 'string' },
        expires: { type: 'string' },
        'accept-shrinkage': { type: 'boolean', default: false },
      },
    });
    const [file] = positionals;
    if (file === undefined || positionals.length > 1) throw new UsageError('one file is needed');
    const municipality = municipalityOption(values.municipality);
    const { dpia, ground } = values;
    if (ground === undefined || ground.trim() === '') throw new UsageError('--ground is needed');
    if (dpia === undefined || dpia.trim() === '') throw new UsageError('--dpia is needed');
    const expires = dayOption('--expires', values.expires);
    const loaded = await asOperator(async ({ clock, run }) => {
      const loadedAtMs = await clock.nowMs();
      const today = dayOf(loadedAtMs);
      const expiresOn = expires ?? addDays(today, DAYS_KEPT);
      if (expiresOn < today || expiresOn > addDays(today, DAYS_KEPT_MAX))
        throw new UsageError(`--expires must lie within ${DAYS_KEPT_MAX} days from ${today}`);
      const load = {
        municipality,
        ground: ground.trim(),
        dpia: dpia.trim(),
        expiresOn,
        loadedAtMs,
        loadedBy: userInfo().username,
        acceptShrinkage: values['accept-shrinkage'],
      };
      const done = await run((tx) =>
        loadRegister(tx, csvRecords(file), load, (residents) => {
          io.err(`${residents} residents`);
        }),
      );
      const expected = await run((tx) => readExpectedRegister(tx, municipality, today));
      return { ...done, warnings: loadWarnings(done.residents, expected) };
    });
    for (const warning of loaded.warnings) io.err(`warning: ${warning}`);
    io.out(
      `${municipality}: ${loaded.residents} residents (before: ${loaded.before}); ${loaded.gone} are gone since the last file`,
    );
    return 0;
  },
};

export const registerStatusCommand: Command = {
  name: 'register status',
  summary: 'say which municipality has a register, on what ground and until when',
  usage: '',
  run: async (_args, io) => {
    const { registers, today } = await asOperator(async ({ clock, run }) => ({
      registers: await run(readLocalRegisters),
      today: dayOf(await clock.nowMs()),
    }));
    for (const one of registers) {
      const state = one.expiresOn < today ? 'EXPIRED' : 'in force';
      io.out(
        [
          one.municipality,
          state,
          `${one.residents} residents`,
          `loaded ${dayOf(one.loadedAt.getTime())} by ${one.loadedBy}`,
          `until ${one.expiresOn}`,
          `ground: ${one.ground}`,
          `DPIA: ${one.dpia}`,
        ].join('\t'),
      );
    }
    if (registers.length === 0) io.err('no municipality has a register of its own');
    return 0;
  },
};

export const registerEraseCommand: Command = {
  name: 'register erase',
  summary: 'erase the register of residents of a municipality now',
  usage:
    '--municipality GM0505\n  Answers that it gave stay, without a name: they are part of the decisions.',
  run: async (args, io) => {
    const { values } = parseArgs({ args: [...args], options: { municipality: { type: 'string' } } });
    const municipality = municipalityOption(values.municipality);
    const erased = await asOperator(async ({ run }) => {
      await run(async (tx) => {
        await lockLocalRegister(tx, municipality);
        await eraseLocalRegister(tx, municipality);
      });
      let total = 0;
      for (;;) {
        const some = await run((tx) => eraseResidents(tx, municipality, ERASED_AT_ONCE));
        if (some === 0) return total;
        total += some;
      }
    });
    io.out(`${municipality}: ${erased} residents erased`);
    return 0;
  },
};

function municipalityOption(text: string | undefined): MunicipalityCode {
  if (text === undefined || !/^GM\d{4}$/.test(text))
    throw new UsageError('--municipality must be such as GM0505');
  return text as MunicipalityCode;
}
