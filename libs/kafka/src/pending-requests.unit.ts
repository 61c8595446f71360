import { setTimeout } from 'node:timers/promises';

import { requestQueueClass, restWhereNothingWaits, type RequestQueue } from './pending-requests.js';

restWhereNothingWaits();

type Queue = RequestQueue & { push(request: object): void; maybeThrottle(ms: number): void; destroy(): void };

const silent = { debug: () => undefined };
let queue: Queue;
let looks = 0;
let sent: number[] = [];

beforeEach(() => {
  queue = new (requestQueueClass())({
    maxInFlightRequests: 1,
    requestTimeout: 30_000,
    enforceRequestTimeout: false,
    clientId: 'unit',
    broker: 'none',
    logger: silent,
  }) as Queue;
  looks = 0;
  sent = [];
  const look = queue.checkPendingRequests.bind(queue);
  queue.checkPendingRequests = () => {
    looks += 1;
    look();
  };
});
afterEach(() => queue.destroy());

/** A request that gets no answer, so that it is done as soon as it is sent. */
const ask = (correlationId: number): void =>
  queue.push({
    entry: { correlationId, resolve: () => undefined, reject: () => undefined },
    expectResponse: false,
    sendRequest: () => sent.push(correlationId),
  });

test('a connection on which nothing waits is left alone', async () => {
  queue.checkPendingRequests();
  await setTimeout(60);
  expect(looks).toBe(1);
  expect(queue.throttleCheckTimeoutId).toBeFalsy();
});

test('what was held back while the broker wanted nothing is sent in its order when it does', async () => {
  queue.maybeThrottle(80);
  for (const nth of [1, 2, 3]) ask(nth);
  await setTimeout(20);
  expect(sent).toEqual([]);
  await setTimeout(120);
  expect(sent).toEqual([1, 2, 3]);
  const before = looks;
  await setTimeout(40);
  expect(looks).toBe(before);
});
