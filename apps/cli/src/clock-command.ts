import { setSimulatedClock } from '#postgres';

import { instantMsOfText } from './arguments.js';
import { CommandRefused, UsageError, type Command } from './command.js';
import { asOperator } from './connections.js';
import { dutchInstant } from './dutch-instant.js';

export const clockShowCommand: Command = {
  name: 'clock show',
  summary: 'say what time it is for the pipeline, in UTC and in the Netherlands, and by which clock',
  usage: '',
  run: async (_args, io) => {
    const { kind, nowMs } = await asOperator(async ({ clock, configuration }) => ({
      kind: configuration.EROPAF_CLOCK,
      nowMs: await clock.nowMs(),
    }));
    io.out(`${new Date(nowMs).toISOString()}\t${dutchInstant(nowMs)}\t${kind}`);
    return 0;
  },
};

export const clockSetCommand: Command = {
  name: 'clock set',
  summary: 'step the simulated clock forward; it never goes back',
  usage: 'INSTANT\n  INSTANT: a moment with its zone, such as 2026-03-09T10:00:00+01:00',
  run: async (args, io) => {
    const text = args[0];
    if (text === undefined || args.length > 1) throw new UsageError('one moment is needed');
    const instantMs = instantMsOfText('INSTANT', text);
    const nowMs = await asOperator(async ({ clock, configuration, run }) => {
      if (configuration.EROPAF_CLOCK !== 'simulated') {
        throw new CommandRefused([
          'the machine’s clock is in force here (EROPAF_CLOCK); only a simulated clock is set',
        ]);
      }
      await run((tx) => setSimulatedClock(tx, instantMs));
      return clock.nowMs();
    });
    if (nowMs > instantMs) {
      throw new CommandRefused([
        `it is ${new Date(nowMs).toISOString()} already: the clock never goes back, what was decided stays in the past`,
      ]);
    }
    io.out(`${new Date(nowMs).toISOString()}\t${dutchInstant(nowMs)}`);
    return 0;
  },
};
