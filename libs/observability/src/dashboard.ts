import { DashboardBuilder, RowBuilder, type Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

/** One drawing: what it is called, what it says, and which figures it shows. */
export interface Drawing {
  readonly title: string;
  readonly says: string;
  readonly unit: 'short' | 's' | 'percentunit' | 'bytes' | 'reqps' | 'd';
  /** Each with the name of its lines; `{{label}}` stands for a label. */
  readonly queries: readonly (readonly [expr: string, legend: string])[];
}

export interface DrawingRow {
  readonly title: string;
  readonly drawings: readonly Drawing[];
}

const rate = (expr: string): string => `sum(rate(${expr}[$__rate_interval]))`;

/** All that is drawn. The words are those of people who steer on it, so they are Dutch. */
export const DRAWINGS: readonly DrawingRow[] = [
  {
    title: 'Bereik',
    drawings: [
      {
        title: 'Bereik van afgesloten zaken, met marge en landelijk cijfer',
        says: 'In hoeveel van de afgesloten zaken is de inwoner bereikt. De marge is 95 %.',
        unit: 'percentunit',
        queries: [
          ['eropaf_monitor_contact_rate', '{{municipality}}'],
          ['eropaf_monitor_contact_rate_low', '{{municipality}} ondergrens'],
          ['eropaf_monitor_contact_rate_high', '{{municipality}} bovengrens'],
          ['eropaf_monitor_contact_rate_benchmark', 'landelijk {{year}}'],
        ],
      },
      {
        title: 'Zaken onder dat cijfer',
        says: 'Zonder deze aantallen zegt het percentage niets.',
        unit: 'short',
        queries: [
          ['eropaf_monitor_contact_rate_cases', '{{municipality}} afgesloten'],
          ['eropaf_monitor_contact_rate_cases_reached', '{{municipality}} bereikt'],
          ['eropaf_monitor_cases_open', '{{municipality}} open'],
        ],
      },
    ],
  },
  {
    title: 'Wettelijke termijnen',
    drawings: [
      {
        title: 'Over de termijn',
        says: 'Inwoners bij wie een termijn voorbij is. Hier hoort niets te staan.',
        unit: 'short',
        queries: [
          [
            'sum by (municipality, reason) (eropaf_monitor_first_conversation_overdue)',
            'gesprek: {{reason}}',
          ],
          ['sum by (municipality) (eropaf_monitor_information_overdue)', 'niet geïnformeerd'],
          ['sum by (municipality) (eropaf_monitor_first_attempt_overdue)', 'nog niet geprobeerd'],
        ],
      },
      {
        title: 'Te beoordelen signalen',
        says: 'Hoeveel signalen op een mens wachten.',
        unit: 'short',
        queries: [['sum by (municipality, kind) (eropaf_monitor_reviews)', '{{municipality}} {{kind}}']],
      },
      {
        title: 'Oudste te beoordelen signaal',
        says: 'Zolang het wacht, gaat de termijn door.',
        unit: 's',
        queries: [
          ['max by (municipality, kind) (eropaf_monitor_review_age_seconds)', '{{municipality}} {{kind}}'],
        ],
      },
    ],
  },
  {
    title: 'Wat binnenkomt',
    drawings: [
      {
        title: 'Berichten per seconde, naar uitkomst',
        says: 'Signaal, intrekking, dubbel of geweigerd.',
        unit: 'reqps',
        queries: [['sum by (ended) (rate(eropaf_intake_records_total[$__rate_interval]))', '{{ended}}']],
      },
      {
        title: 'Ongelezen berichten',
        says: 'Berichten op een topic die nog niet verwerkt zijn.',
        unit: 'short',
        queries: [['sum by (topic) (eropaf_monitor_unread_messages)', '{{topic}}']],
      },
      {
        title: 'Oudste ongelezen bericht, en tijd tot het verdwijnt',
        says: 'Kafka bewaart zeven dagen.',
        unit: 's',
        queries: [
          ['max by (topic) (eropaf_monitor_unread_age_seconds)', '{{topic}} oudste'],
          ['min by (topic) (eropaf_monitor_retention_left_seconds)', '{{topic}} nog te lezen in'],
        ],
      },
      {
        title: 'Partities en topics die stilstaan',
        says: 'Een mens moet kijken: zie het draaiboek.',
        unit: 'short',
        queries: [
          [
            'sum by (topic, partition, reason) (eropaf_intake_partition_paused)',
            '{{topic}}/{{partition}} {{reason}}',
          ],
          ['sum by (topic, reason) (eropaf_intake_topic_unread)', '{{topic}} {{reason}}'],
        ],
      },
      {
        title: 'Geweigerde berichten, naar reden',
        says: 'Wat in quarantaine ligt.',
        unit: 'short',
        queries: [['sum by (reason) (eropaf_monitor_quarantine_records)', '{{reason}}']],
      },
      {
        title: 'Tijd van een lading (p99)',
        says: 'Van gelezen tot vastgelegd.',
        unit: 's',
        queries: [
          [
            'histogram_quantile(0.99, sum by (le) (rate(eropaf_intake_batch_duration_seconds_bucket[$__rate_interval])))',
            'p99',
          ],
        ],
      },
    ],
  },
  {
    title: 'Schuldeisers',
    drawings: [
      {
        title: 'Sinds het laatste signaal',
        says: 'De meeste leveren eens per maand, van de 20e tot de 25e.',
        unit: 's',
        queries: [
          ['time() - max by (creditor) (eropaf_monitor_last_signal_timestamp_seconds)', '{{creditor}}'],
        ],
      },
      {
        title: 'Kwaliteit van wat zij sturen',
        says: 'Aandeel van hun signalen van twaalf maanden.',
        unit: 'percentunit',
        queries: [
          [
            'sum by (creditor, quality) (eropaf_monitor_creditor_quality) / sum by (creditor, quality) (eropaf_monitor_creditor_quality_of)',
            '{{creditor}} {{quality}}',
          ],
        ],
      },
    ],
  },
  {
    title: 'Wat naar buiten gaat',
    drawings: [
      {
        title: 'Taken naar stand',
        says: 'Per kanaal.',
        unit: 'short',
        queries: [['sum by (channel, state) (eropaf_monitor_tasks)', '{{channel}} {{state}}']],
      },
      {
        title: 'Onzeker, mislukt en brieven die weg zijn',
        says: 'Hier moet iemand iets doen.',
        unit: 'short',
        queries: [
          ['sum by (channel) (eropaf_monitor_tasks_uncertain)', 'onzeker: {{channel}}'],
          ['sum by (channel, reason) (eropaf_outreach_tasks_failed)', 'mislukt: {{channel}} {{reason}}'],
          ['eropaf_outreach_letter_files_missing', 'brieven zonder bestand'],
        ],
      },
      {
        title: 'Oudste bericht of taak die wacht',
        says: 'Boven een kwartier is er iets mis.',
        unit: 's',
        queries: [['max by (outbox) (eropaf_outreach_outbox_age_seconds)', '{{outbox}}']],
      },
      {
        title: 'Wachtrijen',
        says: 'Opdrachten die op een medewerker of een proces wachten.',
        unit: 'short',
        queries: [['sum by (channel, state) (eropaf_outreach_queue_jobs)', '{{channel}} {{state}}']],
      },
      {
        title: 'Registers',
        says: 'Vragen zonder antwoord, en dagen dat een eigen register nog gebruikt wordt.',
        unit: 'short',
        queries: [
          ['sum by (reason) (eropaf_outreach_register_unchecked)', 'niet gevraagd: {{reason}}'],
          ['min by (municipality) (eropaf_intake_local_register_days_left)', '{{municipality}} dagen over'],
        ],
      },
    ],
  },
  {
    title: 'Processen',
    drawings: [
      { title: 'Bereikbaar', says: '1 is goed.', unit: 'short', queries: [['up', '{{job}} {{instance}}']] },
      {
        title: 'Cijfers opgehaald',
        says: 'Van welke bron de monitor cijfers heeft.',
        unit: 'short',
        queries: [['eropaf_monitor_collect_success', '{{source}}']],
      },
      {
        title: 'Geheugen',
        says: 'Van elk proces.',
        unit: 'bytes',
        queries: [['process_resident_memory_bytes', '{{job}} {{instance}}']],
      },
      {
        title: 'Vertraging in het proces (p99)',
        says: 'Hoe lang het niemand antwoord geeft.',
        unit: 's',
        queries: [['nodejs_eventloop_lag_p99_seconds', '{{job}} {{instance}}']],
      },
      {
        title: 'Verzoeken aan de balie',
        says: 'Per antwoordcode.',
        unit: 'reqps',
        queries: [
          [
            'sum by (status) (rate(eropaf_desk_request_duration_seconds_count[$__rate_interval]))',
            '{{status}}',
          ],
        ],
      },
      {
        title: 'Rondes die mislukken',
        says: 'Van het proces dat naar buiten gaat.',
        unit: 'reqps',
        queries: [[rate('eropaf_outreach_loop_faults_total'), 'rondes']],
      },
    ],
  },
];

const WIDTH = 8;
const HEIGHT = 8;

function panelOf({ queries, says, title, unit }: Drawing): PanelBuilder {
  const panel = new PanelBuilder().title(title).description(says).unit(unit).span(WIDTH).height(HEIGHT);
  for (const [expr, legend] of queries)
    panel.withTarget(new DataqueryBuilder().expr(expr).legendFormat(legend));
  return panel;
}

/** The dashboard as Grafana loads it. */
export function dashboard(): Dashboard {
  const builder = new DashboardBuilder('Eropaf')
    .uid('eropaf')
    .tags(['eropaf'])
    .refresh('1m')
    .time({ from: 'now-24h', to: 'now' })
    .timezone('browser');
  for (const { drawings, title } of DRAWINGS) {
    builder.withRow(new RowBuilder(title));
    for (const drawing of drawings) builder.withPanel(panelOf(drawing));
  }
  return builder.build();
}
