import { signalIdOf } from '#contracts';
import { readAftermath, readExplainedSignals, readOtherRecords } from '#postgres';

import { CommandRefused, UsageError, type Command } from './command.js';
import { asOperator, type Operator } from './connections.js';
import { otherLine, storyOf } from './explain-story.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const explainCommand: Command = {
  name: 'explain',
  summary: 'tell in Dutch what was decided of a signal, why, and what followed; ids only, no names',
  usage: 'SIGNAL-ID | SOURCE EVENT-ID',
  run: async (args, io) => {
    const [first, second] = args;
    if (first === undefined || args.length > 2) throw new UsageError('one id, or a source and an event id');
    if (second === undefined && !UUID.test(first)) {
      throw new UsageError('SIGNAL-ID is a uuid; with a source the event id is needed too');
    }
    const event = second === undefined ? null : { source: first, eventId: second };
    const lines = await asOperator(({ run }) =>
      explainSignal(run, event === null ? first : signalIdOf(event.source, event.eventId), event),
    );
    for (const line of lines) io.out(line);
    return 0;
  },
};

/**
 * The stories of every signal with this id, and what else came under it.
 *
 * @throws CommandRefused when nothing is known of it
 */
export async function explainSignal(
  run: Operator['run'],
  signalId: string,
  event: { readonly source: string; readonly eventId: string } | null,
): Promise<readonly string[]> {
  return run(async (tx) => {
    const lines: string[] = [];
    const signals = await readExplainedSignals(tx, signalId);
    for (const signal of signals) lines.push(...storyOf(signal, await readAftermath(tx, signal)));
    const [known] = signals;
    const others = await readOtherRecords(
      tx,
      signalId,
      event ?? (known === undefined ? null : { source: known.source, eventId: known.event_id }),
    );
    if (lines.length === 0 && others.length === 0) {
      throw new CommandRefused([`nothing was received under ${signalId}`]);
    }
    if (others.length > 0) lines.push('Onder hetzelfde id ontvangen:', ...others.map(otherLine));
    return lines;
  });
}
