import { createLogger } from '#platform';
import { Registry } from 'prom-client';

import { sample, type Sample } from './definitions.js';
import { FigureSource } from './figure-source.js';
import { MonitorMetrics } from './monitor-metrics.js';

const logger = createLogger('spec', 'silent');
const tasks = (value: number): Sample => sample('duplicates', { municipality: 'GM0505' }, value);

describe('a source of figures', () => {
  test('that is away leaves its figures out and says so, without hurting the others', async () => {
    const metrics = new MonitorMetrics(new Registry(), [
      new FigureSource({ name: 'kafka', logger, collect: () => Promise.reject(new Error('away')) }),
      new FigureSource({ name: 'database', logger, collect: () => Promise.resolve([tasks(3)]) }),
    ]);
    const text = await metrics.metrics();
    expect(text).toContain('eropaf_monitor_collect_success{source="kafka"} 0');
    expect(text).toContain('eropaf_monitor_collect_success{source="database"} 1');
    expect(text).toContain('eropaf_monitor_duplicates{municipality="GM0505"} 3');
  });

  test('that is slow is not waited for, and its figures come with a later scrape', async () => {
    let finish: (samples: readonly Sample[]) => void = () => undefined;
    let collections = 0;
    const source = new FigureSource({
      name: 'database',
      logger,
      timeoutMs: 1,
      collect: () => {
        collections += 1;
        return new Promise((resolve) => {
          finish = resolve;
        });
      },
    });
    expect(await source.samples()).toEqual([sample('collect_success', { source: 'database' }, 0)]);
    // The collection of the first scrape still runs: the second one joins it.
    const second = source.samples();
    finish([tasks(1)]);
    expect(await second).toContainEqual(tasks(1));
    expect(collections).toBe(1);
  });

  test('that failed shows no old figure, and scrapes at once share one collection', async () => {
    const answers = [() => Promise.resolve([tasks(1)]), () => Promise.reject(new Error('away'))];
    let asked = 0;
    const source = new FigureSource({
      name: 'database',
      logger,
      freshMs: -1,
      collect: async () => {
        asked += 1;
        return (await answers.shift()?.()) ?? [];
      },
    });
    const [first, second] = await Promise.all([source.samples(), source.samples()]);
    expect(first).toContainEqual(tasks(1));
    expect(second).toEqual(first);
    expect(asked).toBe(1);
    expect(await source.samples()).toEqual([sample('collect_success', { source: 'database' }, 0)]);
  });
});
