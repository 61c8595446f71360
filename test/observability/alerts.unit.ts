import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

import { ALERTS } from '../../libs/observability/src/alert-files.js';
import { dashboard, DRAWINGS } from '../../libs/observability/src/dashboard.js';
import { registeredName, selectorsOf, TARGET_LABELS } from './promql.js';

const root = join(__dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** The metrics of docs/metrics.md with their labels; another test holds that page against what the processes register. */
const documented = new Map(
  read('docs/metrics.md')
    .split('\n')
    .filter((line) => line.startsWith('| `eropaf_'))
    .map((line) => {
      const [, name = '', , labels = ''] = line.split('|').map((cell) => cell.trim());
      return [
        name.replaceAll('`', ''),
        labels
          .split(',')
          .map((label) => label.trim())
          .filter(Boolean),
      ] as const;
    }),
);
const OF_NODE = [
  'process_start_time_seconds',
  'process_resident_memory_bytes',
  'nodejs_eventloop_lag_p99_seconds',
];

/** What an expression asks that nobody exports. */
function unknownIn(expr: string): readonly string[] {
  return selectorsOf(expr).flatMap(({ labels, name }) => {
    if (name === 'up' || OF_NODE.includes(name))
      return labels.filter((label) => !(TARGET_LABELS as readonly string[]).includes(label));
    const registered = name.endsWith('_bucket') || name.endsWith('_count') ? registeredName(name) : name;
    const known = documented.get(registered);
    if (known === undefined) return [name];
    const all = [...known, ...TARGET_LABELS, ...(name.endsWith('_bucket') ? ['le'] : [])];
    return labels.filter((label) => !all.includes(label)).map((label) => `${name}{${label}}`);
  });
}

test('an expression that asks what nobody exports is noticed', () => {
  expect(unknownIn('sum by (municipality) (eropaf_monitor_tasks{staat="x"}) > 0')).toEqual([
    'eropaf_monitor_tasks{staat}',
  ]);
  expect(unknownIn('rate(eropaf_monitor_taken[5m])')).toEqual(['eropaf_monitor_taken']);
  expect(() => unknownIn('sum by (a) (')).toThrow('no PromQL');
});

describe.each(ALERTS)('$name', ({ examples, expr, name, summary }) => {
  test('asks for metrics and labels that are exported', () => {
    expect(unknownIn(expr)).toEqual([]);
  });

  test('has an example in which it fires, and one in which it does not', () => {
    expect(examples.some(({ alerts }) => alerts.length > 0)).toBe(true);
    // The watchdog has none: it is always there.
    if (name !== 'EropafWatchdog') expect(examples.some(({ alerts }) => alerts.length === 0)).toBe(true);
  });

  test('says in its sentence only labels that it has', () => {
    const said = [...summary.matchAll(/\$labels\.(\w+)/g)].map(([, label = '']) => label);
    const firing = examples.find(({ alerts }) => alerts.length > 0)?.alerts[0] ?? {};
    expect(said.filter((label) => !(label in firing))).toEqual([]);
  });
});

test('each alert has its section in the runbook, with something to do, and no section has no alert', () => {
  const sections = new Map(
    read('docs/runbook.md')
      .split(/^##+ /m)
      .map((section) => {
        const [heading = '', ...lines] = section.split('\n');
        return [heading.trim(), lines.join(' ').trim()] as const;
      })
      .filter(([heading]) => heading.startsWith('Eropaf')),
  );
  expect([...sections.keys()]).toEqual(ALERTS.map(({ name }) => name));
  for (const [heading, text] of sections)
    expect({ heading, isWritten: text.length > 100 }).toEqual({ heading, isWritten: true });
});

test('Prometheus loads these rules, and each is there once', () => {
  const prometheus = parse(read('deploy/observability/prometheus.yml')) as { rule_files: string[] };
  expect(prometheus.rule_files).toEqual(['generated/alerts.yml']);
  const rules = parse(read('deploy/observability/generated/alerts.yml')) as {
    groups: { rules: { alert: string }[] }[];
  };
  const loaded = rules.groups.flatMap((group) => group.rules.map(({ alert }) => alert));
  expect(loaded.toSorted()).toEqual(ALERTS.map(({ name }) => name).toSorted());
  expect(new Set(loaded).size).toBe(loaded.length);
});

describe.each(DRAWINGS.flatMap(({ drawings }) => drawings))('the drawing "$title"', ({ queries }) => {
  test('asks for metrics and labels that are exported', () => {
    expect(queries.flatMap(([expr]) => unknownIn(expr))).toEqual([]);
  });

  test('names its lines by labels that they have', () => {
    for (const [expr, legend] of queries) {
      const said = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
      const isGathered = /\bby \(/.test(expr);
      const labels = selectorsOf(expr).flatMap((one) => [
        ...one.labels,
        ...(isGathered ? [] : (documented.get(one.name) ?? TARGET_LABELS)),
      ]);
      expect({ legend, unknown: said.filter((label) => !labels.includes(label)) }).toEqual({
        legend,
        unknown: [],
      });
    }
  });
});

test('the dashboard holds every drawing', () => {
  const panels = dashboard().panels ?? [];
  const titles = panels.map((panel) => panel.title);
  for (const row of DRAWINGS)
    for (const title of [row.title, ...row.drawings.map((one) => one.title)]) expect(titles).toContain(title);
});
