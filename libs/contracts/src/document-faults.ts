import type { z } from 'zod';

/** A fault in a document that a person wrote: place as a path of member names, what is wrong, and the line if known. */
export interface DocumentFault {
  readonly path: string;
  readonly message: string;
  readonly line?: number;
}

/** A document that was read wholly, or everything that is wrong with it. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly DocumentFault[] };

/** The faults that a schema found, with paths that a person can follow. */
export function documentFaults(error: z.ZodError): readonly DocumentFault[] {
  return error.issues.map((issue) => ({
    path: issue.path.map(String).join('.') || '(document)',
    message: issue.message,
  }));
}
