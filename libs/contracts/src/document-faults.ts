import type { z } from 'zod';

import { allowedWords, memberNamesAt, nearest, schemasAt } from './schema-words.js';

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

/**
 * The faults that a schema found, with paths that a person can follow: an unknown member under its own name, with the
 * one that was probably meant; of a union what may be written there.
 */
export function documentFaults(error: z.ZodError, schema: z.core.$ZodType): readonly DocumentFault[] {
  return error.issues.flatMap((issue) => faultsOf(issue, issue.path, schema));
}

function faultsOf(
  issue: z.core.$ZodIssue,
  path: readonly PropertyKey[],
  schema: z.core.$ZodType,
): readonly DocumentFault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: textOf([...path, key]),
      message: unknownWords(key, memberNamesAt(schema, path)),
    }));
  }
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find(isMeant);
    if (meant !== undefined) return meant.flatMap((one) => faultsOf(one, [...path, ...one.path], schema));
    const allowed = schemasAt(schema, path).map(allowedWords).join(', or ');
    return [{ path: textOf(path), message: `must be ${allowed}` }];
  }
  const isMissing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  return [{ path: textOf(path), message: isMissing ? 'is missing' : issue.message }];
}

/** Whether a branch of a union is the one that was meant: neither it as a whole nor what tells it from the others fails. */
function isMeant(issues: readonly z.core.$ZodIssue[]): boolean {
  return issues.every(
    ({ code, path }) => code === 'unrecognized_keys' || (path.length > 0 && code !== 'invalid_value'),
  );
}

function unknownWords(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  const hint = meant === null ? `; known here: ${known.join(', ')}` : `; did you mean ${meant}?`;
  return `is not known${known.length === 0 ? '' : hint}`;
}

const textOf = (path: readonly PropertyKey[]): string => path.map(String).join('.') || '(document)';
