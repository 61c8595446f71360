import { feedbackTopic } from '#contracts';
import { DependencyUnavailable, type KafkaProducer, type OutgoingRecord } from '#kafka';
import { crashPoint } from '#platform';
import {
  claimFeedback,
  markFeedbackSent,
  readWaitingCreditors,
  reviveFeedback,
  setFeedbackAside,
  type NationalDatabase,
  type UnsentFeedback,
} from '#postgres';

import { feedbackRecord } from './feedback-event.js';

/** Messages to one creditor in one transaction: Kafka's answer is waited for while their rows are locked. */
export const feedbackMax = 500;
/** Creditors that a round serves. */
const creditorsMax = 20;
/** How long a creditor is left alone whose topic was in trouble, machine time: the others shall not wait for it. */
const troubleMs = 30_000;
/** Messages set aside by an earlier version that are looked at anew at the start; beyond these it is no slip any more. */
const revivedMax = 10_000;

/** What a round did. */
export interface FeedbackRound {
  readonly sent: number;
  /** Creditors whose topic could not be written. */
  readonly inTrouble: number;
  /** Messages found now that do not fit the contract: they are set aside. */
  readonly unfit: number;
}

/**
 * Sends creditors what they should hear, at least once: each message is marked after Kafka has it, so one may come
 * twice, under the same event id. One creditor a transaction, so that a missing topic holds up nobody else.
 */
export class FeedbackRelay {
  private readonly troubleUntilMs = new Map<string, number>();
  private revived = false;

  constructor(
    private readonly database: NationalDatabase,
    private readonly producer: Pick<KafkaProducer, 'send'>,
    /** The `source` of what is sent. */
    private readonly source: string,
  ) {}

  /**
   * @param nowMs the domain's present
   * @throws DependencyUnavailable when every creditor's topic is in trouble: then it is Kafka that is away
   */
  async round(nowMs: number): Promise<FeedbackRound> {
    await this.reviveOnce();
    const creditors = await this.database.acrossMunicipalities((tx) =>
      readWaitingCreditors(tx, { except: this.inTrouble(), limit: creditorsMax }),
    );
    const failed: unknown[] = [];
    let sent = 0;
    let unfit = 0;
    for (const creditorId of creditors) {
      try {
        const told = await this.sendTo(creditorId, nowMs);
        sent += told.sent;
        unfit += told.unfit;
      } catch (error) {
        if (!(error instanceof DependencyUnavailable)) throw error;
        failed.push(error);
        this.troubleUntilMs.set(creditorId, Date.now() + troubleMs);
      }
    }
    if (creditors.length > 1 && failed.length === creditors.length) throw failed[0];
    return { sent, inTrouble: failed.length, unfit };
  }

  private sendTo(creditorId: string, nowMs: number): Promise<{ sent: number; unfit: number }> {
    return this.database.acrossMunicipalities(async (tx) => {
      const messages = await claimFeedback(tx, { creditorId, limit: feedbackMax });
      const records: OutgoingRecord[] = [];
      const told: UnsentFeedback[] = [];
      const unfit: UnsentFeedback[] = [];
      for (const message of messages) {
        const record = feedbackRecord(message, this.source);
        if (record === null) {
          unfit.push(message);
          continue;
        }
        records.push(record);
        told.push(message);
      }
      if (records.length > 0) await this.producer.send(feedbackTopic(creditorId), records);
      if (records.length > 0) crashPoint('after-publish-before-mark');
      if (told.length > 0) await markFeedbackSent(tx, { messages: told, nowMs });
      if (unfit.length > 0) await setFeedbackAside(tx, { messages: unfit, reason: 'does-not-fit-contract' });
      return { sent: told.length, unfit: unfit.length };
    });
  }

  /** What an earlier version could not say this one may: a message that is set aside for good would be a creditor never told. */
  private async reviveOnce(): Promise<void> {
    if (this.revived) return;
    await this.database.acrossMunicipalities((tx) => reviveFeedback(tx, { limit: revivedMax }));
    this.revived = true;
  }

  private inTrouble(): string[] {
    const nowMs = Date.now();
    for (const [creditorId, untilMs] of this.troubleUntilMs) {
      if (untilMs <= nowMs) this.troubleUntilMs.delete(creditorId);
    }
    return [...this.troubleUntilMs.keys()];
  }
}
