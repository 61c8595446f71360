import { createLogger } from './logger.js';
import { Loop, type LoopFault, type LoopOptions } from './loop.js';

const silent = createLogger('spec', 'silent');

function loopOf(round: () => Promise<number>, more: Partial<LoopOptions> = {}): Loop {
  return new Loop({
    name: 'spec',
    round,
    roundMax: 10,
    idleMs: 5,
    faultOf: () => 'dependency',
    onFault: () => undefined,
    crash: () => undefined,
    logger: silent,
    ...more,
  });
}

/** Resolves when the count of calls is reached. */
function counted(wanted: number, round: (call: number) => Promise<number>) {
  let calls = 0;
  let reached: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    reached = resolve;
  });
  return {
    done,
    round: async () => {
      calls += 1;
      if (calls === wanted) reached();
      return round(calls);
    },
  };
}

describe('a loop', () => {
  test('never overlaps itself, and its end waits for the round that runs', async () => {
    let running = 0;
    let highest = 0;
    const { done, round } = counted(5, async () => {
      running += 1;
      highest = Math.max(highest, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return 10;
    });
    const loop = loopOf(round);
    loop.start();
    loop.start();
    await done;
    await loop.stop();
    expect(highest).toBe(1);
    expect(running).toBe(0);
  });

  test('is ready only after a round came to its end, and not while rounds fail', async () => {
    const faults: LoopFault[] = [];
    const { done, round } = counted(2, (call) =>
      call === 1 ? Promise.reject(new Error('away')) : Promise.resolve(0),
    );
    const loop = loopOf(round, { onFault: (_loop, fault) => faults.push(fault) });
    await expect(loop.readiness.check()).rejects.toThrow();
    loop.start();
    await done;
    await loop.stop();
    await expect(loop.readiness.check()).resolves.toBeUndefined();
    await expect(loop.liveness.check()).resolves.toBeUndefined();
    expect(faults).toEqual(['dependency']);
  });

  test('ends the process at an error that it does not know', async () => {
    const crashed = new Promise<unknown>((crash) => {
      loopOf(() => Promise.reject(new Error('bug')), { faultOf: () => 'bug', crash }).start();
    });
    await expect(crashed).resolves.toMatchObject({ message: 'bug' });
  });

  test('a nudge begins the next round at once', async () => {
    const { done, round } = counted(2, () => Promise.resolve(0));
    const loop = loopOf(round, { idleMs: 3_600_000 });
    loop.start();
    loop.nudge();
    await done;
    await loop.stop();
  });
});
