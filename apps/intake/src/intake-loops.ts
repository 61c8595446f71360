import { addDays, dayOf, type WorkingCalendar } from '#domain';
import { crashPoint, Loop, type Clock, type Logger, type LoopFault } from '#platform';
import {
  anyTouched,
  ClockNotSet,
  databaseFault,
  destroyRegisterData,
  dropQuarantineDays,
  type NationalDatabase,
} from '#postgres';

import { eraseExpiredRegisters, ERASED_AT_ONCE } from './erase-expired-registers.js';
import type { IntakeMetrics } from './intake-metrics.js';
import type { ReferenceData } from './reference-data.js';
import { REFOLD_MAX, refoldAddresses } from './refold-addresses.js';
import { REPLAY_MAX, type QuarantineReplay } from './replay-quarantine.js';
import { standingOfRegisters } from './watch-local-registers.js';
import { WrittenMeanwhile } from './write-difference.js';

/** What creditors sent and could not be used is kept for this many days [P]; docs/privacy.md says so. */
const QUARANTINE_DAYS = 30;
/** The demo waits for the fold between two steps of a plan: there every idle moment is waited for. */
const refoldIdleMs = { machine: 250, simulated: 40 } as const;
/** Somebody waits for the answer at a terminal. */
const replayIdleMs = 1_000;
const retentionIdleMs = 3_600_000;
/** Whoever loads a register looks at its gauge soon after. */
const registerWatchIdleMs = 60_000;

export interface LoopParts {
  readonly database: NationalDatabase;
  readonly referenceData: ReferenceData;
  readonly replay: QuarantineReplay;
  readonly calendar: WorkingCalendar;
  readonly clock: Clock;
  readonly clockIsSimulated: boolean;
  readonly metrics: IntakeMetrics;
  readonly logger: Logger;
  readonly crash: (error: unknown) => void;
}

/**
 * What the intake does beside reading: fold addresses whose facts changed, judge anew what an operator takes out of quarantine,
 * and forget what must be forgotten.
 */
export function intakeLoops(parts: LoopParts): readonly Loop[] {
  const { calendar, clock, crash, database, logger, metrics, referenceData, replay } = parts;
  const common = { logger, crash, faultOf, onFault: () => undefined };
  const refold = new Loop({
    ...common,
    name: 'refold',
    roundMax: REFOLD_MAX,
    idleMs: refoldIdleMs[parts.clockIsSimulated ? 'simulated' : 'machine'],
    round: async () => {
      const reference = await referenceData.orNull();
      if (reference === null || (await database.read(anyTouched)).length === 0) return 0;
      const nowMs = await clock.nowMs();
      const rows = await database.acrossMunicipalities(async (tx) => {
        const refolded = await refoldAddresses(tx, reference, calendar, nowMs);
        if (refolded > 0) crashPoint('after-refold-before-commit');
        return refolded;
      });
      metrics.refoldedRows(rows);
      return rows;
    },
  });
  const retention = new Loop({
    ...common,
    name: 'quarantine-retention',
    roundMax: Number.MAX_SAFE_INTEGER,
    idleMs: retentionIdleMs,
    round: async () => {
      const firstKept = addDays(dayOf(await clock.nowMs()), -QUARANTINE_DAYS);
      const dropped = await database.acrossMunicipalities((tx) =>
        tx.query<{ dropped: number }>(dropQuarantineDays(firstKept)),
      );
      metrics.destroyed('quarantine-day', dropped[0]?.dropped ?? 0);
      return dropped[0]?.dropped ?? 0;
    },
  });
  const quarantineReplay = new Loop({
    ...common,
    name: 'quarantine-replay',
    roundMax: REPLAY_MAX,
    idleMs: replayIdleMs,
    round: () => replay.round(),
  });
  const registerRetention = new Loop({
    ...common,
    name: 'register-retention',
    roundMax: ERASED_AT_ONCE,
    idleMs: retentionIdleMs,
    round: async () => {
      const today = dayOf(await clock.nowMs());
      const erased = await database.acrossMunicipalities((tx) => eraseExpiredRegisters(tx, today));
      metrics.destroyed('local-resident', erased);
      const gone = await database.acrossMunicipalities((tx) =>
        destroyRegisterData(tx, today, ERASED_AT_ONCE),
      );
      for (const { what, destroyed } of gone) metrics.destroyed(what, destroyed);
      return Math.max(erased, ...gone.map(({ destroyed }) => destroyed));
    },
  });
  return [refold, retention, quarantineReplay, registerRetention, registerWatch(parts)];
}

/** Looks how the local registers stand that the policies want, for the gauges. */
function registerWatch({ clock, crash, database, logger, metrics, referenceData }: LoopParts): Loop {
  return new Loop({
    logger,
    crash,
    faultOf,
    onFault: () => undefined,
    name: 'register-watch',
    roundMax: 1,
    idleMs: registerWatchIdleMs,
    round: async () => {
      const reference = await referenceData.orNull();
      if (reference === null) return 0;
      const nowMs = await clock.nowMs();
      metrics.registers.stand(
        await database.acrossMunicipalities((tx) => standingOfRegisters(tx, reference, nowMs)),
      );
      return 0;
    },
  });
}

/** A row that the database refuses here was derived, not received: our bug. */
function faultOf(error: unknown): LoopFault {
  if (error instanceof ClockNotSet) return 'dependency';
  if (error instanceof WrittenMeanwhile) return 'contention';
  const fault = databaseFault(error);
  return fault === 'data' ? 'bug' : fault;
}
