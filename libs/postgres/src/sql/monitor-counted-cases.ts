import {
  addMonths,
  channelOfContactKind,
  contactKinds,
  helpOutcomes,
  outcomesOutsideDenominator,
  type DenominatorVariant,
  type FigureView,
  type MonthRange,
  type MunicipalityCode,
} from '#domain';

import type { Transaction } from '../database.js';

/** Which cases of one municipality a figure counts. */
export interface CountedCases {
  readonly municipality: MunicipalityCode;
  readonly view: FigureView;
  readonly variant: DenominatorVariant;
  readonly range: MonthRange;
}

/** The day that places a case in a month. */
const dayOfView: Readonly<Record<FigureView, string>> = { closed: 'closed_on', cohort: 'period_start' };
const stateOfView: Readonly<Record<FigureView, string>> = {
  closed: `state = 'closed'`,
  cohort: `state <> 'superseded'`,
};

/** Values of the statements that begin with `countedCases`: $1 to $5. */
export function countedCasesValues({ municipality, variant, range }: CountedCases): unknown[] {
  return [
    municipality,
    range.first,
    addMonths(range.last, 1),
    outcomesOutsideDenominator[variant],
    helpOutcomes,
  ];
}

/**
 * `counted`: the cases that a figure is about, each in exactly one month. A superseded case is outside all
 * figures, and so is a case in which nothing was picked up.
 */
export function countedCases(view: FigureView): string {
  return `counted as (
    select c.municipality, c.address_id, c.period_start, c.multiple, c.consecutive,
           date_trunc('month', c.${dayOfView[view]}::timestamp)::date as month,
           c.reached,
           c.state = 'open' as open,
           c.reached and coalesce(c.outcome = any($5::text[]), false) as helped
    from signal_case c
    where c.municipality = $1 and c.picked_up and c.${stateOfView[view]}
      and c.${dayOfView[view]} >= $2::date and c.${dayOfView[view]} < $3::date
      and (c.outcome is null or c.outcome <> all($4::text[]))
  )`;
}

/** `approached`: the case-persons of the counted cases whose approach belongs to the figures. */
export const approachedPersons = `approached as (
    select c.address_id, c.period_start, c.month, p.person_id, p.age_group, p.attempts, p.reached,
           coalesce(p.led_by_period_start, p.period_start) as led_by
    from counted c
    join case_person p on p.municipality = c.municipality and p.address_id = c.address_id
      and p.period_start = c.period_start
    where p.picked_up and p.state <> 'superseded'
  )`;

/**
 * `canonical`: for each person found to be another, the one that stands at the end of the chain. Facts stay under
 * the person whom they named then, and count for the one that it turned out to be. The depth bounds a chain
 * that people could close into a ring.
 */
export const canonicalPersons = `chain (person_id, same_as, depth) as (
    select person_id, same_as, 1 from person_alias where municipality = $1
    union all
    select c.person_id, a.same_as, c.depth + 1
    from chain c join person_alias a on a.municipality = $1 and a.person_id = c.same_as
    where c.depth < 20
  ),
  canonical as (
    select distinct on (person_id) person_id, same_as from chain order by person_id, depth desc
  )`;

/** The person that a row of `table` is about in the end; needs `canonicalJoin` of the same table. */
export const canonicalOf = (table: string): string => `coalesce(${table}_as.same_as, ${table}.person_id)`;
export const canonicalJoin = (table: string): string =>
  `left join canonical ${table}_as on ${table}_as.person_id = ${table}.person_id`;

/**
 * `case_attempt`: the attempts that count for a case. One approach may run over several periods of a person; its
 * attempts count for each of them (architecture: a person is approached by one case-person at a time). Needs
 * `with recursive`, `counted` and `approached`, and the kinds and channels of attempts as $6 and $7.
 */
export const caseAttempts = `${canonicalPersons},
  joined as materialized (
    select distinct a.address_id, a.period_start, a.month, ${canonicalOf('a')} as person_id,
           together.period_start as fact_period
    from approached a
    ${canonicalJoin('a')}
    join case_person together on together.municipality = $1 and together.person_id = a.person_id
      and together.address_id = a.address_id
      and coalesce(together.led_by_period_start, together.period_start) = a.led_by
    where together.picked_up and together.state <> 'superseded'
  ),
  channel_of (kind, channel) as (select * from unnest($6::text[], $7::text[])),
  fact as materialized (
    select t.attempt_id, ${canonicalOf('t')} as person_id, t.period_start, t.reached, k.channel
    from attempt t
    ${canonicalJoin('t')}
    join channel_of k on k.kind = t.kind
    where t.municipality = $1
  ),
  case_attempt as (
    select j.address_id, j.period_start, j.month, f.attempt_id, f.channel, f.reached
    from joined j join fact f on f.person_id = j.person_id and f.period_start = j.fact_period
  )`;

/** The values $6 and $7 that `caseAttempts` needs. */
export function contactKindValues(): unknown[] {
  return [contactKinds, contactKinds.map((kind) => channelOfContactKind[kind])];
}

/**
 * Runs a statement over whole tables without nested loops. The planner multiplies the shares of conditions that go
 * together (a person, its address, its periods), expects one row where there are a hundred thousand, and would
 * look through all attempts for each of them: minutes instead of a second.
 */
export async function withoutNestedLoops<T>(tx: Transaction, work: () => Promise<T>): Promise<T> {
  await tx.query({ text: 'set local enable_nestloop to off' });
  const result = await work();
  await tx.query({ text: 'set local enable_nestloop to default' });
  return result;
}
