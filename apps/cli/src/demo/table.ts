import { caseClasses, rateOf, Z_95, type Rate } from '#domain';
import type { NamedCount } from '#postgres';

import type { Figures } from './figures.js';
import { attemptLabel, caseClassLabel, feedbackLabel, RARE_VERDICTS, taskLabel } from './table-words.js';

/** One line of the table: what is counted, in this run and in the database. */
export interface TableLine {
  readonly label: string;
  readonly run: string;
  readonly database: string;
}

/** The figures of a run: its records by their places in the log, the rest by what the run added. */
export interface TableInput {
  /** Only the records of this run. */
  readonly run: Pick<Figures, 'records'>;
  readonly before: Figures;
  readonly after: Figures;
}

/** The whole table, in the order in which a signal meets its lines. */
export function tableLines({ after, before, run }: TableInput): readonly TableLine[] {
  const records = recordLines(run.records, after.records);
  const outreach = outreachLines(before.outreach, after.outreach);
  return [
    ...records,
    ...outreach,
    rateLine('contact rate (bereik), closed cases, simulated', before.closed, after.closed),
    rateLine('contact rate (bereik), all cases of the months, simulated', before.cohort, after.cohort),
  ];
}

type Wanted = (one: NamedCount) => boolean;

function sum(counts: readonly NamedCount[], wanted: Wanted): number {
  return counts.reduce((total, one) => (wanted(one) ? total + one.count : total), 0);
}

function recordLines(run: readonly NamedCount[], all: readonly NamedCount[]): TableLine[] {
  const line = (label: string, wanted: Wanted): TableLine => ({
    label,
    run: String(sum(run, wanted)),
    database: String(sum(all, wanted)),
  });
  const verdict =
    (name: string): Wanted =>
    (one) =>
      one.what === 'signal' && one.name === name;
  const quarantined =
    (name: string, reason?: string): Wanted =>
    (one) =>
      one.what === 'quarantine' && one.name === name && (reason === undefined || one.detail === reason);
  const reasons = [...new Set(all.filter(quarantined('refused')).map(({ detail }) => detail))].sort();
  const rare = [...RARE_VERDICTS].filter(([name]) => sum(all, verdict(name)) > 0);
  return [
    line('received', () => true),
    line('accepted (opgepakt)', verdict('accepted')),
    line('refused (geweigerd)', quarantined('refused')),
    ...reasons.map((reason) => line(`refused: ${reason}`, quarantined('refused', reason))),
    line('not served', quarantined('not-served')),
    line('duplicates (dubbel)', ({ what }) => what === 'duplicate'),
    line('conflicts', quarantined('conflict')),
    line('repeats (herhaald)', verdict('repeated')),
    line('unjustified (onterecht)', verdict('unjustified')),
    line('in review (in beoordeling)', verdict('review')),
    ...rare.map(([name, label]) => line(label, verdict(name))),
    line('withdrawn (ingetrokken)', verdict('withdrawn')),
    line('withdrawals received (intrekkingen)', ({ what }) => what === 'withdrawal'),
  ];
}

function outreachLines(before: readonly NamedCount[], after: readonly NamedCount[]): TableLine[] {
  const line = (label: string, wanted: Wanted): TableLine => {
    const now = sum(after, wanted);
    return { label, run: String(now - sum(before, wanted)), database: String(now) };
  };
  const of =
    (what: string, name?: string, detail?: string): Wanted =>
    (one) =>
      one.what === what &&
      (name === undefined || one.name === name) &&
      (detail === undefined || one.detail === detail);
  const eachOf = (what: string, label: (one: NamedCount) => string): TableLine[] =>
    [...before, ...after]
      .filter((one) => one.what === what)
      .filter(
        (one, at, all) =>
          all.findIndex((other) => other.name === one.name && other.detail === one.detail) === at,
      )
      .sort((left, right) => (label(left) < label(right) ? -1 : 1))
      .map((one) => line(label(one), of(what, one.name, one.detail)));
  return [
    line('cases (zaken)', of('case')),
    ...caseClasses.map((name) => line(caseClassLabel(name), of('case', name))),
    line('cases still open', of('case-state', 'open')),
    line('tasks (taken)', of('task')),
    ...eachOf('task', ({ name, detail }) => taskLabel(name, detail)),
    ...identityLines(line, of),
    line('letters (brieven)', of('task', 'letters', 'done')),
    line('attempts (contactpogingen)', of('attempt')),
    line('attempts: reached (bereikt)', of('attempt', undefined, 'reached')),
    ...eachOf('attempt', ({ name, detail }) => attemptLabel(name, detail)),
    line('feedback (terugkoppeling)', of('feedback')),
    ...eachOf('feedback', ({ name, detail }) => feedbackLabel(name, detail)),
  ];
}

/** Whose the signals are: compared with who was known at the address already. */
function identityLines(
  line: (label: string, wanted: Wanted) => TableLine,
  of: (what: string, name?: string, detail?: string) => Wanted,
): TableLine[] {
  return [
    line('persons: known by name and birth date (herkend)', of('identity', 'match', 'weight')),
    line('persons: known by customer number (herkend)', of('identity', 'match', 'same-customer')),
    line('persons: a person is asked (te beoordelen)', of('identity', 'review')),
    line('persons: somebody else at the address', of('identity', 'new')),
  ];
}

/** What a run added to a rate is a rate of its own, where it only added. */
function rateLine(label: string, before: Rate, after: Rate): TableLine {
  const numerator = after.numerator - before.numerator;
  const denominator = after.denominator - before.denominator;
  const isRate = numerator >= 0 && numerator <= denominator;
  return {
    label,
    run: isRate ? rateText(rateOf(numerator, denominator, Z_95)) : `${numerator}/${denominator}`,
    database: rateText(after),
  };
}

function rateText({ denominator, numerator, rate }: Rate): string {
  return rate === null ? '–' : `${numerator}/${denominator} = ${(rate * 100).toFixed(1)} %`;
}

/** The table as text: a column of labels and two of figures. */
export function renderTable(lines: readonly TableLine[]): readonly string[] {
  const rows = [{ label: '', run: 'this run', database: 'in the database' }, ...lines];
  const width = (of: (line: TableLine) => string): number =>
    Math.max(...rows.map((row) => [...of(row)].length));
  const [labels, runs, databases] = [
    width(({ label }) => label),
    width(({ run }) => run),
    width(({ database }) => database),
  ];
  return rows.map(
    ({ label, run, database }) =>
      `${label.padEnd(labels)}  ${run.padStart(runs)}  ${database.padStart(databases)}`,
  );
}
