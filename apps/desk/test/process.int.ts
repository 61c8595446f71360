import { randomBytes } from 'node:crypto';

import { readConfiguration } from '#platform';
import { createTestDatabase, testStack, type TestDatabase } from '#testing';
import { Redis } from 'ioredis';

import { queueBoardPath } from '../src/queue-board.js';
import { deskRequires, startDesk, type RunningDesk } from '../src/start-desk.js';

describe('the desk as a process', () => {
  const demoToken = randomBytes(16).toString('hex');
  let database: TestDatabase;
  let desk: RunningDesk;
  const redis = new Redis(testStack().redisUrl);
  /** A queue of an outside party, whom nobody declares: every queue leaves such a key. */
  const party = `house-visits--GM9999--spec${randomBytes(4).toString('hex')}`;
  beforeAll(async () => {
    await redis.hset(`{eropaf}:${party}:meta`, 'version', 'bullmq:6');
    database = await createTestDatabase();
    desk = await startDesk({
      ...testStack().configuration,
      EROPAF_LOG_LEVEL: 'silent',
      EROPAF_CLOCK: 'machine',
      EROPAF_POSTGRES_DATABASE: database.name,
      EROPAF_PSEUDONYM_KEY: Buffer.alloc(32, 1).toString('base64'),
      EROPAF_DEMO_TOKEN: demoToken,
      // Any that is free.
      EROPAF_DESK_PORT: 0,
      EROPAF_DESK_OPERATIONS_PORT: 0,
    });
  });
  afterAll(async () => {
    await redis.del(`{eropaf}:${party}:meta`);
    redis.disconnect();
    await desk.stop();
    await database.drop();
  });
  const bearer = { authorization: `Bearer ${demoToken}.GM0505.outreach-worker.sam` };
  const basic = (password: string): { authorization: string } => ({
    authorization: `Basic ${Buffer.from(`demo:${password}`).toString('base64')}`,
  });

  test('needs its password, key and token by name', () => {
    expect(deskRequires).toEqual([
      'EROPAF_POSTGRES_PASSWORD_DESK',
      'EROPAF_PSEUDONYM_KEY',
      'EROPAF_DEMO_TOKEN',
    ]);
    expect(() => readConfiguration(deskRequires, {})).toThrow('The configuration cannot be used');
  });

  test('is alive and ready, and counts its requests by route, never by path', async () => {
    expect((await fetch(`${desk.operationsUrl}/health/live`)).status).toBe(200);
    expect((await fetch(`${desk.operationsUrl}/health/ready`)).status).toBe(200);
    const id = '00000000-0000-4000-8000-000000000000';
    const claim = await fetch(`${desk.url}/v1/taken/${id}/claim`, { method: 'POST', headers: bearer });
    expect(claim.status).toBe(404);
    const metrics = await (await fetch(`${desk.operationsUrl}/metrics`)).text();
    expect(metrics).toContain(
      'eropaf_desk_request_duration_seconds_count{method="POST",route="/v1/taken/:taakId/claim",status="404"} 1',
    );
    expect(metrics).not.toContain(id);
    expect((await fetch(`${desk.url}/metrics`)).status).toBe(404);
  });

  test('shows the queues to whoever has the secret, and to nobody else', async () => {
    const board = `${desk.url}${queueBoardPath}`;
    for (const headers of [
      {},
      basic('wrong'),
      { authorization: `Bearer ${demoToken}.GM0505.external:demo.bo` },
    ]) {
      const refused = await fetch(`${board}/api/queues`, { headers });
      expect(refused.status).toBe(401);
      expect(refused.headers.get('www-authenticate')).toContain('Basic');
    }
    for (const headers of [basic(demoToken), bearer, { authorization: `Bearer ${demoToken}` }]) {
      const page = await fetch(board, { headers });
      expect(page.status).toBe(200);
      const html = await page.text();
      expect(html).toContain('<html');
      // Nothing is loaded from outside: not asked for in the page, and refused by the browser should a script ask.
      expect(html).not.toMatch(/(?:href|src)="(?:https?:)?\/\//);
      expect(page.headers.get('content-security-policy')).toContain(`default-src 'none'; script-src 'self'`);
    }
  });

  test('shows the queues that exist, read-only, and no empty ones', async () => {
    const board = `${desk.url}${queueBoardPath}`;
    const answer = await fetch(`${board}/api/queues`, { headers: bearer });
    const { queues } = (await answer.json()) as { queues: { name: string; readOnlyMode: boolean }[] };
    const names = queues.map((queue) => queue.name);
    expect(names).toContain(party);
    // A channel that people do has no queue: an empty one would say that something is to come.
    const keys = await redis.keys('{eropaf}:*:meta');
    expect(names.filter((name) => !keys.includes(`{eropaf}:${name}:meta`))).toEqual([]);
    expect(queues.every((queue) => queue.readOnlyMode)).toBe(true);
    const change = await fetch(`${board}/api/queues/${party}/pause`, { method: 'PUT', headers: bearer });
    expect(change.status).toBeGreaterThanOrEqual(400);
  });

  test('a start that fails leaves nothing open', async () => {
    await expect(
      startDesk({
        ...testStack().configuration,
        EROPAF_LOG_LEVEL: 'silent',
        EROPAF_CLOCK: 'machine',
        EROPAF_POSTGRES_DATABASE: 'does_not_exist',
        EROPAF_PSEUDONYM_KEY: Buffer.alloc(32, 1).toString('base64'),
        EROPAF_DEMO_TOKEN: demoToken,
        EROPAF_DESK_PORT: 0,
        EROPAF_DESK_OPERATIONS_PORT: 0,
      }),
    ).rejects.toThrow(/does_not_exist/);
  });

  test('ends in order, and once', async () => {
    const ends = await Promise.all([desk.stop(), desk.stop()]);
    expect(ends).toEqual([true, true]);
    await expect(fetch(`${desk.url}/v1/openapi.json`)).rejects.toThrow();
    await expect(fetch(`${desk.operationsUrl}/health/live`)).rejects.toThrow();
  });
});
