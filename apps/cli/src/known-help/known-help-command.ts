import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { addDays, dayOf, type Day } from '#domain';
import { dropKnownHelp, listKnownHelp, lockKnownHelp, replaceKnownHelp, type Transaction } from '#postgres';

import { dayOption } from '../arguments.js';
import { CommandRefused, UsageError, type Command } from '../command.js';
import { asOperator } from '../connections.js';
import { readKnownHelpFile, type ListedPerson } from './known-help-file.js';

/** A list that nobody renews says less every day; then it is not asked any more. */
const keptDays = 35;
/** A list that lost more than half of its people is more likely half a file than a month of good news. */
const shrinkMin = 0.5;
const shrinkFrom = 10;

const kinds = ['debt-help', 'other-trajectory'] as const;

/** What is said of a list beside who stands on it. */
export interface KnownHelpLoad {
  readonly municipality: string;
  readonly list: string;
  readonly kind: (typeof kinds)[number];
  readonly helper: string;
  readonly ground: string;
  readonly expiresOn: Day;
  readonly sha256: Buffer;
  readonly persons: readonly ListedPerson[];
  readonly force: boolean;
}

export const knownHelpLoadCommand: Command = {
  name: 'known-help load',
  summary: 'say who is helped already: replaces a list that a helper handed over',
  usage:
    'FILE.csv --municipality GM0505 --list NAME --kind debt-help|other-trajectory --helper NAME --ground TEXT ' +
    '[--expires YYYY-MM-DD] [--force]   (columns: docs/registers.md)',
  run: async (args, io) => {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        municipality: { type: 'string' },
        list: { type: 'string' },
        kind: { type: 'string' },
        helper: { type: 'string' },
        ground: { type: 'string' },
        expires: { type: 'string' },
        force: { type: 'boolean', default: false },
      },
    });
    const [file] = positionals;
    if (file === undefined || positionals.length > 1) throw new UsageError('one file is needed');
    const about = {
      municipality: matching('--municipality', values.municipality, /^GM\d{4}$/),
      list: matching('--list', values.list, /^[a-z0-9]+(?:-[a-z0-9]+)*$/),
      kind: kindOf(values.kind),
      helper: matching('--helper', values.helper, /^\S.{0,79}$/),
      ground: matching('--ground', values.ground, /^\S.{9,199}$/),
    };
    const expires = dayOption('--expires', values.expires);
    const persons = await readKnownHelpFile(file);
    const sha256 = createHash('sha256')
      .update(await readFile(file))
      .digest();
    const lines = await asOperator(async ({ clock, run }) => {
      const nowMs = await clock.nowMs();
      const expiresOn = expires ?? addDays(dayOf(nowMs), keptDays);
      return run((tx) =>
        loadKnownHelp(tx, { ...about, expiresOn, sha256, persons, force: values.force }, nowMs),
      );
    });
    for (const line of lines) io.out(line);
    return 0;
  },
};

export const knownHelpListCommand: Command = {
  name: 'known-help list',
  summary: 'which lists of helpers are asked, and until when',
  usage: '',
  run: async (_args, io) => {
    const lists = await asOperator(({ run }) => run(listKnownHelp));
    if (lists.length > 0) io.out(['municipality', 'list', 'kind', 'helper', 'entries', 'until'].join('\t'));
    for (const one of lists)
      io.out([one.municipality, one.list, one.kind, one.helper, one.entries, one.expiresOn].join('\t'));
    return 0;
  },
};

export const knownHelpDropCommand: Command = {
  name: 'known-help drop',
  summary: 'forget a list of a helper and everybody on it',
  usage: 'MUNICIPALITY LIST',
  run: async (args, io) => {
    const [municipality, list] = args;
    if (municipality === undefined || list === undefined || args.length > 2)
      throw new UsageError('a municipality and a list are needed');
    const dropped = await asOperator(({ run }) => run((tx) => dropKnownHelp(tx, { municipality, list })));
    if (!dropped) throw new CommandRefused(['there is no such list']);
    io.out('the list is forgotten');
    return 0;
  },
};

/**
 * Replaces a list as a whole, in one transaction.
 *
 * @throws CommandRefused when it is empty, has expired, or lost more than half of its people without --force
 */
export async function loadKnownHelp(
  tx: Transaction,
  load: KnownHelpLoad,
  nowMs: number,
): Promise<readonly string[]> {
  const { persons, force, ...about } = load;
  if (persons.length === 0) throw new CommandRefused(['the list is empty; known-help drop forgets one']);
  if (about.expiresOn < dayOf(nowMs)) throw new CommandRefused(['--expires lies in the past']);
  await lockKnownHelp(tx, about);
  const before = (await listKnownHelp(tx)).find(
    (one) => one.municipality === about.municipality && one.list === about.list,
  );
  const shrunk =
    before !== undefined && before.entries >= shrinkFrom && persons.length < before.entries * shrinkMin;
  if (shrunk && !force)
    throw new CommandRefused([
      `the list had ${before.entries} people and has ${persons.length} now: --force takes it`,
    ]);
  await replaceKnownHelp(tx, { ...about, persons, loadedAtMs: nowMs, loadedBy: 'operator' });
  return [`${persons.length} people on the list ${about.list}, asked until ${about.expiresOn}`];
}

function matching(name: string, text: string | undefined, pattern: RegExp): string {
  if (text === undefined || !pattern.test(text))
    throw new UsageError(`${name} is missing or not of its form`);
  return text;
}

function kindOf(text: string | undefined): (typeof kinds)[number] {
  const kind = kinds.find((one) => one === text);
  if (kind === undefined) throw new UsageError(`--kind is one of ${kinds.join(', ')}`);
  return kind;
}
