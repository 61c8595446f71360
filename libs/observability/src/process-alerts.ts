import { fires, growing, isSilent, steady, type Alert } from './alert.js';

/** Who watches the watchers: processes that are away, restart, hang or fail, and figures that are missing. */
export const processAlerts: readonly Alert[] = [
  {
    name: 'EropafWatchdog',
    group: 'processes',
    expr: 'vector(1)',
    for: '0m',
    severity: 'none',
    summary: 'Always there: when it is missing, no alert reaches anybody.',
    examples: [fires('0m', {}), { at: '1h', series: { up: steady(1, 60) }, alerts: [{}] }],
  },
  {
    name: 'EropafProcessDown',
    group: 'processes',
    expr: 'up{job=~"intake|outreach|desk|monitor"} == 0',
    for: '2m',
    severity: 'critical',
    summary: '{{ $labels.job }} ({{ $labels.instance }}) does not answer.',
    examples: [
      fires(
        '5m',
        { 'up{job="intake",instance="intake:7101"}': steady(0, 10) },
        {
          job: 'intake',
          instance: 'intake:7101',
        },
      ),
      isSilent('5m', { 'up{job="intake",instance="intake:7101"}': '1 1 0 1 1 1 1' }),
      isSilent('5m', { 'up{job="something-else",instance="x:1"}': steady(0, 10) }),
    ],
  },
  {
    name: 'EropafProcessRestarts',
    group: 'processes',
    expr: 'changes(process_start_time_seconds{job=~"intake|outreach|desk|monitor"}[30m]) > 3',
    for: '0m',
    severity: 'warning',
    summary: '{{ $labels.job }} ({{ $labels.instance }}) started more than three times in half an hour.',
    examples: [
      fires(
        '10m',
        { 'process_start_time_seconds{job="desk",instance="d:1"}': '1 2 2 3 4 5 5 5 5 5 5' },
        {
          job: 'desk',
          instance: 'd:1',
        },
      ),
      isSilent('10m', { 'process_start_time_seconds{job="desk",instance="d:1"}': '1 2 2 2 2 2 2 2 2 2 2' }),
    ],
  },
  {
    name: 'EropafEventLoopSlow',
    group: 'processes',
    expr: 'nodejs_eventloop_lag_p99_seconds{job=~"intake|outreach|desk|monitor"} > 1',
    for: '5m',
    severity: 'warning',
    summary: '{{ $labels.job }} ({{ $labels.instance }}) is busy for more than a second at a time.',
    examples: [
      fires(
        '10m',
        { 'nodejs_eventloop_lag_p99_seconds{job="intake",instance="i:1"}': steady(2.5, 20) },
        {
          job: 'intake',
          instance: 'i:1',
        },
      ),
      isSilent('10m', { 'nodejs_eventloop_lag_p99_seconds{job="intake",instance="i:1"}': steady(0.2, 20) }),
    ],
  },
  {
    name: 'EropafMemoryHigh',
    group: 'processes',
    expr: 'process_resident_memory_bytes{job=~"intake|outreach|desk|monitor"} > 800e6',
    for: '15m',
    severity: 'warning',
    summary: '{{ $labels.job }} ({{ $labels.instance }}) holds more than 800 MB.',
    examples: [
      fires(
        '20m',
        { 'process_resident_memory_bytes{job="intake",instance="i:1"}': steady(900e6, 30) },
        {
          job: 'intake',
          instance: 'i:1',
        },
      ),
      isSilent('20m', { 'process_resident_memory_bytes{job="intake",instance="i:1"}': steady(280e6, 30) }),
    ],
  },
  {
    name: 'EropafFiguresMissing',
    group: 'processes',
    expr: 'eropaf_monitor_collect_success == 0 or absent(eropaf_monitor_collect_success)',
    for: '10m',
    severity: 'critical',
    summary: 'The monitor has no figures of {{ $labels.source }}, so the other alerts cannot tell.',
    examples: [
      fires('15m', { 'eropaf_monitor_collect_success{source="kafka"}': steady(0, 20) }, { source: 'kafka' }),
      // A monitor that is not there at all has no label either.
      fires('15m', {}, {}),
      isSilent('15m', { 'eropaf_monitor_collect_success{source="kafka"}': steady(1, 20) }),
    ],
  },
  {
    name: 'EropafDeskFails',
    group: 'processes',
    expr:
      'sum(rate(eropaf_desk_request_duration_seconds_count{status=~"5.."}[10m]))' +
      ' / sum(rate(eropaf_desk_request_duration_seconds_count[10m])) > 0.05',
    for: '5m',
    severity: 'warning',
    summary: 'More than one in twenty requests to the desk fails.',
    examples: [
      fires('20m', {
        'eropaf_desk_request_duration_seconds_count{method="GET",route="/v1/taken",status="503"}': growing(
          10,
          30,
        ),
        'eropaf_desk_request_duration_seconds_count{method="GET",route="/v1/taken",status="200"}': growing(
          90,
          30,
        ),
      }),
      isSilent('20m', {
        'eropaf_desk_request_duration_seconds_count{method="GET",route="/v1/taken",status="503"}': growing(
          1,
          30,
        ),
        'eropaf_desk_request_duration_seconds_count{method="GET",route="/v1/taken",status="200"}': growing(
          99,
          30,
        ),
      }),
      // What a client does wrong is not ours.
      isSilent('20m', {
        'eropaf_desk_request_duration_seconds_count{method="GET",route="/v1/taken",status="404"}': growing(
          90,
          30,
        ),
      }),
    ],
  },
];
