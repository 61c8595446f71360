import { createMetricsRegistry, startOperations, type Operations, type Probe } from './index.js';

const well: Probe = { name: 'database', check: () => Promise.resolve() };
const ill: Probe = { name: 'broker', check: () => Promise.reject(new Error('away')) };

describe('operations', () => {
  const started: Operations[] = [];
  const start = async (liveness: Probe[], readiness: Probe[]): Promise<string> => {
    const operations = await startOperations({
      liveness,
      readiness,
      metrics: createMetricsRegistry(),
      port: 0,
      address: '127.0.0.1',
    });
    started.push(operations);
    return `http://127.0.0.1:${operations.port}`;
  };
  afterEach(async () => {
    for (const one of started.splice(0)) await one.stop();
  });

  test('a process that can work says so', async () => {
    const url = await start([well], [well]);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    const ready = await fetch(`${url}/health/ready`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ status: 'ok', details: { database: { status: 'up' } } });
  });

  test('a dependency that is away makes it unready, not dead', async () => {
    const url = await start([well], [well, ill]);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    const ready = await fetch(`${url}/health/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ error: { broker: { status: 'down' } } });
  });

  test('a process without probes is alive', async () => {
    const url = await start([], []);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
  });

  test('metrics are in the text format of Prometheus', async () => {
    const url = await start([], []);
    const metrics = await fetch(`${url}/metrics`);
    expect(metrics.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    expect(await metrics.text()).toContain('process_cpu_user_seconds_total');
  });
});
