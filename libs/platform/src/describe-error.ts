/** An error as it may stand in a log. */
export interface DescribedError {
  readonly type: string;
  readonly message?: string;
  readonly code?: string;
  readonly table?: string;
  readonly constraint?: string;
  readonly stack?: readonly string[];
  readonly cause?: DescribedError;
}

const causesMax = 3;
const framesMax = 12;
/** SQLSTATE classes whose messages repeat the values that the database refused. */
const dataFault = /^2[23][0-9A-Z]{3}$/;

/**
 * What a log may say of an error. The database repeats the refused row in `detail`, and its values in the messages of
 * data faults: names and addresses of residents, that is. Code, table, constraint and stack are left, which is enough
 * to find the place.
 */
export function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code, table, constraint } = error as { code?: unknown; table?: unknown; constraint?: unknown };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: error.name,
    ...(typeof code === 'string' && dataFault.test(code) ? {} : { message: error.message }),
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof table === 'string' ? { table } : {}),
    ...(typeof constraint === 'string' ? { constraint } : {}),
    stack: frames.slice(0, framesMax).map((line) => line.trim()),
    ...(error.cause === undefined || depth >= causesMax
      ? {}
      : { cause: describeError(error.cause, depth + 1) }),
  };
}
