import type { explainSignalRequest, SignalStory } from '#contracts';
import { tellStory } from '#domain';
import { readAftermath, readExplainedSignals, storyFactsOf } from '#postgres';

import type { User } from '../access/user.js';
import { inSession, type Desk } from '../desk.js';
import type { Parsed } from '../http/input.js';
import { Refusal } from '../refusal.js';

/** The story of a signal in plain Dutch, for the resident who asks: the same words as `eropaf explain`. */
export function explainSignal(
  desk: Desk,
  user: User,
  { path }: Parsed<typeof explainSignalRequest>,
): Promise<SignalStory | Refusal> {
  return inSession(desk, user, async ({ tx }) => {
    const [signal] = await readExplainedSignals(tx, path.signaalId);
    if (signal === undefined) return new Refusal('not-found');
    const facts = storyFactsOf(signal, await readAftermath(tx, signal));
    return {
      signaalId: signal.signal_id,
      onderdelen: tellStory(facts).map(({ heading, sentences }) => ({
        kop: heading,
        zinnen: [...sentences],
      })),
    };
  });
}
