import { fires, growing, isSilent, steady, type Alert } from './alert.js';

const DAY = 86_400;
const municipality = 'GM0505';
const ofMunicipality = (name: string): string => `eropaf_monitor_${name}{municipality="${municipality}"}`;

const overdue = (
  name: Alert['name'],
  metric: string,
  severity: Alert['severity'],
  holds: string,
  summary: string,
): Alert => ({
  name,
  group: 'terms',
  expr: `sum by (municipality) (eropaf_monitor_${metric}) > 0`,
  for: holds,
  severity,
  summary,
  examples: [
    fires('26h', { [ofMunicipality(metric)]: steady(2, 1_600) }, { municipality }),
    isSilent('26h', { [ofMunicipality(metric)]: steady(0, 1_600) }),
  ],
});

/** Terms of the law and of the municipality: whoever passes one must not do so silently. */
export const termAlerts: readonly Alert[] = [
  overdue(
    'EropafFirstConversationOverdue',
    'first_conversation_overdue',
    'critical',
    '1h',
    '{{ $labels.municipality }}: a first conversation is past its legal term (Wgs 4).',
  ),
  overdue(
    'EropafInformationOverdue',
    'information_overdue',
    'warning',
    '1h',
    '{{ $labels.municipality }}: residents were not told within a month where their data come from (AVG 14).',
  ),
  overdue(
    'EropafFirstAttemptOverdue',
    'first_attempt_overdue',
    'warning',
    '1d',
    '{{ $labels.municipality }}: residents whom nobody tried to reach within the norm, for a day.',
  ),
  {
    name: 'EropafReviewTrayOld',
    group: 'terms',
    expr: `max by (municipality, kind) (eropaf_monitor_review_age_seconds) > ${5 * DAY}`,
    for: '1h',
    severity: 'warning',
    summary:
      '{{ $labels.municipality }}: a signal waits in the review tray ({{ $labels.kind }}) for over five days.',
    examples: [
      fires(
        '2h',
        { 'eropaf_monitor_review_age_seconds{municipality="GM0505",kind="identity"}': steady(6 * DAY, 200) },
        {
          municipality,
          kind: 'identity',
        },
      ),
      isSilent('2h', {
        'eropaf_monitor_review_age_seconds{municipality="GM0505",kind="identity"}': steady(DAY, 200),
      }),
    ],
  },
];

/** Creditors that fell silent: after a month and its window of delivery, and not for ever of one that left. */
export const creditorAlerts: readonly Alert[] = [
  {
    name: 'EropafCreditorSilent',
    group: 'creditors',
    expr:
      `time() - max by (creditor) (eropaf_monitor_last_signal_timestamp_seconds) > ${40 * DAY}` +
      ` < ${120 * DAY}`,
    for: '1h',
    severity: 'warning',
    summary: 'Nothing came from {{ $labels.creditor }} for more than forty days.',
    examples: [
      fires(
        '2h',
        {
          'eropaf_monitor_last_signal_timestamp_seconds{municipality="GM0505",creditor="stil"}': steady(
            -45 * DAY,
            200,
          ),
          'eropaf_monitor_last_signal_timestamp_seconds{municipality="GM0505",creditor="levert"}': steady(
            -9 * DAY,
            200,
          ),
        },
        { creditor: 'stil' },
      ),
      // It delivers about another municipality: this one just has none.
      isSilent('2h', {
        'eropaf_monitor_last_signal_timestamp_seconds{municipality="GM0505",creditor="een"}': steady(
          -45 * DAY,
          200,
        ),
        'eropaf_monitor_last_signal_timestamp_seconds{municipality="GM0599",creditor="een"}': steady(
          -2 * DAY,
          200,
        ),
      }),
      isSilent('2h', {
        'eropaf_monitor_last_signal_timestamp_seconds{municipality="GM0505",creditor="weg"}': steady(
          -200 * DAY,
          200,
        ),
      }),
    ],
  },
];

/** What leaves: messages to creditors, tasks, letters, and the registers that are asked first. */
export const outreachAlerts: readonly Alert[] = [
  {
    name: 'EropafOutboxOld',
    group: 'outreach',
    expr: 'max by (outbox) (eropaf_outreach_outbox_age_seconds) > 900',
    for: '5m',
    severity: 'warning',
    summary: 'What waits in the outbox of {{ $labels.outbox }} is older than a quarter of an hour.',
    examples: [
      fires(
        '15m',
        { 'eropaf_outreach_outbox_age_seconds{outbox="feedback"}': steady(1_200, 20) },
        {
          outbox: 'feedback',
        },
      ),
      isSilent('15m', { 'eropaf_outreach_outbox_age_seconds{outbox="tasks"}': steady(20, 20) }),
    ],
  },
  {
    name: 'EropafFeedbackUnfit',
    group: 'outreach',
    expr: 'eropaf_outreach_feedback_unfit > 0',
    for: '5m',
    severity: 'warning',
    summary: 'A message to a creditor does not fit its contract and is set aside: a defect of ours.',
    examples: [
      fires('15m', { 'eropaf_outreach_feedback_unfit{job="outreach"}': steady(1, 20) }, { job: 'outreach' }),
      isSilent('15m', { 'eropaf_outreach_feedback_unfit{job="outreach"}': steady(0, 20) }),
    ],
  },
  {
    name: 'EropafTasksUncertain',
    group: 'outreach',
    expr: 'sum by (municipality, channel) (eropaf_monitor_tasks_uncertain) > 0',
    for: '4h',
    severity: 'warning',
    summary:
      '{{ $labels.municipality }}: of tasks ({{ $labels.channel }}) nobody knows whether they were done.',
    examples: [
      fires(
        '5h',
        { 'eropaf_monitor_tasks_uncertain{municipality="GM0505",channel="letters"}': steady(1, 400) },
        {
          municipality,
          channel: 'letters',
        },
      ),
      isSilent('5h', {
        'eropaf_monitor_tasks_uncertain{municipality="GM0505",channel="letters"}': steady(0, 400),
      }),
    ],
  },
  {
    name: 'EropafTasksFail',
    group: 'outreach',
    expr: 'sum by (channel, reason) (eropaf_outreach_tasks_failed - eropaf_outreach_tasks_failed offset 1h) > 10',
    for: '0m',
    severity: 'warning',
    summary: 'More than ten tasks ({{ $labels.channel }}) failed within an hour: {{ $labels.reason }}.',
    examples: [
      fires(
        '2h',
        { 'eropaf_outreach_tasks_failed{channel="letters",reason="template-failed"}': growing(1, 200) },
        {
          channel: 'letters',
          reason: 'template-failed',
        },
      ),
      isSilent('2h', {
        'eropaf_outreach_tasks_failed{channel="letters",reason="template-failed"}': steady(500, 200),
      }),
    ],
  },
  {
    name: 'EropafLettersMissing',
    group: 'outreach',
    expr: 'eropaf_outreach_letter_files_missing > 0',
    for: '0m',
    severity: 'critical',
    summary: 'Letters went out and their files are gone.',
    examples: [
      fires(
        '1m',
        { 'eropaf_outreach_letter_files_missing{job="outreach"}': steady(2, 5) },
        { job: 'outreach' },
      ),
      isSilent('1m', { 'eropaf_outreach_letter_files_missing{job="outreach"}': steady(0, 5) }),
    ],
  },
  {
    name: 'EropafLoopFaults',
    group: 'outreach',
    expr: 'sum by (loop, fault) (increase(eropaf_outreach_loop_faults_total[30m])) > 5',
    for: '10m',
    severity: 'warning',
    summary: 'The round {{ $labels.loop }} of outreach fails again and again: {{ $labels.fault }}.',
    examples: [
      fires(
        '45m',
        { 'eropaf_outreach_loop_faults_total{loop="relay",fault="dependency"}': growing(1, 60) },
        {
          loop: 'relay',
          fault: 'dependency',
        },
      ),
      isSilent('45m', { 'eropaf_outreach_loop_faults_total{loop="relay",fault="dependency"}': '0x20 1x40' }),
    ],
  },
  {
    name: 'EropafRegisterUnasked',
    group: 'outreach',
    expr:
      'sum by (state, reason) (eropaf_outreach_register_unchecked)' +
      ' > (sum by (state, reason) (eropaf_outreach_register_unchecked offset 1d) or 0 * sum by (state, reason) (eropaf_outreach_register_unchecked))',
    for: '5m',
    severity: 'warning',
    summary:
      'Since yesterday steps went on without an answer of a register: {{ $labels.state }} {{ $labels.reason }}.',
    examples: [
      fires(
        '15m',
        { 'eropaf_outreach_register_unchecked{state="queued",reason="timeout"}': steady(4, 20) },
        {
          state: 'queued',
          reason: 'timeout',
        },
      ),
      isSilent('25h', {
        'eropaf_outreach_register_unchecked{state="queued",reason="timeout"}': steady(4, 1_600),
      }),
    ],
  },
  {
    name: 'EropafRegisterExpires',
    group: 'outreach',
    expr: 'min by (municipality) (eropaf_intake_local_register_days_left) < 8',
    for: '1h',
    severity: 'warning',
    summary:
      '{{ $labels.municipality }}: within a week its local register may not be used any more, or is not already.',
    examples: [
      fires(
        '2h',
        { 'eropaf_intake_local_register_days_left{municipality="GM0505"}': steady(-1, 200) },
        {
          municipality,
        },
      ),
      isSilent('2h', { 'eropaf_intake_local_register_days_left{municipality="GM0505"}': steady(20, 200) }),
    ],
  },
];
