/**
 * What an error of the database means for the work at hand (decision 4).
 *
 * - `dependency`: the server or the way to it is in trouble; wait and try the same again.
 * - `contention`: two transactions met; the same transaction is tried again at once.
 * - `data`: the database refuses these rows (SQLSTATE class 22 or 23): a hole in the contract.
 * - `bug`: everything else.
 */
export type DatabaseFault = 'dependency' | 'contention' | 'data' | 'bug';

const dependencyClasses = new Set(['08', '53', '57', '58']);
const dependencyCodes = new Set(['55P03', '25006']);
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);

/** Classifies an error that came out of a statement or a connection. */
export function databaseFault(error: unknown): DatabaseFault {
  const code = errorCode(error);
  if (code === undefined) return isLostConnection(error) ? 'dependency' : 'bug';
  if (networkCodes.has(code)) return 'dependency';
  const kind = code.slice(0, 2);
  if (kind === '40') return 'contention';
  if (dependencyClasses.has(kind) || dependencyCodes.has(code)) return 'dependency';
  return kind === '22' || kind === '23' ? 'data' : 'bug';
}

function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  if ('driverError' in error) return errorCode(error.driverError);
  return undefined;
}

/** `pg` reports a connection that ended under a statement with a message only. */
function isLostConnection(error: unknown): boolean {
  return (
    error instanceof Error &&
    /connection terminated|connection ended|client has encountered a connection error|timeout exceeded when trying to connect|not queryable/i.test(
      error.message,
    )
  );
}
