import fc from 'fast-check';
import { z } from 'zod';
import {
  createQueueHost,
  definitionFaults,
  definitionName,
  externalAclRules,
  externalQueueName,
  isJobId,
  PayloadInvalid,
  QueueWiringInvalid,
  type QueueDefinition,
} from './index.js';
import { newJob } from './queue-jobs.js';

const definition: QueueDefinition<{ id: string }> = {
  name: 'letters',
  schema: z.strictObject({ id: z.string().max(5_000) }),
  jobId: ({ id }) => `job-${id.slice(0, 100)}`,
  attempts: 3,
  backoff: { type: 'exponential', delayMs: 10 },
  retention: { completed: { ageSeconds: 60, count: 10 }, failed: { ageSeconds: 60, count: 10 } },
  concurrency: 2,
};

describe('job ids', () => {
  it.each(['GM0505-1-2', 'a', '12a'])('takes %s', (id) => expect(isJobId(id)).toBe(true));
  it.each(['', '123', 'a:b', 'a b', 'é', 'x'.repeat(129), 'a\n'])('refuses %j', (id) =>
    expect(isJobId(id)).toBe(false),
  );
});

describe('external queues', () => {
  it('have a name of channel, municipality and executor, and follow the definition of the channel', () => {
    expect(externalQueueName('house-visits', 'GM0505', 'demo')).toBe('house-visits--GM0505--demo');
    expect(definitionName('house-visits--GM0505--demo')).toBe('house-visits');
    expect(definitionName('house-visits')).toBe('house-visits');
  });

  it.each([
    ['house--visits', 'GM0505', 'demo'],
    ['calls', 'gm0505', 'demo'],
    ['calls', 'GM0505', 'de--mo'],
    ['calls', 'GM0505', '*'],
    ['calls', 'GM0505', ''],
  ])('refuse %s, %s, %s', (...parts) => expect(() => externalQueueName(...parts)).toThrow(RangeError));

  it('two different executors never share a queue, nor does one’s key pattern cover the other’s', () => {
    const name = fc.stringMatching(/^[a-z0-9]{1,6}(-[a-z0-9]{1,4}){0,2}$/);
    const municipality = fc
      .integer({ min: 0, max: 9_999 })
      .map((code) => `GM${String(code).padStart(4, '0')}`);
    fc.assert(
      fc.property(fc.tuple(name, municipality, name), fc.tuple(name, municipality, name), (one, other) => {
        fc.pre(one.join() !== other.join());
        const [first, second] = [externalQueueName(...one), externalQueueName(...other)];
        expect(first).not.toBe(second);
        expect(`${second}:wait`.startsWith(`${first}:`)).toBe(false);
      }),
    );
  });

  it('have access rules without the password, without wildcards but at the end of the one key pattern', () => {
    const rules = externalAclRules({
      prefix: '{eropaf}',
      queueName: 'calls--GM0505--demo',
      password: 'p'.repeat(20),
    });
    expect(rules.filter((rule) => rule.startsWith('~'))).toEqual(['~{eropaf}:calls--GM0505--demo:*']);
    expect(rules.join(' ')).not.toContain('ppp');
    expect(rules.filter((rule) => rule.startsWith('+@'))).toEqual([]);
    for (const never of ['+scan', '+keys', '+randomkey', '+config', '+acl', '+flushall', '+subscribe']) {
      expect(rules).not.toContain(never);
    }
  });

  it.each([
    { prefix: '*', queueName: 'calls', password: 'p'.repeat(20) },
    { prefix: '{eropaf}', queueName: 'calls ~*', password: 'p'.repeat(20) },
    { prefix: '{eropaf}', queueName: 'calls', password: 'short' },
  ])('have no access rules for %j', (options) => expect(() => externalAclRules(options)).toThrow(RangeError));
});

describe('the table of queues', () => {
  it('names every fault of every queue', () => {
    const faults = definitionFaults([
      definition,
      definition,
      { ...definition, name: 'Calls', attempts: 0, concurrency: 0 },
    ]);
    expect(faults).toHaveLength(4);
    expect(faults.join(' ')).toMatch(
      /letters is defined twice.*Calls: name.*Calls: attempts.*Calls: concurrency/su,
    );
  });

  it('is refused before anything connects when it has faults or lacks a queue that is to be handled', () => {
    const make = () =>
      createQueueHost({
        redisUrl: 'redis://127.0.0.1:1',
        prefix: '{x}',
        definitions: [{ ...definition, attempts: 0 }],
        handled: ['calls'],
        logger: undefined as never,
      });
    expect(make).toThrow(QueueWiringInvalid);
    expect(make).toThrow(/attempts.*calls is to be handled here/su);
  });
});

describe('a new job', () => {
  it('takes id, limits and priority from its definition', () => {
    expect(newJob(definition, { id: 'a' }, 7).opts).toMatchObject({
      jobId: 'job-a',
      priority: 7,
      attempts: 3,
      removeOnFail: { age: 60, count: 10 },
    });
  });

  it.each([
    [{ id: 1 }, 5, '/id'],
    [{ id: 'a', name: 'Jansen' }, 5, '/'],
    [{ id: 'a' }, 0, 'priority'],
    [{ id: 'a' }, 1_001, 'priority'],
    [{ id: 'é' }, 5, 'job-id'],
    [{ id: 'x'.repeat(4_090) }, 5, 'too-large'],
  ])('refuses %j with priority %d', (payload, priority, word) => {
    expect(() => newJob(definition, payload, priority)).toThrow(PayloadInvalid);
    expect(() => newJob(definition, payload, priority)).toThrow(word);
  });
});
