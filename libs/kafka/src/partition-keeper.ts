import { DataRefused, DependencyUnavailable, PositionMoved } from './errors.js';
import type { KafkaLimits } from './limits.js';
import type { PauseReason } from './observer.js';
import type { BatchControl, FetchedBatch, KeeperPorts } from './partition-port.js';
import {
  admit,
  compareLast,
  lagOf,
  narrower,
  readableOf,
  retryDelayMs,
  samePosition,
  stepsOf,
  type LogRange,
  type PartitionPosition,
  type PositionRecord,
  type Refusal,
  type Step,
  type StoredPosition,
  type Unreadable,
} from './position.js';
import type { BatchRange } from './codecs.js';
import type { PartitionPlace } from './records.js';

type Mode =
  | { readonly kind: 'checking' }
  | { readonly kind: 'comparing'; readonly last: PositionRecord }
  | { readonly kind: 'flowing' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'refused'; readonly reason: PauseReason; readonly stored: StoredPosition | null }
  | { readonly kind: 'ended' };

/** A takeover by another member moves the position once or twice. */
const MOVES_UNTOLD_MAX = 3;

/**
 * Reads one partition for as long as it is assigned to this process (decisions 2 and 4). The partition is paused
 * until its stored position has been held against the log. Everything that touches the position runs one after
 * the other, so an `expected` is always what this process wrote or read last.
 */
export class PartitionKeeper {
  private mode: Mode = { kind: 'checking' };
  /** The row as this process last wrote or read it; null: none is stored. */
  private stored: PartitionPosition | null = null;
  /** Until the row has been read once, nothing can be said of a lag. */
  private isStoredKnown = false;
  /** Up to here the log has been seen; ahead of the stored position by what held no data. */
  private reach = 0n;
  private high: bigint | null = null;
  private failures = 0;
  private told = false;
  private retryTimer: NodeJS.Timeout | null = null;
  private caughtUpAtMs: number | null = null;
  private running: Promise<void> = Promise.resolve();

  constructor(
    readonly place: PartitionPlace,
    private readonly ports: KeeperPorts,
    private readonly limits: KafkaLimits,
  ) {}

  /** Reads the stored position, holds it against the log, and starts or refuses. `after`: what must end first. */
  check(after: Promise<void> = Promise.resolve()): Promise<void> {
    return this.exclusive(async () => {
      await after;
      if (this.mode.kind === 'ended') return;
      const before = this.mode;
      this.mode = { kind: 'checking' };
      try {
        await this.start(before);
      } catch (error) {
        this.mode = before.kind === 'refused' ? before : this.mode;
        this.fault(error);
      }
    });
  }

  /** One fetched batch. Returning without `fetchFrom` means that it will be fetched again. */
  async process(batch: FetchedBatch, control: BatchControl): Promise<void> {
    if (!this.isReading() || !control.goesOn()) return;
    await this.exclusive(async () => {
      if (!this.isReading() || !control.goesOn()) return;
      try {
        if (!(await this.belongsHere(batch))) return;
      } catch (error) {
        this.fault(error);
        return;
      }
      const startedAt = performance.now();
      let handled = 0;
      const { lastOffset, records, unreadable } = readableOf(batch, this.stored);
      for (const step of stepsOf(records, this.stored, lastOffset, this.limits.subBatchMax)) {
        if (!(await this.take(step, control))) return;
        handled += step.records.length;
      }
      if (this.hasEnded()) return;
      this.reach = lastOffset + 1n;
      control.fetchFrom(this.reach);
      if (unreadable !== null) await this.refuseUnreadable(unreadable);
      const durationMs = performance.now() - startedAt;
      this.ports.observer.batchHandled({ ...topicPartition(this.place), records: handled, durationMs });
    });
  }

  /** The consumer went over a range without a data record in it, and fetches behind it. */
  steppedOver(firstOffset: bigint, lastOffset: bigint): void {
    if (this.mode.kind === 'flowing' && firstOffset === this.reach) this.reach = lastOffset + 1n;
  }

  /**
   * A batch with these offsets, of one of the partitions, could not be unpacked. If it is the one that stands here,
   * the partition waits for a person; it is paused meanwhile, or it would be fetched and unpacked without end.
   */
  async suspect(range: BatchRange): Promise<void> {
    if (!this.standsAt(range)) return;
    this.ports.broker.pause();
    await this.exclusive(async () => {
      if (this.hasEnded()) return;
      if (!this.standsAt(range)) {
        if (this.isReading()) this.ports.broker.resumeAt(this.reach);
        return;
      }
      try {
        const found = await this.ports.broker.unreadableAt(this.reach);
        if (this.hasEnded()) return;
        if (found === null) this.retry();
        else await this.refuseUnreadable(found);
      } catch (error) {
        this.fault(error);
      }
    });
  }

  /** A regular look at the log's ends: reports the lag, notices a log that changed, stores ranges without data. */
  async watch(log: LogRange, retentionMs: number | null): Promise<void> {
    const seenAtMs = Date.now();
    this.high = log.high;
    await this.exclusive(async () => {
      if (this.isStoredKnown) this.reportLag(log, seenAtMs, retentionMs);
      try {
        if (this.mode.kind === 'refused') await this.lookForDecision(this.mode);
        if (this.mode.kind !== 'flowing') return;
        // A person may have set the position while nothing comes in that would show it.
        const row = await this.ports.handler.loadPosition(this.place);
        if (this.hasEnded()) return;
        if (!samePosition(this.stored, row)) return this.retry();
        // The ends were read before: what was handled in the meantime may lie beyond them.
        const moved = log.low > this.reach || log.high < this.reach ? await this.ports.broker.log() : log;
        if (moved.low > this.reach || moved.high < this.reach) return this.retry();
        if (this.stored === null || this.stored.next < this.reach) {
          await this.take(this.move(this.reach), this.ownControl());
        }
      } catch (error) {
        this.fault(error);
      }
    });
  }

  /** Stops for good. Resolves when nothing of this partition runs any more. */
  end(): Promise<void> {
    this.mode = { kind: 'ended' };
    if (this.retryTimer !== null) clearTimeout(this.retryTimer);
    return this.running;
  }

  /** Reading, and not waiting for a dependency or a person. */
  isReading(): boolean {
    return this.mode.kind === 'flowing' || this.mode.kind === 'comparing';
  }

  /** Whether the stored position was read, so that something can be said of this partition. */
  knowsPosition(): boolean {
    return this.isStoredKnown;
  }

  private async start(before: Mode): Promise<void> {
    const { broker, handler } = this.ports;
    // In this order: each member stores its position before it commits the group's offset, and the log only
    // grows. Read the other way round, another member's last transaction would look like lost data.
    const committed = await broker.groupOffset();
    const stored = await handler.loadPosition(this.place);
    const log = await broker.log();
    if (this.hasEnded()) return;
    const changed = before.kind === 'refused' && !samePosition(before.stored, stored);
    const verdict = admit(stored, log, committed, changed || stored?.decided === true);
    this.high = log.high;
    this.stored = stored === null ? null : { next: stored.next, last: stored.last };
    this.isStoredKnown = true;
    if (verdict.kind === 'refuse') return this.refuse(verdict, stored);
    if (stored !== null && committed !== null && committed > stored.next) {
      await broker.commitGroupOffset(stored.next);
      if (this.hasEnded()) return;
    }
    this.reach = verdict.seek;
    this.mode = verdict.compare === null ? { kind: 'flowing' } : { kind: 'comparing', last: verdict.compare };
    if (this.told) this.ports.observer.partitionResumed(topicPartition(this.place));
    this.told = false;
    broker.resumeAt(verdict.seek);
  }

  private standsAt({ from, to }: BatchRange): boolean {
    return this.isReading() && from <= this.reach && this.reach < to;
  }

  /** What a person decides on is a stored position, so there must be one. */
  private async refuseUnreadable(found: Unreadable): Promise<void> {
    if (this.stored === null && !(await this.take(this.move(this.reach), this.ownControl()))) return;
    this.refuse({ kind: 'refuse', ...found }, this.stored);
  }

  private async belongsHere(batch: FetchedBatch): Promise<boolean> {
    if (this.mode.kind === 'comparing') {
      const { last } = this.mode;
      const found = compareLast(batch.records, last);
      if (found !== 'same') {
        const log = await this.ports.broker.log();
        // Retention may have deleted the record between our look at the log and the fetch.
        if (found === 'absent' && log.low > last.offset) this.retry();
        else
          this.refuse(
            { kind: 'refuse', reason: 'topic-recreated', from: log.low, to: log.high },
            this.stored,
          );
        return false;
      }
      this.mode = { kind: 'flowing' };
      return true;
    }
    if (batch.firstOffset === this.reach) return true;
    // kafkajs answers an offset that is out of range by starting at the log's beginning, without a word. A gap
    // can also be a range that it went over itself, or a compacted one; only the log's start tells them apart.
    const isGapInLog = batch.firstOffset > this.reach && (await this.ports.broker.log()).low <= this.reach;
    if (!isGapInLog) this.retry();
    return isGapInLog;
  }

  /** Hands a step to the handler, in smaller ones where the store refuses it. False: stop here. */
  private async take(whole: Step, control: BatchControl): Promise<boolean> {
    const pending = [whole];
    for (let step = pending.pop(); step !== undefined; step = pending.pop()) {
      if (this.hasEnded() || !control.goesOn()) return false;
      try {
        await this.ports.handler.handle({
          ...this.place,
          records: step.records,
          expected: this.stored,
          following: step.following,
          storageRefused: step.storageRefused,
        });
      } catch (error) {
        const smaller = error instanceof DataRefused ? narrower(step) : [];
        if (smaller.length === 0) {
          this.fault(error);
          return false;
        }
        pending.push(...smaller.reverse());
        await control.settle(this.stored?.next ?? 0n);
        continue;
      }
      this.stored = step.following;
      this.failures = 0;
      // Taken away in the meantime: what is committed stays committed, but the consumer no longer knows this
      // partition, and kafkajs would crash on an offset for it.
      if (this.hasEnded()) return false;
      if (step.following.next > this.reach) this.reach = step.following.next;
      control.fetchFrom(step.following.next);
      await control.settle(step.following.next);
    }
    return true;
  }

  private fault(error: unknown): void {
    if (this.hasEnded()) return;
    const isDependency = error instanceof DependencyUnavailable;
    if (isDependency || error instanceof PositionMoved) {
      // A position that keeps moving is somebody else's writing, which has to show.
      if (isDependency || this.failures >= MOVES_UNTOLD_MAX) this.tellPaused('dependency');
      return this.retry();
    }
    this.ports.broker.pause();
    this.mode = { kind: 'ended' };
    this.ports.onBug(error);
  }

  /** Reads nothing for a while, then checks again from the start. A person's decision is waited for elsewhere. */
  private retry(): void {
    if (this.mode.kind === 'refused') return;
    this.ports.broker.pause();
    this.mode = { kind: 'waiting' };
    const { retryDelayMsMin, retryDelayMsMax } = this.limits;
    const delayMs = retryDelayMs(this.failures, retryDelayMsMin, retryDelayMsMax);
    this.failures += 1;
    this.retryTimer = setTimeout(() => void this.check(), delayMs);
  }

  private refuse(refusal: Refusal, stored: StoredPosition | null): void {
    this.ports.broker.pause();
    this.mode = { kind: 'refused', reason: refusal.reason, stored };
    this.told = true;
    const { reason, from, to } = refusal;
    this.ports.observer.partitionPaused({ ...topicPartition(this.place), reason, from, to });
  }

  private tellPaused(reason: PauseReason): void {
    if (this.mode.kind === 'refused') return;
    this.told = true;
    const from = this.stored?.next ?? 0n;
    const to = this.high !== null && this.high > from ? this.high : from;
    this.ports.observer.partitionPaused({ ...topicPartition(this.place), reason, from, to });
  }

  private async lookForDecision(refused: Extract<Mode, { kind: 'refused' }>): Promise<void> {
    const now = await this.ports.handler.loadPosition(this.place);
    if (this.hasEnded()) return;
    const isDecided = refused.reason === 'group-ahead' && now?.decided === true;
    if (isDecided || !samePosition(refused.stored, now)) void this.check();
  }

  private reportLag(log: LogRange, seenAtMs: number, retentionMs: number | null): void {
    const next = this.stored !== null && this.stored.next > this.reach ? this.stored.next : this.reach;
    if (log.high <= next) this.caughtUpAtMs = seenAtMs;
    const lag = lagOf({
      next,
      high: log.high,
      nowMs: seenAtMs,
      unreadSinceMs: [this.caughtUpAtMs, this.stored?.last?.appendTimeMs ?? null],
      retentionMs,
    });
    this.ports.observer.lag({ ...topicPartition(this.place), ...lag });
  }

  private move(next: bigint): Step {
    return { records: [], following: { next, last: this.stored?.last ?? null }, storageRefused: false };
  }

  /** For a step outside a fetched batch: the consumer fetches behind it already and sends its own heartbeats. */
  private ownControl(): BatchControl {
    return {
      goesOn: () => this.mode.kind === 'flowing',
      fetchFrom: () => undefined,
      settle: (next) => this.ports.broker.commitGroupOffset(next),
    };
  }

  private hasEnded(): boolean {
    return this.mode.kind === 'ended';
  }

  private exclusive(work: () => Promise<void>): Promise<void> {
    const done = this.running.then(work);
    this.running = done.catch(() => undefined);
    return done;
  }
}

function topicPartition(place: PartitionPlace): { topic: string; partition: number } {
  return { topic: place.topic, partition: place.partition };
}
