import { signalIdOf } from '#contracts';
import { readAftermath, readExplainedSignals, readOtherRecords } from '#postgres';

import { CommandRefused, UsageError, type Command } from './command.js';
import { asOperator, type Operator } from './connections.js';
import { otherLines, othersHeading, storyLines } from './explain-story.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const explainCommand: Command = {
  name: 'explain',
  summary: 'tell in plain Dutch what was decided of a signal, why, and what followed; no names',
  usage: 'SIGNAL-ID | SOURCE EVENT-ID',
  run: async (args, io) => {
    const [first, second] = args;
    if (first === undefined || args.length > 2) throw new UsageError('one id, or a source and an event id');
    if (second === undefined && !UUID.test(first.toLowerCase())) {
      throw new UsageError('SIGNAL-ID is a uuid; with a source the event id is needed too');
    }
    const event = second === undefined ? null : { source: first, eventId: second };
    const signalId = event === null ? first.toLowerCase() : signalIdOf(event.source, event.eventId);
    const lines = await asOperator(({ run }) => explainSignal(run, signalId, event));
    for (const line of lines) io.out(line);
    return 0;
  },
};

/**
 * The stories of every signal with this id, and what else came under it.
 *
 * @throws CommandRefused when nothing is known of it; it says what was looked for, and where
 */
export async function explainSignal(
  run: Operator['run'],
  signalId: string,
  event: { readonly source: string; readonly eventId: string } | null,
): Promise<readonly string[]> {
  return run(async (tx) => {
    const signals = await readExplainedSignals(tx, signalId);
    const stories: (readonly string[])[] = [];
    for (const signal of signals) stories.push(storyLines(signal, await readAftermath(tx, signal)));
    const [known] = signals;
    const others = await readOtherRecords(
      tx,
      signalId,
      event ?? (known === undefined ? null : { source: known.source, eventId: known.event_id }),
    );
    if (others.length > 0) {
      stories.push([othersHeading(signals.length), ...others.flatMap(otherLines)]);
    }
    if (stories.length === 0) throw new CommandRefused(nothingFound(signalId, event));
    return stories.flatMap((story, at) => (at === 0 ? story : ['', ...story]));
  });
}

/** Of a refused record no signal id is stored, so that it is found by its source and event id only. */
function nothingFound(
  signalId: string,
  event: { readonly source: string; readonly eventId: string } | null,
): readonly string[] {
  if (event !== null) {
    return [
      `Niets gevonden van bericht ${event.eventId} van afzender ${event.source} (signaal ${signalId}).`,
      'Er is gezocht in signalen, intrekkingen, dubbele berichten en geweigerde berichten, in alle gemeenten.',
      'Let op hoofdletters: afzender en nummer moeten precies zo staan als in het bericht.',
    ];
  }
  return [
    `Niets gevonden van signaal ${signalId}.`,
    'Er is gezocht in signalen, intrekkingen en dubbele berichten, in alle gemeenten.',
    'Een geweigerd bericht is alleen te vinden met afzender en nummer: eropaf explain AFZENDER NUMMER.',
  ];
}
