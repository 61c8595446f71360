import { DependencyUnavailable } from '#kafka';
import { ConfigurationInvalid } from '#platform';
import { ClockNotSet, databaseFault } from '#postgres';

import { CommandRefused, UsageError, type Command, type ExitCode, type Io } from './command.js';
import { commands } from './commands.js';

/** Finds the command with the longest name that the arguments begin with. */
export function findCommand(
  args: readonly string[],
): { command: Command; rest: readonly string[] } | undefined {
  const found = commands
    .filter(({ name }) => name.split(' ').every((word, index) => args[index] === word))
    .sort((left, right) => right.name.length - left.name.length)[0];
  return found === undefined ? undefined : { command: found, rest: args.slice(found.name.split(' ').length) };
}

/** The commands that begin with the words that the arguments begin with: as many words as any command has. */
function findGroup(args: readonly string[]): { words: string; members: readonly Command[] } | undefined {
  for (let count = args.length; count > 0; count -= 1) {
    const words = args.slice(0, count).join(' ');
    const members = commands.filter(({ name }) => name.startsWith(`${words} `));
    if (members.length > 0) return { words, members };
  }
  return undefined;
}

function list(members: readonly Command[], write: (line: string) => void): void {
  const width = Math.max(...members.map(({ name }) => name.length));
  for (const { name, summary } of members) write(`  ${name.padEnd(width)}  ${summary}`);
  write('\neropaf COMMAND --help says how a command is called.');
}

const asksForHelp = (word: string | undefined): boolean =>
  word === undefined || word === '--help' || word === '-h' || word === 'help';

/** What no command is called: a group of commands, all of them, or a word that is none. */
function help(args: readonly string[], io: Io): ExitCode {
  const group = findGroup(args);
  const next = args[group === undefined ? 0 : group.words.split(' ').length];
  const members = group?.members ?? commands;
  if (asksForHelp(next)) {
    const what = group === undefined ? 'the command line of the pipeline' : 'the commands of this group';
    io.out(`eropaf${group === undefined ? '' : ` ${group.words}`}: ${what}\n`);
    list(members, (line) => io.out(line));
    return 0;
  }
  io.err(`unknown command: ${args.join(' ')}`);
  if (group !== undefined) io.err(`eropaf ${group.words} knows:\n`);
  list(members, (line) => io.err(line));
  return 2;
}

/**
 * Runs the command that the arguments name. What a user did wrong ends in lines and an exit code; an error of ours is
 * thrown.
 */
export async function runCommandLine(args: readonly string[], io: Io): Promise<ExitCode> {
  const found = findCommand(args);
  if (found === undefined) return help(args, io);
  const { command, rest } = found;
  if (rest.includes('--help') || rest.includes('-h')) {
    io.out(`eropaf ${command.name} ${command.usage}\n\n${command.summary}`);
    return 0;
  }
  try {
    return await command.run(rest, io);
  } catch (error) {
    return explain(error, command, io);
  }
}

const MAKE_APPS = 'made and started by: make apps';

function explain(error: unknown, command: Command, io: Io): ExitCode {
  if (error instanceof UsageError || isArgumentFault(error)) {
    io.err(`${error.message}\nusage: eropaf ${command.name} ${command.usage}`);
    return 2;
  }
  if (error instanceof CommandRefused) {
    for (const fault of error.faults) io.err(fault);
    return 1;
  }
  const unread = unreadFile(error);
  if (unread !== null) {
    io.err(unread);
    return 1;
  }
  if (error instanceof ConfigurationInvalid || error instanceof ClockNotSet) {
    io.err(error.message);
    if (error instanceof ConfigurationInvalid) io.err(`the settings of a clone are ${MAKE_APPS}`);
    return 1;
  }
  if (notMigrated.has(codeOf(error))) {
    io.err('the database is not there, not up to date, or refuses the role: eropaf migrate');
    return 1;
  }
  if (error instanceof DependencyUnavailable || databaseFault(error) === 'dependency') {
    io.err(`a server cannot be reached or is in trouble: ${textOf(error)}`);
    io.err(`servers and processes of a clone are ${MAKE_APPS}`);
    return 1;
  }
  throw error;
}

/** No such database, table, column, function or role, or another password: what `eropaf migrate` puts right. */
const notMigrated: ReadonlySet<string> = new Set(['3D000', '42P01', '42703', '42883', '28000', '28P01']);

/** What Node says of a connection that was refused on several addresses has no text of its own. */
function textOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(textOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}

/** `parseArgs` names its errors by code only. */
function isArgumentFault(error: unknown): error is Error {
  return codeOf(error).startsWith('ERR_PARSE_ARGS');
}

const unreadReasons: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file'],
  ['ENOTDIR', 'no such file: a part of the path is no folder'],
  ['EISDIR', 'a folder, and a file is needed'],
  ['EACCES', 'may not be read or written by this user'],
]);

/** Why a file that the user named cannot be read or written; null: it is another error. */
function unreadFile(error: unknown): string | null {
  const reason = unreadReasons.get(codeOf(error));
  if (reason === undefined) return null;
  const { path } = error as { readonly path?: unknown };
  // Node does not say which path it was when a folder is read as a file.
  return `${typeof path === 'string' ? path : 'one of the paths'}: ${reason}`;
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
