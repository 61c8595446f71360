// How long a municipality waits for its contact rates when the country has had 1,200,000 cases.
import { stdout } from 'node:process';

import { asDay } from '#domain';
import { contactRates, MunicipalDatabase } from '#postgres';

import { municipalityShares } from '../lib/world.mjs';
import { median } from '../lib/ratios.mjs';
import { registerDatabase } from './pipeline.mjs';

const SPLITS = ['none', 'channel', 'sector', 'age-group', 'case-class'];
/** Months in which the cases lie; figures compare a year with the year before. */
const MONTHS = 24;
const FIRST = '2024-11-01';
const RANGE = { first: asDay('2025-11-01'), last: asDay('2026-10-01') };

/** As rows would be after two years: a person a case, a signal or two, two attempts. The values matter to no figure here. */
const inserts = [
  `create temp table made as
     select m.code as municipality, i, md5(m.code || 'a' || i)::uuid as address_id, md5(m.code || 'p' || i)::uuid as person_id,
       ('${FIRST}'::date + make_interval(months => i % ${MONTHS}))::date as period_start, i % 5 = 0 as reached,
       i % 100 < 85 as is_closed
     from unnest($1::text[], $2::int[]) as m (code, cases), generate_series(1, m.cases) as i`,
  `insert into signal_case select municipality, address_id, period_start, (period_start + interval '1 month' - interval '1 day')::date,
     true, i % 7 = 0, i % 9 = 0, i % 20 = 0, period_start + 3, case when is_closed then 'closed' else 'open' end,
     case when not is_closed then null when reached then 'Inwoner regelt het zelf/hoeft geen hulp vanuit vroegsignalering' else 'Definitief geen contact kunnen krijgen' end,
     case when is_closed then period_start + 20 end, reached, 1 from made`,
  `insert into case_person (municipality, person_id, period_start, address_id, period_end, picked_up, crisis, first_receipt,
     policy_version, age_group, state, outcome, closed_on, attempts, reached, hold, priority, revision)
   select municipality, person_id, period_start, address_id, (period_start + interval '1 month' - interval '1 day')::date, true,
     i % 20 = 0, period_start + interval '2 days', 1, (array['under27', '27-to-aow', 'aow', 'unknown'])[1 + i % 4],
     case when is_closed then 'closed' else 'open' end, case when not is_closed then null when reached then 'Inwoner regelt het zelf/hoeft geen hulp vanuit vroegsignalering'
     else 'Definitief geen contact kunnen krijgen' end, case when is_closed then period_start + 20 end, 2, reached,
     case when is_closed then 'closed' else 'plan-done' end, 5, 1 from made`,
  `insert into attempt (municipality, attempt_id, person_id, period_start, kind, direction, reached, attempted_at, day,
     part_of_day, recorded_at, recorded_by)
   select municipality, md5(municipality || 't' || n || '-' || i)::uuid, person_id, period_start,
     (array['Brief', 'Telefoon', 'Huisbezoek'])[1 + (i + n) % 3], 'outgoing', reached and n = 2,
     period_start + n * interval '4 days', (period_start + n * interval '4 days')::date, 'Middag',
     period_start + n * interval '4 days', 'bench' from made, generate_series(1, 2) as n`,
  `insert into kafka_log (cluster_id, topic, incarnation) values ('bench', 'bench', 1)`,
  `insert into signal (municipality, signal_id, source, event_id, creditor_id, sector, receipt, log_id, partition, kafka_offset,
     data_hash, amount_cents, arrears_since, signal_date, crisis, warm_handover, legal_form, looks_like_legal_person, usable_phone,
     normaliser_version, address_id, person_id, period_start, judged_verdict, judged_rule, judged_inputs, policy_version,
     matcher_version, verdict, rule, decided_at, withdrawn_after_attempt, revision, feedback_revision)
   select municipality, md5(municipality || 's' || i)::uuid, 'urn:bench', 'e' || i, 'bench', (array['Zorg', 'Huur', 'Energie', 'Water'])[1 + i % 4],
     period_start + interval '2 days', (select max(log_id) from kafka_log), 0, row_number() over (), '\\x00', 30000, period_start - 60,
     period_start + 1, 'none', false, 'natural-person', false, true, 1, address_id, person_id, period_start, 'accepted', 'picked-up',
     '{}', 1, 1, 'accepted', 'picked-up', period_start + interval '2 days', false, 1, 1 from made`,
];

async function casesDatabase(stand, cases) {
  const from = await registerDatabase(stand, { residents: 0, spread: 'country' });
  return stand.keptDatabase(`cases_${cases}`, {
    from,
    fill: async (database) => {
      stdout.write(`making ${cases} cases\n`);
      const shares = municipalityShares();
      const values = [shares.map(({ code }) => code), shares.map(({ share }) => Math.ceil(share * cases))];
      await stand.asAdmin(database, async (client) => {
        for (const [nth, text] of inserts.entries()) await client.query(text, nth === 0 ? values : []);
        await client.query('vacuum analyze');
      });
    },
  });
}

/**
 * @param {import('../lib/stand.mjs').Stand} stand
 * @param {{ cases: number, rounds: number }} how
 */
export async function measureFigures(stand, { cases, rounds }) {
  const name = await casesDatabase(stand, cases);
  const { passwords, postgres } = stand.stack;
  const database = await MunicipalDatabase.open({
    host: postgres.host,
    port: postgres.port,
    database: name,
    role: 'monitor',
    password: passwords.monitor,
    poolMax: 1,
    applicationName: 'bench',
  });
  const [{ code: municipality }] = municipalityShares();
  const ask = (split) =>
    database.withMunicipality(municipality, (tx) =>
      contactRates(tx, { municipality, view: 'closed', variant: 'divosa', range: RANGE, split }),
    );
  try {
    const splits = {};
    let counted = 0;
    for (const split of SPLITS) {
      await ask(split);
      const made = [];
      for (let nth = 0; nth < rounds; nth += 1) {
        const began = performance.now();
        const { total } = await ask(split);
        made.push({ milliseconds: performance.now() - began });
        counted = total.contact.denominator;
      }
      splits[split] = { rounds: made, milliseconds: median(made.map(({ milliseconds }) => milliseconds)) };
    }
    return { cases, counted, splits };
  } finally {
    await database.close();
  }
}
