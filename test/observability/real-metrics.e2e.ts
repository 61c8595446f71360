import { ALERTS } from '../../libs/observability/src/alert-files.js';
import { DRAWINGS } from '../../libs/observability/src/dashboard.js';
import { IntakeStand, mixedRecords, perTen } from '../integrity/intake-stand.js';
import { freePort, until, type App, type AppProcess } from '../processes.js';
import { registeredName, selectorsOf, TARGET_LABELS } from './promql.js';

jest.setTimeout(240_000);

const TENS = 3;
const apps = ['intake', 'outreach', 'desk', 'monitor'] as const satisfies readonly App[];

/** What one process exports: each metric with the labels of its series; none yet: no labels are seen. */
type Exported = ReadonlyMap<string, ReadonlySet<string>>;

/** Reads the text format of Prometheus: registered names from HELP lines, labels from the series below them. */
function parseMetrics(text: string): Exported {
  const exported = new Map<string, Set<string>>();
  for (const line of text.split('\n')) {
    const help = /^# HELP (\S+)/u.exec(line);
    if (help?.[1] !== undefined) exported.set(help[1], new Set());
    const series = /^(\w+)(?:\{(.*)\})? [^ ]+$/u.exec(line);
    if (series?.[1] === undefined) continue;
    const name = exported.has(series[1]) ? series[1] : registeredName(series[1]);
    const labels = exported.get(name);
    for (const [, label = ''] of (series[2] ?? '').matchAll(/(\w+)="(?:[^"\\]|\\.)*"/gu)) labels?.add(label);
  }
  return exported;
}

describe('alerts and dashboard on what the processes really export', () => {
  let stand: IntakeStand;
  const processes = new Map<App, AppProcess>();
  const exported = new Map<string, Set<string>>();

  beforeAll(async () => {
    stand = await IntakeStand.open();
    await stand.clock(new Date().toISOString());
    await stand.send(mixedRecords(stand.creditor, TENS));
    const group = stand.newGroup();
    processes.set('intake', await stand.intake(group, { EROPAF_CLOCK: 'simulated' }));
    const settings = { EROPAF_KAFKA_GROUP: group, EROPAF_DESK_PORT: await freePort() };
    for (const app of ['outreach', 'desk', 'monitor'] as const)
      processes.set(app, await stand.app(app, settings));
    await stand.caughtUp();
    for (const process of processes.values()) await process.ready();
    await fetch(`http://127.0.0.1:${settings.EROPAF_DESK_PORT}/v1/taken`);
    for (const app of apps) {
      const { port } = processes.get(app) ?? { port: 0 };
      const scrape = async (): Promise<string> => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      // Counted a moment ago: the monitor has its figures, and outreach made the first tasks.
      const text = await until(`the figures of ${app}`, async () => {
        const found = await scrape();
        return app !== 'monitor' || /^eropaf_monitor_signals\{/m.test(found) ? found : undefined;
      });
      for (const [name, labels] of parseMetrics(text))
        exported.set(name, new Set([...(exported.get(name) ?? []), ...labels]));
    }
  });
  afterAll(() => stand.close());

  const expressions = [
    ...ALERTS.map(({ expr, name }) => [name as string, expr] as const),
    ...DRAWINGS.flatMap(({ drawings }) =>
      drawings.flatMap(({ queries, title }) => queries.map(([expr]) => [title, expr] as const)),
    ),
  ];

  test.each(expressions)('%s: %s', (_of, expr) => {
    for (const { labels, name } of selectorsOf(expr)) {
      // Prometheus makes this one itself, of each process that it asks.
      if (name === 'up') continue;
      const found = exported.get(name) ?? exported.get(registeredName(name));
      expect({ name, isExported: found !== undefined }).toEqual({ name, isExported: true });
      // A metric without a series now (nothing is paused, nobody is overdue) shows no label: the page of metrics says them.
      if (found === undefined || found.size === 0) continue;
      const missing = labels.filter(
        (label) => !found.has(label) && !(TARGET_LABELS as readonly string[]).includes(label),
      );
      expect({ name, missing }).toEqual({ name, missing: [] });
    }
  });

  test('most of them have a series at once, so labels are really compared', () => {
    const names = new Set(expressions.flatMap(([, expr]) => selectorsOf(expr).map(({ name }) => name)));
    const seen = [...names].filter(
      (name) => (exported.get(name) ?? exported.get(registeredName(name)))?.size,
    );
    expect(seen.length).toBeGreaterThan(20);
    expect(exported.get('eropaf_monitor_signals')).toEqual(new Set(['municipality', 'sector', 'verdict']));
  });

  test('what came in is what they count', async () => {
    const intake = processes.get('intake');
    expect(await intake?.metric('eropaf_intake_records_total{ended="signal"}')).toBe(TENS * perTen.signal);
    expect(await intake?.metric('eropaf_intake_records_total{ended="quarantine"}')).toBe(
      TENS * perTen.quarantine,
    );
  });
});
