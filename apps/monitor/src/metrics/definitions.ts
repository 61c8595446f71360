import { Gauge, type Registry } from 'prom-client';

interface Definition {
  readonly help: string;
  readonly labels: readonly string[];
}

const byMunicipality = ['municipality'] as const;
const byTopic = ['topic'] as const;
const bySource = ['source'] as const;

/**
 * Every metric of the monitor, without its prefix. No label is finer than municipality, sector, channel, creditor
 * or topic (a topic is a sector's or a creditor's); verdicts, states, effects, kinds and reasons are closed lists. Case
 * counts and rates carry the municipality only: by sector or channel they would need suppression.
 */
export const definitions = {
  signals: {
    help: 'Stored signals by sector of the creditor and current verdict',
    labels: [...byMunicipality, 'sector', 'verdict'],
  },
  last_signal_timestamp_seconds: {
    help: 'Receipt of the last signal of a creditor',
    labels: [...byMunicipality, 'creditor'],
  },
  creditor_quality: {
    help: 'Signals of a creditor with this quality, of those received in this month and the eleven before',
    labels: [...byMunicipality, 'creditor', 'quality'],
  },
  creditor_quality_of: {
    help: 'Signals of a creditor of which that quality can be asked, in the same months',
    labels: [...byMunicipality, 'creditor', 'quality'],
  },
  withdrawals: {
    help: 'Withdrawals by what they did; pending: no signal to withdraw yet',
    labels: [...byMunicipality, 'effect'],
  },
  duplicates: { help: 'Records that came a second time', labels: byMunicipality },
  quarantine_records: {
    help: 'Records in quarantine by verdict and first reason',
    labels: [...byMunicipality, 'verdict', 'reason'],
  },
  feedback_unsent: { help: 'Messages to creditors that wait to be sent', labels: byMunicipality },
  outbox_age_seconds: {
    help: 'Age of the oldest message to a creditor that waits, by the clock of the domain',
    labels: byMunicipality,
  },
  addresses_touched: {
    help: 'Changes of facts that intake has not folded yet',
    labels: byMunicipality,
  },
  tasks: { help: 'Outreach tasks by channel and state', labels: [...byMunicipality, 'channel', 'state'] },
  tasks_uncertain: {
    help: 'Tasks of which nobody knows whether they were done: a person decides',
    labels: [...byMunicipality, 'channel'],
  },
  first_attempt_overdue: {
    help: 'Residents whom nobody tried to reach within the norm',
    labels: byMunicipality,
  },
  first_conversation_overdue: {
    help: 'Residents with an accepted offer, or in a crisis, without a first conversation in its legal term',
    labels: [...byMunicipality, 'reason'],
  },
  decision_overdue: {
    help: 'Residents who were spoken with and whose case nobody closed within the term of the decision (Wgs 4a)',
    labels: byMunicipality,
  },
  information_overdue: {
    help: 'Residents who were not told within a month where their data come from (AVG 14)',
    labels: byMunicipality,
  },
  reviews: {
    help: 'Signals in the tray: a person has to say whose they are, or whether they count',
    labels: [...byMunicipality, 'kind'],
  },
  review_age_seconds: {
    help: 'Age of the oldest signal in the tray since its receipt, by the clock of the domain; 0 when there is none',
    labels: [...byMunicipality, 'kind'],
  },
  signals_identified: {
    help: 'Stored signals by how they found their person',
    labels: [...byMunicipality, 'by'],
  },
  cases_picked_up: { help: 'Cases in which something was picked up', labels: byMunicipality },
  cases_open: { help: 'Picked-up cases that are open', labels: byMunicipality },
  cases_closed: { help: 'Picked-up cases that are closed', labels: byMunicipality },
  cases_reached: { help: 'Picked-up cases with at least one reached attempt', labels: byMunicipality },
  contact_rate: {
    help: 'Cases reached / cases closed, of those closed in this month and the eleven before (Divosa denominator)',
    labels: byMunicipality,
  },
  contact_rate_low: { help: 'Lower end of the 95 % interval of the contact rate', labels: byMunicipality },
  contact_rate_high: { help: 'Upper end of the 95 % interval of the contact rate', labels: byMunicipality },
  contact_rate_cases: { help: 'Denominator of the contact rate', labels: byMunicipality },
  contact_rate_cases_reached: { help: 'Numerator of the contact rate', labels: byMunicipality },
  contact_rate_benchmark: { help: 'National contact rate per case of its latest year', labels: ['year'] },
  unread_messages: { help: 'Records in a topic that intake has not handled', labels: byTopic },
  unread_age_seconds: {
    help: 'Age of the oldest record in a topic that intake has not handled; 0 when there is none',
    labels: byTopic,
  },
  retention_left_seconds: {
    help: 'Time until retention may delete a record that intake has not handled',
    labels: byTopic,
  },
  collect_success: {
    help: '1 when the figures of this source are of now, 0 when they are missing',
    labels: bySource,
  },
  collect_duration_seconds: {
    help: 'How long it took to collect the figures of this source',
    labels: bySource,
  },
} as const satisfies Readonly<Record<string, Definition>>;

export type MetricName = keyof typeof definitions;
type LabelsOf<Name extends MetricName> = Readonly<
  Record<(typeof definitions)[Name]['labels'][number], string>
>;

/** One value of one metric. */
export interface Sample {
  readonly name: MetricName;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A sample whose labels are those of its metric. */
export function sample<Name extends MetricName>(name: Name, labels: LabelsOf<Name>, value: number): Sample {
  return { name, labels, value };
}

/** The gauges of all definitions. Everything is counted anew at each scrape, so none is a counter. */
export class MonitorGauges {
  private readonly gauges: ReadonlyMap<MetricName, Gauge>;

  constructor(registry: Registry) {
    const entries = Object.entries(definitions) as [MetricName, Definition][];
    this.gauges = new Map(
      entries.map(([name, { help, labels }]) => [
        name,
        new Gauge({ name: `eropaf_monitor_${name}`, help, labelNames: [...labels], registers: [registry] }),
      ]),
    );
  }

  /** Replaces everything that the last scrape said. */
  show(samples: readonly Sample[]): void {
    for (const gauge of this.gauges.values()) gauge.reset();
    for (const { name, labels, value } of samples) this.gauges.get(name)?.set(labels, value);
  }
}
