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

function help(io: Io): void {
  io.out('eropaf: the command line of the pipeline\n');
  const width = Math.max(...commands.map(({ name }) => name.length));
  for (const { name, summary } of commands) io.out(`  ${name.padEnd(width)}  ${summary}`);
  io.out('\neropaf COMMAND --help says how a command is called.');
}

/**
 * Runs the command that the arguments name. What a user did wrong ends in lines and an exit code; an error of ours is
 * thrown.
 */
export async function runCommandLine(args: readonly string[], io: Io): Promise<ExitCode> {
  const found = findCommand(args);
  if (found === undefined) {
    if (args.length > 0 && args[0] !== '--help' && args[0] !== 'help') {
      io.err(`unknown command: ${args.join(' ')}`);
      help(io);
      return 2;
    }
    help(io);
    return 0;
  }
  const { command, rest } = found;
  if (rest.includes('--help')) {
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
  if (error instanceof ConfigurationInvalid || error instanceof ClockNotSet || isMissingFile(error)) {
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

function isMissingFile(error: unknown): error is Error {
  return ['ENOENT', 'EISDIR', 'ENOTDIR', 'EACCES'].includes(codeOf(error));
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
