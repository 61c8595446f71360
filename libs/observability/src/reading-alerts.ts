import { fires, growing, isSilent, steady, type Alert } from './alert.js';

const DAY = 86_400;
const paused = (reason: string): string =>
  `eropaf_intake_partition_paused{topic="signals.energie",partition="2",reason="${reason}"}`;
const ofPartition = (reason: string) => ({ topic: 'signals.energie', partition: '2', reason });

/** From the topic to the row: gaps, pauses, lag, retention, what is refused. */
export const readingAlerts: readonly Alert[] = [
  {
    name: 'EropafOffsetGap',
    group: 'reading',
    expr: 'eropaf_intake_partition_paused{reason=~"retention-gap|log-shorter|topic-recreated|group-ahead"} == 1',
    for: '0m',
    severity: 'critical',
    summary:
      '{{ $labels.topic }}/{{ $labels.partition }} is not read: {{ $labels.reason }}. A person decides.',
    examples: [
      fires('1m', { [paused('retention-gap')]: steady(1, 5) }, ofPartition('retention-gap')),
      fires('1m', { [paused('group-ahead')]: steady(1, 5) }, ofPartition('group-ahead')),
      isSilent('1m', { [paused('dependency')]: steady(1, 5) }),
    ],
  },
  {
    name: 'EropafBatchUnreadable',
    group: 'reading',
    expr: 'eropaf_intake_partition_paused{reason=~"batch-unreadable|producer-time"} == 1',
    for: '1m',
    severity: 'critical',
    summary:
      '{{ $labels.topic }}/{{ $labels.partition }} is not read: {{ $labels.reason }}. A person decides.',
    examples: [
      fires('5m', { [paused('batch-unreadable')]: steady(1, 10) }, ofPartition('batch-unreadable')),
      isSilent('5m', { [paused('retention-gap')]: steady(1, 10) }),
    ],
  },
  {
    name: 'EropafReadingStopped',
    group: 'reading',
    expr: 'eropaf_intake_partition_paused{reason="dependency"} == 1',
    for: '10m',
    severity: 'critical',
    summary: '{{ $labels.topic }}/{{ $labels.partition }} waits for Kafka or PostgreSQL.',
    examples: [
      fires('15m', { [paused('dependency')]: steady(1, 20) }, ofPartition('dependency')),
      isSilent('15m', { [paused('dependency')]: '1 1 1 1 _x16' }),
    ],
  },
  {
    name: 'EropafTopicUnread',
    group: 'reading',
    expr: 'eropaf_intake_topic_unread == 1',
    for: '5m',
    severity: 'critical',
    summary: '{{ $labels.topic }} is in the registry and not read: {{ $labels.reason }}.',
    examples: [
      fires(
        '10m',
        { 'eropaf_intake_topic_unread{topic="signals.huur",reason="missing"}': steady(1, 20) },
        {
          topic: 'signals.huur',
          reason: 'missing',
        },
      ),
      isSilent('10m', { 'eropaf_intake_topic_unread{topic="signals.huur",reason="missing"}': '1 1 _x18' }),
    ],
  },
  {
    name: 'EropafTopicDiffers',
    group: 'reading',
    expr: 'eropaf_intake_topic_config_differs == 1',
    for: '15m',
    severity: 'warning',
    summary: '{{ $labels.topic }}: {{ $labels.setting }} is not as wanted.',
    examples: [
      fires(
        '20m',
        { 'eropaf_intake_topic_config_differs{topic="signals.huur",setting="retention.ms"}': steady(1, 30) },
        { topic: 'signals.huur', setting: 'retention.ms' },
      ),
      isSilent('20m', {
        'eropaf_intake_topic_config_differs{topic="signals.huur",setting="retention.ms"}': '1 1 1 _x27',
      }),
    ],
  },
  {
    name: 'EropafReadingBehind',
    group: 'reading',
    expr: 'max by (topic) (eropaf_monitor_unread_age_seconds) > 900',
    for: '5m',
    severity: 'warning',
    summary: 'The oldest unread record of {{ $labels.topic }} is older than a quarter of an hour.',
    examples: [
      fires(
        '20m',
        { 'eropaf_monitor_unread_age_seconds{topic="signals.zorg"}': steady(1_000, 30) },
        {
          topic: 'signals.zorg',
        },
      ),
      isSilent('20m', { 'eropaf_monitor_unread_age_seconds{topic="signals.zorg"}': steady(60, 30) }),
    ],
  },
  {
    name: 'EropafRetentionNear',
    group: 'reading',
    expr: `min by (topic) (eropaf_monitor_retention_left_seconds) < ${3 * DAY}`,
    for: '10m',
    severity: 'critical',
    summary: 'Within three days retention deletes records of {{ $labels.topic }} that were never read.',
    examples: [
      fires(
        '15m',
        { 'eropaf_monitor_retention_left_seconds{topic="signals.zorg"}': steady(2 * DAY, 20) },
        {
          topic: 'signals.zorg',
        },
      ),
      isSilent('15m', {
        'eropaf_monitor_retention_left_seconds{topic="signals.zorg"}': steady(6.9 * DAY, 20),
      }),
    ],
  },
  {
    name: 'EropafNotFolded',
    group: 'reading',
    expr: 'min_over_time(eropaf_monitor_addresses_touched[30m]) > 0',
    for: '10m',
    severity: 'warning',
    summary: 'What people of {{ $labels.municipality }} recorded has waited for half an hour to be taken in.',
    examples: [
      fires(
        '45m',
        { 'eropaf_monitor_addresses_touched{municipality="GM0505"}': steady(3, 60) },
        {
          municipality: 'GM0505',
        },
      ),
      isSilent('45m', { 'eropaf_monitor_addresses_touched{municipality="GM0505"}': '5 0 7 0 9 0 4x54' }),
    ],
  },
  {
    name: 'EropafPoisonShare',
    group: 'reading',
    expr:
      'sum(rate(eropaf_intake_records_total{ended="quarantine"}[1h])) / sum(rate(eropaf_intake_records_total[1h])) > 0.1' +
      ' and sum(increase(eropaf_intake_records_total[1h])) > 50',
    for: '5m',
    severity: 'warning',
    summary: 'More than one in ten records of the last hour was refused.',
    examples: [
      fires('90m', {
        'eropaf_intake_records_total{ended="quarantine"}': growing(2, 100),
        'eropaf_intake_records_total{ended="signal"}': growing(8, 100),
      }),
      isSilent('90m', {
        'eropaf_intake_records_total{ended="quarantine"}': growing(1, 100),
        'eropaf_intake_records_total{ended="signal"}': growing(40, 100),
      }),
      // A handful says nothing.
      isSilent('90m', {
        'eropaf_intake_records_total{ended="quarantine"}': growing(0.1, 100),
        'eropaf_intake_records_total{ended="signal"}': growing(0.1, 100),
      }),
    ],
  },
  {
    name: 'EropafStorageRefused',
    group: 'reading',
    expr:
      'sum(eropaf_monitor_quarantine_records{reason="storage-refused"})' +
      ' > (sum(eropaf_monitor_quarantine_records{reason="storage-refused"} offset 1d) or vector(0))',
    for: '0m',
    severity: 'critical',
    summary: 'The database refused a record that the door let in: a defect of ours.',
    examples: [
      fires('10m', {
        'eropaf_monitor_quarantine_records{municipality="GM0505",verdict="refused",reason="storage-refused"}':
          steady(1, 20),
      }),
      // Known for longer than a day.
      isSilent('25h', {
        'eropaf_monitor_quarantine_records{municipality="GM0505",verdict="refused",reason="storage-refused"}':
          steady(1, 1_600),
      }),
      isSilent('10m', {
        'eropaf_monitor_quarantine_records{municipality="GM0505",verdict="refused",reason="missing"}':
          growing(5, 20),
      }),
    ],
  },
];
