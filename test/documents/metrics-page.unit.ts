import { createLogger } from '#platform';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Registry } from 'prom-client';

import { requestMetrics } from '../../apps/desk/src/desk-metrics.js';
import { IntakeMetrics } from '../../apps/intake/src/intake-metrics.js';
import { MonitorGauges } from '../../apps/monitor/src/metrics/definitions.js';
import { OutreachMetrics, registerGauges, type GaugeSources } from '../../apps/outreach/src/metrics.js';

/** Registers everything that a process exports beside the figures of Node itself. A new process adds its line. */
const apps: Readonly<Record<string, (registry: Registry) => unknown>> = {
  monitor: (registry) => new MonitorGauges(registry),
  intake: (registry) => new IntakeMetrics(registry, createLogger('intake', 'silent')),
  outreach: (registry) => {
    // Gauges ask their sources at a scrape only, and nothing is scraped here.
    registerGauges(registry, {} as GaugeSources);
    return new OutreachMetrics(registry);
  },
  desk: (registry) => requestMetrics(registry),
};

interface Row {
  readonly name: string;
  readonly unit: string;
  readonly labels: readonly string[];
  readonly meaning: string;
  readonly whatToDo: string;
}

const page = readFileSync(join(__dirname, '../../docs/metrics.md'), 'utf8');

/** The rows of the table under the heading of one process. */
function rowsOf(app: string): readonly Row[] {
  const section = page.split(/^## /m).find((one) => one.startsWith(`${app}\n`)) ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => {
      const [, name = '', unit = '', labels = '', meaning = '', whatToDo = ''] = line
        .split('|')
        .map((cell) => cell.trim());
      const names = labels.split(',').map((label) => label.trim());
      return { name: name.replaceAll('`', ''), unit, labels: names.filter(Boolean), meaning, whatToDo };
    });
}

function exportedBy(register: (registry: Registry) => unknown): ReadonlyMap<string, readonly string[]> {
  const registry = new Registry();
  register(registry);
  return new Map(
    registry.getMetricsAsArray().map((metric) => {
      const labels: unknown = 'labelNames' in metric ? metric.labelNames : [];
      return [metric.name, Array.isArray(labels) ? labels.map(String) : []];
    }),
  );
}

describe.each(Object.entries(apps))('docs/metrics.md and %s', (app, register) => {
  test('name the same metrics with the same labels', () => {
    const documented = new Map(rowsOf(app).map(({ name, labels }) => [name, [...labels].sort()]));
    const exported = new Map([...exportedBy(register)].map(([name, labels]) => [name, [...labels].sort()]));
    expect(documented).toEqual(exported);
  });

  test('say of each its unit, its meaning and what to do', () => {
    for (const { name, unit, meaning, whatToDo } of rowsOf(app)) {
      expect({ name, filled: unit !== '' && meaning !== '' && whatToDo !== '' }).toEqual({
        name,
        filled: true,
      });
      expect({ name, seconds: unit.startsWith('seconds') }).toEqual({
        name,
        seconds: name.endsWith('_seconds'),
      });
    }
  });
});
