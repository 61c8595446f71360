import fc from 'fast-check';
import { Choices } from './base-message.js';
import { routes, type Route, type Schema } from './open-api.js';

/** Ids that are really there, by what they are called in a path or a body. */
export type KnownIds = Readonly<Record<string, readonly string[]>>;

export const CHANGES = [
  'path',
  'query',
  'double-query',
  'remove',
  'retype',
  'invent',
  'text',
  'bytes',
  'type',
  'method',
] as const;
type ChangeKind = (typeof CHANGES)[number];

/** Who asks: of the municipality whose rows are there, of another one, from outside, or nobody that is known. */
export const CALLERS = [
  'team-lead',
  'outreach-worker',
  'external',
  'stranger',
  'no-token',
  'wrong-token',
] as const;
export type Caller = (typeof CALLERS)[number];

export interface RequestPlan {
  readonly route: number;
  readonly base: number;
  readonly caller: Caller;
  readonly changes: readonly { readonly kind: ChangeKind; readonly place: number; readonly pick: number }[];
}

const number = fc.nat({ max: 0xffff_ffff });
export const requestPlans: fc.Arbitrary<RequestPlan> = fc.record({
  route: fc.nat({ max: routes.length - 1 }),
  base: number,
  caller: fc.constantFrom('team-lead', 'team-lead', 'team-lead', 'outreach-worker', ...CALLERS),
  changes: fc.oneof(
    { weight: 1, arbitrary: fc.constant([]) },
    {
      weight: 3,
      arbitrary: fc.array(fc.record({ kind: fc.constantFrom(...CHANGES), place: number, pick: number }), {
        minLength: 1,
        maxLength: 3,
      }),
    },
  ),
});

/** What a fault of a request must name; of a choice between shapes nobody can say which was meant, so its place only. */
export interface WantedFault {
  readonly in: 'path' | 'query' | 'body';
  readonly pointer: string;
}

export interface HttpRequest {
  readonly route: Route;
  readonly caller: Caller;
  readonly method: string;
  /** With its query, as it goes over the line. */
  readonly target: string;
  readonly body: Buffer | null;
  readonly contentType: string | null;
  readonly wanted: readonly WantedFault[];
  /** Nobody can say what must come of it, but that it is no success. */
  readonly mustFail: boolean;
}

const PLACEHOLDER = '00000000-0000-4000-8000-000000000000';
const TEXTS = [
  'Kanarie belt terug',
  '3315GH',
  '0642429871',
  'kanarie',
  'K-1001',
  '1957-03-13',
  '12:30',
  'nl',
];

function valueOf(schema: Schema, name: string, choices: Choices, ids: KnownIds): unknown {
  if (schema.anyOf !== undefined) return valueOf(choices.of(schema.anyOf), name, choices, ids);
  if (schema.enum !== undefined) return choices.of(schema.enum);
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([member]) => schema.required?.includes(member) === true || choices.upTo(3) === 0)
          .map(([member, inner]) => [member, valueOf(inner, member, choices, ids)]),
      );
    case 'array':
      return Array.from({ length: Math.max(1, schema.minItems ?? 1) }, () =>
        valueOf(schema.items ?? {}, name, choices, ids),
      );
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return choices.upTo(2) === 1;
    default:
      return textOf(schema, name, choices, ids);
  }
}

function textOf({ pattern }: Schema, name: string, choices: Choices, ids: KnownIds): string {
  const candidates = [...(ids[name] ?? ids['*'] ?? []), ...TEXTS, ...Object.values(ids).flat(), PLACEHOLDER];
  const fitting =
    pattern === undefined ? candidates : candidates.filter((text) => new RegExp(pattern, 'u').test(text));
  const own = fitting.filter((text) => ids[name]?.includes(text));
  return choices.of(own.length > 0 && choices.upTo(8) > 0 ? own : [...fitting, 'Kanarie']);
}

const ODD_TEXTS = [
  '\u0000',
  'Kanarie\u202e',
  '../../etc/passwd',
  "' or 1=1 --",
  '%',
  'x'.repeat(3_000),
  '\ud83d\ude00',
  'null',
  '-1',
  '0000-00-00',
  '__proto__',
  'é',
];
const ODD_BYTES: readonly ((text: string) => Buffer)[] = [
  (text) => Buffer.from(text.slice(0, -1) || '{'),
  () => Buffer.from('{"__proto__":{"polluted":true}}'),
  () => Buffer.from('{"constructor":{"prototype":{"polluted":true}}}'),
  () => Buffer.from(`${'['.repeat(20_000)}${']'.repeat(20_000)}`),
  () => Buffer.from([0xff, 0xfe, 0x00]),
  () => Buffer.from('{"a":1}{'),
  () => Buffer.from(`{"kanarie":"${'x'.repeat(100_000)}"}`),
  () => Buffer.from('null'),
  () => Buffer.from('"Kanarie"'),
  () => Buffer.from('[1]'),
  (text) => Buffer.from(text, 'utf16le'),
];
const ODD_TYPES = [
  'text/plain',
  'application/xml',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'application/json/x',
  'kanarie',
];

/** A request that is being put together. */
class Draft {
  readonly values = new Map<string, string>();
  readonly query: [string, string][] = [];
  private readonly ofPath: WantedFault[] = [];
  /** Members of the body that are wrong now; the empty name stands for one that nobody knows. */
  private readonly spoilt = new Set<string>();
  private readonly invented = new Set<string>();
  body: unknown;
  bytes: Buffer | null = null;
  contentType: string | null = null;
  method: string;
  private isRefused = false;

  constructor(
    readonly route: Route,
    choices: Choices,
    ids: KnownIds,
  ) {
    this.method = route.method;
    for (const { in: place, name, required, schema } of route.parameters) {
      const value = (): string => String(valueOf(schema, name, choices, ids));
      if (place === 'path') this.values.set(name, value());
      else if (required === true || choices.upTo(3) === 0) this.query.push([name, value()]);
    }
    if (route.body === null) return;
    this.body = valueOf(route.body, '', choices, ids);
    this.contentType = 'application/json';
  }

  change(kind: ChangeKind, place: number, choices: Choices): void {
    const { body, parameters } = this.route;
    const ofPath = parameters.filter((one) => one.in === 'path');
    switch (kind) {
      case 'path':
        return this.oddPath(ofPath[place % Math.max(1, ofPath.length)]?.name, choices);
      case 'query':
        this.query.push(['bedacht', 'Kanarie']);
        return;
      case 'double-query': {
        const first = this.query[0];
        if (first !== undefined) this.query.push([first[0], 'Kanarie']);
        return;
      }
      case 'bytes':
        if (body === null) return;
        this.bytes = choices.of(ODD_BYTES)(JSON.stringify(this.body));
        this.isRefused = true;
        return;
      case 'type':
        if (body === null) return;
        this.contentType = choices.of(ODD_TYPES);
        this.isRefused = true;
        return;
      case 'method':
        this.method = choices.of(['PUT', 'DELETE', 'PATCH', this.route.method === 'GET' ? 'POST' : 'GET']);
        this.isRefused = true;
        return;
      default:
        if (body !== null) this.changeBody(kind, place, choices, body);
    }
  }

  private oddPath(name: string | undefined, choices: Choices): void {
    if (name === undefined) return;
    this.values.set(name, choices.of(ODD_TEXTS));
    this.ofPath.push({ in: 'path', pointer: `/${name}` });
    this.isRefused = true;
  }

  get mustFail(): boolean {
    return this.isRefused || this.spoilt.size > 0;
  }

  /** Of a choice between shapes nobody can say which was meant, so there no place is told. */
  get wanted(): readonly WantedFault[] {
    if (this.route.body?.anyOf !== undefined) return this.ofPath;
    const ofBody = [...this.spoilt].map((name): WantedFault => ({
      in: 'body',
      pointer: name === '' ? '' : `/${name}`,
    }));
    return [...this.ofPath, ...ofBody];
  }

  private changeBody(
    kind: 'remove' | 'retype' | 'invent' | 'text',
    place: number,
    choices: Choices,
    schema: Schema,
  ): void {
    const { body } = this;
    if (typeof body !== 'object' || body === null) return;
    const members = body as Record<string, unknown>;
    if (kind === 'invent') {
      const name = choices.of(['bedacht', 'kanarie', '', 'toString']);
      Object.defineProperty(members, name, { value: 'Kanarie', enumerable: true, configurable: true });
      this.invented.add(name);
      this.spoilt.add('');
      return;
    }
    const names = Object.keys(members).filter((name) => !this.invented.has(name));
    const name = names[place % Math.max(1, names.length)];
    if (name === undefined) return;
    this.spoilt.delete(name);
    const type = schema.properties?.[name]?.type;
    if (kind === 'remove') {
      delete members[name];
      if (schema.required?.includes(name) === true) this.spoilt.add(name);
    } else if (kind === 'retype') {
      members[name] = choices.of([[null], { kanarie: 1 }, -0.5]);
      this.spoilt.add(name);
    } else {
      members[name] = choices.of(ODD_TEXTS);
      if (type !== undefined && type !== 'string') this.spoilt.add(name);
    }
  }
}

/** Carries a plan out with ids that are there. */
export function requestOf(plan: RequestPlan, ids: KnownIds): HttpRequest {
  const route = routes[plan.route % routes.length];
  if (route === undefined) throw new Error('there are routes');
  const draft = new Draft(route, new Choices(plan.base), ids);
  for (const { kind, pick, place } of plan.changes) draft.change(kind, place, new Choices(pick));
  const path = route.path.replace(/\{(\w+)\}/gu, (_whole, name: string) =>
    encodeURIComponent((draft.values.get(name) ?? '').toWellFormed()),
  );
  const query = draft.query.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  const hasBody = draft.method !== 'GET' && route.body !== null;
  // A body that cannot be read has no members, and another method or an unread type has no body.
  const isRead =
    draft.bytes === null && draft.method === route.method && !ODD_TYPES.includes(draft.contentType ?? '');
  return {
    route,
    caller: plan.caller,
    method: draft.method,
    target: query === '' ? path : `${path}?${query}`,
    body: hasBody ? (draft.bytes ?? Buffer.from(JSON.stringify(draft.body))) : null,
    contentType: hasBody ? draft.contentType : null,
    wanted: isRead ? draft.wanted : [],
    mustFail: draft.mustFail,
  };
}
