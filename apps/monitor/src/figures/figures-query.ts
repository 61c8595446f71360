import type { RequestFault, RequestFaultCode } from '#contracts';
import {
  asDay,
  monthsOf,
  type DenominatorVariant,
  type FigureSplit,
  type FigureView,
  type MonthRange,
  type MunicipalityCode,
} from '#domain';
import { z } from 'zod';

/** Three years of months in one answer. */
const MONTHS_MAX = 36;
const FIRST_MONTH = '2015-01';
const LAST_MONTH = '2099-12';

const views = { afgesloten: 'closed', cohort: 'cohort' } as const satisfies Record<string, FigureView>;
const splits = {
  geen: 'none',
  kanaal: 'channel',
  sector: 'sector',
  leeftijdsgroep: 'age-group',
  zaaksoort: 'case-class',
} as const satisfies Record<string, FigureSplit>;
const variants = { divosa: 'divosa', eigen: 'own' } as const satisfies Record<string, DenominatorVariant>;

const keysOf = <Key extends string>(table: Readonly<Record<Key, unknown>>): [Key, ...Key[]] =>
  Object.keys(table) as [Key, ...Key[]];

const month = z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])$/);

/** The query of GET /v1/contactcijfers. */
export const figuresQuerySchema = z.strictObject({
  gemeente: z.string().regex(/^GM\d{4}$/),
  van: month,
  tot: month,
  weergave: z.enum(keysOf(views)).default('afgesloten'),
  uitsplitsing: z.enum(keysOf(splits)).default('geen'),
  noemer: z.enum(keysOf(variants)).default('divosa'),
  extern: z.enum(['true', 'false']).default('false'),
});
/** The query of GET /v1/meldkwaliteit: a part of the same. */
export const qualityQuerySchema = figuresQuerySchema.pick({
  gemeente: true,
  van: true,
  tot: true,
  extern: true,
});
export type FiguresQueryWords = z.output<typeof figuresQuerySchema>;

/** What is asked, in the words of the domain. */
export interface FiguresQuery {
  /** As it was asked, to be said again in the answer. */
  readonly words: FiguresQueryWords;
  readonly municipality: MunicipalityCode;
  readonly range: MonthRange;
  readonly view: FigureView;
  readonly split: FigureSplit;
  readonly variant: DenominatorVariant;
  /** The answer leaves the municipality: every count under ten is held back. */
  readonly external: boolean;
}

export type ParsedQuery =
  | { readonly ok: true; readonly query: FiguresQuery }
  | { readonly ok: false; readonly faults: readonly RequestFault[] };

/** Reads the query; all faults are named together, each by place and code, never by value. */
export function parseFiguresQuery(input: unknown): ParsedQuery {
  const parsed = figuresQuerySchema.safeParse(input);
  const faults = parsed.success ? [] : parsed.error.issues.flatMap((issue) => shapeFaults(issue, input));
  const known = new Set(faults.map(({ pointer }) => pointer));
  for (const fault of relationFaults(input)) if (!known.has(fault.pointer)) faults.push(fault);
  if (!parsed.success || faults.length > 0) {
    return { ok: false, faults: faults.sort((left, right) => (left.pointer < right.pointer ? -1 : 1)) };
  }
  const words = parsed.data;
  return {
    ok: true,
    query: {
      words,
      municipality: words.gemeente as MunicipalityCode,
      range: { first: asDay(`${words.van}-01`), last: asDay(`${words.tot}-01`) },
      view: views[words.weergave],
      split: splits[words.uitsplitsing],
      variant: variants[words.noemer],
      external: words.extern === 'true',
    },
  };
}

const fault = (name: string, code: RequestFaultCode): RequestFault => ({
  in: 'query',
  pointer: `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
  code,
});

function shapeFaults(issue: z.core.$ZodIssue, input: unknown): RequestFault[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => fault(key, 'unknown-member'));
  const name = String(issue.path[0] ?? '');
  const value = (input as Record<string, unknown> | null)?.[name];
  if (value === undefined) return [fault(name, 'missing')];
  // A parameter that is given twice comes as a list.
  if (typeof value !== 'string') return [fault(name, 'wrong-type')];
  return [fault(name, issue.code === 'invalid_value' ? 'unknown-value' : 'malformed')];
}

/** What a schema of single parameters cannot say. Looked at as far as the parameters themselves can be read. */
function relationFaults(input: unknown): RequestFault[] {
  const read = z
    .object({
      van: month.catch(''),
      tot: month.catch(''),
      noemer: z.string().catch(''),
      extern: z.string().catch(''),
    })
    .safeParse(input);
  if (!read.success) return [];
  const { van, tot, noemer, extern } = read.data;
  const faults: RequestFault[] = [];
  const outside = (one: string): boolean => one !== '' && (one < FIRST_MONTH || one > LAST_MONTH);
  if (outside(van)) faults.push(fault('van', 'out-of-range'));
  if (outside(tot)) faults.push(fault('tot', 'out-of-range'));
  if (faults.length === 0 && van !== '' && tot !== '') {
    const months = monthsOf({ first: asDay(`${van}-01`), last: asDay(`${tot}-01`) }).length;
    if (months < 1 || months > MONTHS_MAX) faults.push(fault('tot', 'out-of-range'));
  }
  // Two denominators of the same cases could be subtracted from each other.
  if (extern === 'true' && noemer === 'eigen') faults.push(fault('noemer', 'out-of-range'));
  return faults;
}
