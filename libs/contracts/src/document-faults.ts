import type { z } from 'zod';

import { allowedWords, memberNamesAt, nearest, notationWords, schemasAt } from './schema-words.js';

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
 * one that was probably meant; of a union or a choice what may be written there; of a notation what it is in words.
 *
 * @param content what was read, for what was probably meant by it
 */
export function documentFaults(
  error: z.ZodError,
  schema: z.core.$ZodType,
  content: unknown,
): readonly DocumentFault[] {
  return error.issues.flatMap((issue) => faultsOf(issue, issue.path, { schema, content }));
}

function faultsOf(
  issue: z.core.$ZodIssue,
  path: readonly PropertyKey[],
  document: { readonly schema: z.core.$ZodType; readonly content: unknown },
): readonly DocumentFault[] {
  const { content, schema } = document;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: textOf([...path, key]),
      message: unknownWords(key, memberNamesAt(schema, path)),
    }));
  }
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find(isMeant);
    if (meant !== undefined) return meant.flatMap((one) => faultsOf(one, [...path, ...one.path], document));
    const allowed = schemasAt(schema, path).map(allowedWords).join(', or ');
    return [{ path: textOf(path), message: `must be ${allowed}` }];
  }
  const written = valueAt(content, path);
  if (issue.code === 'invalid_value' && written !== undefined)
    return [{ path: textOf(path), message: choiceWords(written, issue.values.map(String)) }];
  if (issue.code === 'invalid_format') {
    const pattern = issue.pattern?.replace(/^\/|\/u?$/g, '') ?? '';
    const words = schemasAt(schema, path)
      .map((one) => notationWords(one, pattern))
      .find((one) => one !== null);
    if (words !== undefined) return [{ path: textOf(path), message: `must be ${words}` }];
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

function choiceWords(written: unknown, values: readonly string[]): string {
  const meant = typeof written === 'string' ? nearest(written, values) : null;
  const allowed = values.length === 1 ? values.join('') : `one of ${values.join(', ')}`;
  return `must be ${allowed}${meant === null ? '' : `; did you mean ${meant}?`}`;
}

function valueAt(content: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null
        ? (inner as Readonly<Record<PropertyKey, unknown>>)[name]
        : undefined,
    content,
  );
}

function unknownWords(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  const hint = meant === null ? `; known here: ${known.join(', ')}` : `; did you mean ${meant}?`;
  return `is not known${known.length === 0 ? '' : hint}`;
}

const textOf = (path: readonly PropertyKey[]): string => path.map(String).join('.') || '(document)';
