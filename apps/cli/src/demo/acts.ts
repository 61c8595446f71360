import { addMonths, type Day } from '#domain';
import { GENERATED_MUNICIPALITY } from '#generator';
import { readComparedSignal, type NationalDatabase } from '#postgres';

import { CommandRefused } from '../command.js';
import { explainSignal } from '../explain-command.js';
import { readWritten } from '../policy-source.js';
import { recordedWhatIf } from '../simulate/prepare-what-if.js';
import { whatIfLines } from '../simulate/render-what-if.js';
import { runWhatIf } from '../simulate/run-what-if.js';

/** A heading, what was asked, and the answer: what a policy adviser or a resident would ask of a run. */
export interface Act {
  readonly title: string;
  readonly lines: readonly string[];
}

interface Stage {
  readonly database: NationalDatabase;
  readonly lastDay: Day;
  readonly nowMs: number;
}

/** A what-if of more signals than this takes longer than anybody watches. */
const WHAT_IF_SIGNALS_MAX = 20_000;

/** One signal explained, and the same two months under the plans of another municipality. Nothing is written. */
export async function playActs(stage: Stage): Promise<readonly Act[]> {
  return [...(await oneSignalExplained(stage)), await otherPlans(stage)];
}

/** The first signal that was compared with an earlier one and found to be of the same person. */
async function oneSignalExplained({ database }: Stage): Promise<readonly Act[]> {
  const signalId = await database.acrossMunicipalities((tx) =>
    readComparedSignal(tx, GENERATED_MUNICIPALITY),
  );
  if (signalId === null) return [];
  const lines = await explainSignal((work) => database.acrossMunicipalities(work), signalId, null);
  return [{ title: `One signal explained, as to the resident: bin/eropaf explain ${signalId}`, lines }];
}

/** What the plans of Heemskerk, which visits most, would have done with these signals. */
async function otherPlans({ database, lastDay, nowMs }: Stage): Promise<Act> {
  const policy = { ...readWritten('dordrecht'), plans: readWritten('heemskerk').plans };
  const days = { from: firstOfMonth(addMonths(lastDay, -1)), until: lastDay };
  const title = `What if: the plans of Heemskerk for the signals from ${days.from} to ${days.until} (bin/eropaf simulate; nothing is written)`;
  try {
    const prepared = await database.acrossMunicipalities((tx) =>
      recordedWhatIf(tx, { policy, against: null, days, nowMs, signalsMax: WHAT_IF_SIGNALS_MAX }),
    );
    return { title, lines: whatIfLines(runWhatIf(prepared.whatIf)) };
  } catch (error) {
    // A run of a hundred thousand is no town: the command says what it cannot hold, and the demo goes on.
    if (error instanceof CommandRefused) return { title, lines: error.faults };
    throw error;
  }
}

function firstOfMonth(day: Day): Day {
  return `${day.slice(0, 7)}-01` as Day;
}
