import {
  signalDataSchema,
  withdrawalDataSchema,
  type FaultCode,
  type JsonObject,
  type JsonValue,
} from '#contracts';
import { z } from 'zod';
import { Choices } from './base-message.js';
import type { Change, DataChange } from './fuzz-plan.js';
import { planted } from './planted.js';

/** A fault that a change must lead to, unless a later change takes its place away. */
export interface Wanted {
  readonly pointer: string;
  readonly code: FaultCode;
}

type Path = readonly string[];
type Event = 'signal' | 'withdrawal';

interface SchemaNode {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly oneOf?: readonly SchemaNode[];
}

/** The published schema is the law here; what the door makes of it is what is tried. */
const SCHEMAS = {
  signal: z.toJSONSchema(signalDataSchema) as SchemaNode,
  withdrawal: z.toJSONSchema(withdrawalDataSchema) as SchemaNode,
} satisfies Record<Event, SchemaNode>;

function schemaAt(event: Event, path: Path): SchemaNode {
  return path.reduce<SchemaNode>((node, name) => {
    const found = [node, ...(node.oneOf ?? [])].findLast((one) => one.properties?.[name] !== undefined);
    return found?.properties?.[name] ?? {};
  }, SCHEMAS[event]);
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every known place that is there now, objects included; below what was replaced there is none. */
function placesIn(value: JsonObject, event: Event, path: Path = []): Path[] {
  return Object.entries(value).flatMap(([name, member]) => {
    const place = [...path, name];
    const known = schemaAt(event, place);
    if (
      known.type === undefined &&
      known.oneOf === undefined &&
      known.enum === undefined &&
      known.const === undefined
    )
      return [];
    return [place, ...(isObject(member) ? placesIn(member, event, place) : [])];
  });
}

export const pointerOf = (path: Path): string => `/data${path.map((name) => `/${name}`).join('')}`;

function parentOf(data: JsonObject, path: Path): Record<string, JsonValue> {
  return path
    .slice(0, -1)
    .reduce<Record<string, JsonValue>>(
      (parent, name) => parent[name] as Record<string, JsonValue>,
      data as Record<string, JsonValue>,
    );
}

/** Sets an own member of any name: an assignment to `__proto__` would do something else. */
function setOwn(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

const NAMES = [
  'bedacht',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'kanarie',
  '',
  '\u0000',
  '\u202ereik',
  'a/b',
  '~1',
  'x'.repeat(2_000),
  '\ud800',
  '😀',
  '0',
] as const;
const VALUES = (): readonly JsonValue[] => [
  'Kanarievogel',
  null,
  1,
  true,
  [],
  { polluted: true },
  { __proto__: null },
];
const TEXTS = [
  '',
  '   ',
  'Kanarie\u0000',
  '\u202eeiranak',
  'Kanarie\u2028regel',
  '\ud800',
  'Kanarie\udc00',
  '\ue000',
  'Kanarie'.repeat(80),
  'Kanarie\n',
  '\u200bKanarie',
  '\u0007',
  '\ufeffKanarie',
] as const;
const DATES = [
  '0000-00-00',
  '2026-02-30',
  '2026-13-01',
  '1899-12-31',
  '2100-01-01',
  '9999-99-99',
  '2026-1-5',
  '2026-01-05T00:00:00Z',
  ' 2026-01-05',
  '２０２６-01-05',
  '05-01-2026',
  'NaN',
  '-2026-01-05',
] as const;
const AMOUNTS = [0, -1, 100_000_001, 2 ** 53, 1e21, -1e308, Number.MAX_VALUE] as const;

/** A value of another type than the place has. */
function otherType(schema: SchemaNode, now: JsonValue | undefined, choices: Choices): JsonValue {
  const type = schema.oneOf === undefined ? (schema.type ?? 'string') : 'object';
  const asText = typeof now === 'number' || typeof now === 'boolean' ? `${now}` : 'tekst';
  const others: readonly [string, JsonValue][] = [
    ['null', null],
    ['boolean', true],
    ['boolean', false],
    ['string', asText],
    ['number', 1.5],
    ['integer', 17],
    ['array', []],
    ['array', [now ?? null]],
    ['object', {}],
    ['object', { kanarie: 1 }],
  ];
  return choices.of(others.filter(([name]) => name !== type))[1];
}

/** The references and numbers that rule 1 leaves out of the search. */
const FREE_OF_BSN = [
  '/data/klantreferentie',
  '/data/telefoonnummer',
  '/data/bedragInCenten',
  '/data/ingetrokkenSignaal',
];

const CRISIS = '/data/crisissignaal';
const KIND_OF_CRISIS = `${CRISIS}/soort`;

/** What was done to the data, and which faults that must lead to. */
export class DataUnderChange {
  readonly data: JsonObject;
  /** Where something was done; faults lie there and nowhere else. */
  readonly touched = new Set<string>();
  isTooDeep = false;
  private wanted: Wanted[] = [];
  private isKindOfCrisisKnown = true;

  constructor(
    /** Changed in place. */
    base: JsonObject,
    private readonly event: Event,
    private readonly referenceMayBeBsn: boolean,
  ) {
    this.data = base;
  }

  get faults(): readonly Wanted[] {
    return this.wanted;
  }

  get holdsBsn(): boolean {
    return this.wanted.some(({ code }) => code === 'bsn-present');
  }

  apply({ kind, pick, place }: Change<DataChange>): void {
    const places = placesIn(this.data, this.event);
    const choices = new Choices(pick);
    if (kind === 'invent') return this.invent(places, place, choices);
    const fitting = places.filter((path) => this.fits(kind, path));
    const path = fitting[place % Math.max(1, fitting.length)];
    if (path !== undefined) this.replace(kind, path, choices);
  }

  private fits(kind: DataChange, path: Path): boolean {
    const schema = schemaAt(this.event, path);
    const now = parentOf(this.data, path)[path.at(-1) ?? ''];
    const isText = typeof now === 'string';
    const isTextAsAgreed = isText && (schema.type ?? 'string') === 'string' && schema.oneOf === undefined;
    if (kind === 'text') return isTextAsAgreed;
    if (kind === 'date') return isTextAsAgreed && /datum/iu.test(path.at(-1) ?? '');
    if (kind === 'amount') return schema.type === 'integer' && typeof now === 'number';
    if (kind !== 'bsn') return true;
    const isFree = FREE_OF_BSN.includes(pointerOf(path));
    return isText && (!isFree || (this.referenceMayBeBsn && path[0] === 'klantreferentie'));
  }

  private replace(kind: Exclude<DataChange, 'invent'>, path: Path, choices: Choices): void {
    const parent = parentOf(this.data, path);
    const name = path.at(-1) ?? '';
    const schema = schemaAt(this.event, path);
    const pointer = pointerOf(path);
    this.forget(pointer);
    const set = (value: JsonValue, code: FaultCode): void => {
      setOwn(parent, name, value);
      this.want(pointer, code);
    };
    const closed = schema.enum !== undefined || schema.const !== undefined;
    const textCode: FaultCode = closed || name === 'soort' ? 'unknown-value' : 'malformed';
    switch (kind) {
      case 'remove':
        delete parent[name];
        if (this.isRequired(path)) this.want(pointer, 'missing');
        return;
      case 'retype':
        return set(otherType(schema, parent[name], choices), 'wrong-type');
      case 'text':
        return set(choices.of(TEXTS), textCode);
      case 'date':
        return set(choices.of(DATES), 'malformed');
      case 'amount':
        return set(choices.of(AMOUNTS), 'out-of-range');
      case 'bsn':
        return set(`Kanarie ${choices.of(planted.bsns)}`, 'bsn-present');
      case 'many':
        return set(
          choices.of([new Array<number>(10_000).fill(0), new Array<string>(10_000).fill('')]),
          'wrong-type',
        );
      case 'megabyte':
        return set('Kanarie'.repeat(150_000), textCode);
      case 'nest':
        this.isTooDeep = true;
        return set(nested(9 + choices.upTo(2_000)), 'wrong-type');
    }
  }

  private invent(places: readonly Path[], place: number, choices: Choices): void {
    const objects = [[], ...places.filter((path) => this.isObjectAsAgreed(path))];
    const path = objects[place % objects.length] ?? [];
    const object = path.length === 0 ? this.data : parentOf(this.data, path)[path.at(-1) ?? ''];
    const name = choices.upTo(8) === 7 ? 'Burger-Service_Nummer' : choices.of(NAMES);
    setOwn(object as object, name, choices.of(VALUES()));
    if (name.startsWith('Burger')) {
      this.want(pointerOf(path), 'bsn-present');
    }
    this.want(pointerOf(path), 'unknown-member');
  }

  private isObjectAsAgreed(path: Path): boolean {
    const { oneOf, properties } = schemaAt(this.event, path);
    const isAgreed = properties !== undefined || oneOf !== undefined;
    return isAgreed && isObject(parentOf(this.data, path)[path.at(-1) ?? '']);
  }

  private isRequired(path: Path): boolean {
    // In a crisis signal every member that was there was one of its branch, and a branch demands all of its own.
    if (path[0] === 'crisissignaal' && path.length > 1) return true;
    return schemaAt(this.event, path.slice(0, -1)).required?.includes(path.at(-1) ?? '') === true;
  }

  private want(pointer: string, code: FaultCode): void {
    this.touched.add(pointer);
    const isInCrisis = pointer.startsWith(CRISIS) && pointer !== KIND_OF_CRISIS;
    const isOfBranch = isInCrisis && (pointer !== CRISIS || code === 'unknown-member');
    if (isOfBranch && !this.isKindOfCrisisKnown && code !== 'bsn-present') return;
    this.wanted.push({ pointer, code });
  }

  /** What is replaced takes along what was wanted in it; without its kind nobody knows what a crisis may hold. */
  private forget(pointer: string): void {
    this.touched.add(pointer);
    const kindOfCrisis = pointer === KIND_OF_CRISIS;
    if (kindOfCrisis) this.isKindOfCrisisKnown = false;
    const gone = (one: Wanted): boolean =>
      one.pointer === pointer ||
      one.pointer.startsWith(`${pointer}/`) ||
      (kindOfCrisis && one.code !== 'bsn-present' && one.pointer.startsWith(CRISIS));
    this.wanted = this.wanted.filter((one) => !gone(one));
  }
}

function nested(depth: number): JsonValue {
  let value: JsonValue = 'Kanarie';
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { in: value };
  return value;
}
