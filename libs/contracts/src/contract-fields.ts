import { z } from 'zod';
import { DAY_PATTERN } from './bounded-text.js';
import { recordHeadersSchema } from './cloud-event.js';
import { SUPPLY_ENDED_DAYS_MAX, SUPPLY_ENDS_DAYS_MAX } from './door/content-rules.js';
import type { Fault, FaultCode } from './door/faults.js';
import { signalDataSchema, withdrawalDataSchema } from './signal-data.js';

/** What a field of a contract may hold. */
export type FieldKind =
  | { readonly kind: 'one-of'; readonly values: readonly string[] }
  | { readonly kind: 'whole-number'; readonly minimum: number; readonly maximum: number }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'day' }
  | { readonly kind: 'text'; readonly charactersMax: number };

/** A field that holds no other fields, as the contract has it. */
export interface ContractField {
  /** Names of the members down to it. */
  readonly path: readonly string[];
  readonly kind: FieldKind;
  /** `with-parent`: required where the object around it, or this branch of a choice, is there. */
  readonly required: 'always' | 'with-parent' | 'no';
  readonly meaning: string;
}

/** The fields of a contract schema, in its order; a choice gives each of its fields once. */
export function contractFields(schema: z.ZodType): readonly ContractField[] {
  const fields = new Map<string, ContractField>();
  for (const field of leaves(z.toJSONSchema(schema, { io: 'input' }) as Node, [], 'always')) {
    const name = field.path.join('.');
    const before = fields.get(name);
    fields.set(name, before === undefined ? field : { ...before, kind: both(before.kind, field.kind) });
  }
  return [...fields.values()];
}

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly oneOf?: readonly Node[];
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly description?: string;
}

function leaves(
  node: Node,
  path: readonly string[],
  required: ContractField['required'],
): readonly ContractField[] {
  if (node.oneOf !== undefined) {
    // What every branch has is required with the object; the rest only in its branch.
    const everywhere = (name: string): boolean =>
      node.oneOf?.every((branch) => branch.required?.includes(name)) ?? false;
    return node.oneOf
      .flatMap((branch) => leaves(branch, path, required))
      .map((field): ContractField => {
        const isInEach = field.required !== 'always' || everywhere(field.path.at(-1) ?? '');
        const meaning = field.meaning === '' ? (node.description ?? '') : field.meaning;
        return { ...field, meaning, required: isInEach ? field.required : 'with-parent' };
      });
  }
  if (node.properties === undefined)
    return [{ path, kind: kindOf(node), required, meaning: node.description ?? '' }];
  const { properties, required: names = [] } = node;
  return Object.entries(properties).flatMap(([name, member]) => {
    const inside = required === 'always' ? 'always' : 'with-parent';
    return leaves(member, [...path, name], names.includes(name) ? inside : 'no');
  });
}

function kindOf(node: Node): FieldKind {
  const values = node.enum ?? (node.const === undefined ? undefined : [node.const]);
  if (values !== undefined) return { kind: 'one-of', values };
  if (node.type === 'boolean') return { kind: 'boolean' };
  if (node.type === 'integer' && node.minimum !== undefined && node.maximum !== undefined)
    return { kind: 'whole-number', minimum: node.minimum, maximum: node.maximum };
  if (node.pattern === DAY_PATTERN) return { kind: 'day' };
  if (node.type === 'string' && node.maxLength !== undefined)
    return { kind: 'text', charactersMax: node.maxLength };
  throw new Error('a field of a contract without a bound');
}

function both(one: FieldKind, other: FieldKind): FieldKind {
  if (one.kind !== 'one-of' || other.kind !== 'one-of') return one;
  return { kind: 'one-of', values: [...new Set([...one.values, ...other.values])] };
}

/** The days between which a last day of supply lies, beside the calendar of every day. */
const SUPPLY_END = `van ${SUPPLY_ENDED_DAYS_MAX} dagen vóór tot ${SUPPLY_ENDS_DAYS_MAX} dagen na de dag van ontvangst`;

const FIELDS: ReadonlyMap<string, ContractField> = new Map([
  ...contractFields(recordHeadersSchema).map((field) => [`/headers/${field.path[0]}`, field] as const),
  ...[signalDataSchema, withdrawalDataSchema].flatMap((schema) =>
    contractFields(schema).map((field) => [`/data/${field.path.join('/')}`, field] as const),
  ),
]);

const CODES: ReadonlySet<FaultCode> = new Set([
  'missing',
  'wrong-type',
  'unknown-value',
  'malformed',
  'out-of-range',
  'content-type',
]);

/** What is allowed at the place of a fault, in Dutch for whoever sent it; null where the code says all there is. */
export function allowedAt({ code, pointer }: Fault): string | null {
  const field = FIELDS.get(pointer);
  if (field === undefined || !CODES.has(code)) return null;
  if (code === 'out-of-range' && field.kind.kind === 'day') return SUPPLY_END;
  const { kind } = field;
  switch (kind.kind) {
    case 'one-of':
      return kind.values.join(', ');
    case 'whole-number':
      return `een geheel getal van ${kind.minimum} tot en met ${kind.maximum}`;
    case 'boolean':
      return 'true, false';
    case 'day':
      return 'een bestaande dag als JJJJ-MM-DD, van 1900 tot en met 2099';
    case 'text':
      return `tekst van ten hoogste ${kind.charactersMax} tekens: ${field.meaning}`;
    default:
      return kind satisfies never;
  }
}
