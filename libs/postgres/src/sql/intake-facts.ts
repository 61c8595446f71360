import type { Statement } from '../database.js';
import type { AddressKeys } from './intake-history.js';

export interface StoredPersonAliasRow {
  readonly municipality: string;
  readonly person_id: string;
  readonly same_as: string;
}

/** Persons as two arrays of one length: municipality and person id. */
export interface PersonKeys {
  readonly municipalities: readonly string[];
  readonly personIds: readonly string[];
}

function ofPersons(name: string, text: string, keys: PersonKeys): Statement {
  return { name, text, values: [keys.municipalities, keys.personIds] };
}

/** Every alias that is connected with these persons, in either direction and over any number of steps. */
export function loadPersonAliases(keys: PersonKeys): Statement {
  return ofPersons(
    'load-person-aliases',
    `with recursive connected (municipality, person_id) as (
       select municipality collate "C", person_id from unnest($1::text[], $2::uuid[]) as given (municipality, person_id)
       union
       select a.municipality, case when a.person_id = c.person_id then a.same_as else a.person_id end
       from connected c
       join person_alias a on a.municipality = c.municipality and c.person_id in (a.person_id, a.same_as)
     )
     select distinct a.municipality, a.person_id, a.same_as
     from connected c join person_alias a on a.municipality = c.municipality and a.person_id = c.person_id`,
    keys,
  );
}

export interface StoredAttemptRow {
  readonly municipality: string;
  readonly person_id: string;
  readonly period_start: string;
  readonly kind: string;
  readonly reached: boolean;
  readonly attempted_at: Date;
  readonly day: string;
}

const givenPersons = 'unnest($1::text[], $2::uuid[]) as given (municipality, person_id)';

export function loadAttempts(keys: PersonKeys): Statement {
  return ofPersons(
    'load-attempts',
    `select a.municipality, a.person_id, a.period_start, a.kind, a.reached, a.attempted_at, a.day
     from ${givenPersons}
     join attempt a on a.municipality = given.municipality and a.person_id = given.person_id
     order by a.attempted_at`,
    keys,
  );
}

export interface StoredTaskRow {
  readonly municipality: string;
  readonly task_id: string;
  readonly person_id: string;
  readonly period_start: string;
  readonly address_id: string;
  readonly step: string;
  readonly state: string;
  readonly generation: number;
  readonly finished_on: string | null;
  readonly notice: string | null;
}

/** Locks the tasks of these persons: a step of the plan is judged by a state that does not change meanwhile. */
export function lockTasks(keys: PersonKeys): Statement {
  return ofPersons(
    'lock-tasks',
    `select t.municipality, t.task_id, t.person_id, t.period_start, t.address_id, t.step, t.state, t.generation, t.finished_on, t.notice
     from ${givenPersons}
     join outreach_task t on t.municipality = given.municipality and t.person_id = given.person_id
     order by t.municipality, t.task_id
     for update of t`,
    keys,
  );
}

export interface StoredClosingRow {
  readonly municipality: string;
  readonly person_id: string;
  readonly period_start: string;
  readonly outcome: string;
  readonly closed_at: Date;
  readonly day: string;
}

/** All closings of these persons, the oldest of each period first. */
export function loadClosings(keys: PersonKeys): Statement {
  return ofPersons(
    'load-closings',
    `select c.municipality, c.person_id, c.period_start, c.outcome, c.closed_at, c.day
     from ${givenPersons}
     join closing c on c.municipality = given.municipality and c.person_id = given.person_id
     order by c.municipality, c.person_id, c.period_start, c.number`,
    keys,
  );
}

export interface ApproachElsewhereRow {
  readonly municipality: string;
  readonly person_id: string;
  readonly address_id: string;
  readonly crisis: boolean;
  readonly first_receipt: Date;
}

/** Approaches of these persons that run, at whichever address. Not locked: a change there touches the others again. */
export function loadRunningApproaches(keys: PersonKeys): Statement {
  return ofPersons(
    'load-running-approaches',
    `select c.municipality, c.person_id, c.address_id, c.crisis, c.first_receipt
     from ${givenPersons}
     join case_person c on c.municipality = given.municipality and c.person_id = given.person_id
     where c.state = 'open' and c.picked_up and c.led_by_period_start is null`,
    keys,
  );
}

export interface LanguageRow {
  readonly municipality: string;
  readonly person_id: string;
  readonly language: string;
}

/** The languages that these persons asked for. */
export function loadLanguages(keys: PersonKeys): Statement {
  return ofPersons(
    'load-languages',
    `select p.municipality, p.person_id, p.language
     from ${givenPersons}
     join person p on p.municipality = given.municipality and p.person_id = given.person_id
     where p.language is not null`,
    keys,
  );
}

export interface MarkRow {
  readonly municipality: string;
  readonly person_id: string | null;
  readonly address_id: string | null;
  /** A signal by which the mark recognised whom it names, after their rows had gone. */
  readonly signal_id: string | null;
}

/** Marks that forbid approaching: on these persons, on these addresses, or recognised in signals that lie there. */
export function loadMarks(persons: PersonKeys, addresses: AddressKeys): Statement {
  return {
    name: 'load-marks',
    text: `select m.municipality, m.person_id, m.address_id, null::uuid as signal_id
           from ${givenPersons}
           join do_not_approach m on m.municipality = given.municipality and m.person_id = given.person_id
           where m.lifted_at is null
           union all
           select m.municipality, m.person_id, m.address_id, null
           from unnest($3::text[], $4::uuid[]) as given (municipality, address_id)
           join do_not_approach m on m.municipality = given.municipality and m.address_id = given.address_id
           where m.lifted_at is null
           union all
           select m.municipality, null, null, s.signal_id
           from unnest($3::text[], $4::uuid[]) as given (municipality, address_id)
           join signal s on s.municipality = given.municipality and s.address_id = given.address_id
           join recognised_mark r on r.municipality = s.municipality and r.signal_id = s.signal_id
           join do_not_approach m on m.municipality = r.municipality and m.mark_id = r.mark_id
           where m.lifted_at is null`,
    values: [persons.municipalities, persons.personIds, addresses.municipalities, addresses.addressIds],
  };
}
