import { collectDefaultMetrics, Registry } from 'prom-client';

/**
 * A registry with the figures of the Node process in it. One a process, handed to whoever counts: the global
 * registry of prom-client would mix the metrics of two apps that run in one test.
 */
export function createMetricsRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
