import type { MetricsSource } from '#platform';
import type { Registry } from 'prom-client';

import { MonitorGauges } from './definitions.js';
import type { FigureSource } from './figure-source.js';

/** What /metrics of the monitor says: the process's own figures, and those of the stores as they are now. */
export class MonitorMetrics implements MetricsSource {
  private readonly gauges: MonitorGauges;

  constructor(
    private readonly registry: Registry,
    private readonly sources: readonly FigureSource[],
  ) {
    this.gauges = new MonitorGauges(registry);
  }

  async metrics(): Promise<string> {
    const found = await Promise.all(this.sources.map((source) => source.samples()));
    // Set and written in one go, so that two scrapes at once do not empty each other's gauges.
    this.gauges.show(found.flat());
    return this.registry.metrics();
  }
}
