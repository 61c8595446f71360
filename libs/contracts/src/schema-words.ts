import { z } from 'zod';

import { DAY_PATTERN, MUNICIPALITY_PATTERN } from './bounded-text.js';

/** A schema without what only fills in a missing member. */
function bare(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return bare(schema.unwrap());
  return schema;
}

/** The schemas that can stand at a place of a document: more than one below a union, none where nothing may. */
export function schemasAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly z.core.$ZodType[] {
  const here = bare(schema);
  if (here instanceof z.ZodUnion && path.length > 0)
    return here.options.flatMap((option) => schemasAt(option, path));
  const [name, ...rest] = path;
  if (name === undefined) return [here];
  const next = memberOf(here, name);
  return next === undefined ? [] : schemasAt(next, rest);
}

function memberOf(schema: z.core.$ZodType, name: PropertyKey): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) {
    const shape: Readonly<Record<PropertyKey, z.core.$ZodType>> = schema.shape;
    return shape[name];
  }
  if (schema instanceof z.ZodArray) return schema.element;
  return schema instanceof z.ZodRecord ? schema.valueType : undefined;
}

/** The names that members may have at a place of a document. */
export function memberNamesAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  const names = schemasAt(schema, path).flatMap((one): readonly string[] => {
    if (one instanceof z.ZodUnion) return one.options.flatMap((option) => memberNamesAt(option, []));
    if (one instanceof z.ZodObject) return Object.keys(one.shape);
    return one instanceof z.ZodRecord && one.keyType instanceof z.ZodEnum
      ? one.keyType.options.map(String)
      : [];
  });
  return [...new Set(names)];
}

/** What may be written for a schema: `calendar-month, or { startDay }`. */
export function allowedWords(schema: z.core.$ZodType): string {
  const one = bare(schema);
  if (one instanceof z.ZodUnion) return one.options.map(allowedWords).join(', or ');
  if (one instanceof z.ZodLiteral) return [...one.values].map(String).join(' | ');
  if (one instanceof z.ZodEnum) return one.options.map(String).join(' | ');
  if (!(one instanceof z.ZodObject)) return 'a value';
  const members = Object.entries(one.shape as Record<string, z.core.$ZodType>).map(([name, member]) => {
    const inner = bare(member);
    return inner instanceof z.ZodLiteral || inner instanceof z.ZodEnum
      ? `${name}: ${allowedWords(inner)}`
      : name;
  });
  return `{ ${members.join(', ')} }`;
}

/**
 * What the text of a schema must look like, for people who read no regular expressions; null: not said by the schema.
 *
 * @param pattern the source of the expression that it does not fit
 */
export function notationWords(schema: z.core.$ZodType, pattern: string): string | null {
  if (!(schema instanceof z.ZodString)) return null;
  const { description, maxLength } = schema.meta() ?? {};
  if (pattern === DAY_PATTERN) return 'a day as YYYY-MM-DD';
  if (pattern === MUNICIPALITY_PATTERN)
    return 'the code of a municipality: GM and four digits, such as GM0505';
  // Of free text the description says what it is about, not how it is written.
  if (pattern.startsWith('^(?='))
    return `one line of 1 to ${String(maxLength)} characters, none of them invisible`;
  return description === undefined
    ? null
    : description.replace(/\.$/, '').replace(/^[A-Z](?=[a-z])/, (first) => first.toLowerCase());
}

/** The word that was probably meant: the nearest of those that are known, if it is near enough. */
export function nearest(word: string, known: readonly string[]): string | null {
  const [best] = known
    .map((one) => ({ one, distance: editDistance(word.toLowerCase(), one.toLowerCase()) }))
    .sort((left, right) => left.distance - right.distance);
  if (best === undefined) return null;
  const isPart = word.length >= 4 && known.filter((one) => contains(one, word)).length === 1;
  if (best.distance <= Math.max(2, Math.floor(word.length / 3))) return best.one;
  return isPart ? (known.find((one) => contains(one, word)) ?? null) : null;
}

const contains = (known: string, word: string): boolean => known.toLowerCase().includes(word.toLowerCase());

/** Insertions, deletions and replacements that lead from one word to another (Levenshtein 1965). */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 1; at <= one.length; at += 1) {
    const next = [at];
    for (let place = 1; place <= other.length; place += 1) {
      const replaced = (row[place - 1] ?? 0) + (one[at - 1] === other[place - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[place] ?? 0) + 1, (next[place - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
