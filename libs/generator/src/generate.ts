import { EVENT_TYPES, SIMULATED_RECEIPT_HEADER, type CreditorRegistry } from '#contracts';

import { dayNumber, dayOfInstant, dayText, twoMonthsUntil, type DayRange } from './days.js';
import { chanceFor, fateOf, type Fate, type Scene } from './fate.js';
import { HOUSEHOLDS_MAX } from './places.js';
import type { LedgerEntry } from './ledger.js';
import { producerOf, sendersOf, type ProducerName, type Senders } from './senders.js';
import { contentOf, parentContent, type SignalContent, type SignalFate } from './signal-content.js';
import { elsewhere, partsOf, spoilt, SPOILT_KINDS, type RawParts } from './spoilt.js';

/** One record as a creditor's producer sends it, with what must become of it; the ledger never travels. */
export interface GeneratedRecord {
  readonly index: number;
  readonly producer: ProducerName;
  readonly topic: string;
  readonly key: string;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly receiptMs: number;
  readonly ledger: LedgerEntry;
}

export interface GeneratorOptions {
  /** A whole number of at most 32 bits. */
  readonly seed: number;
  /** The last of the days, as YYYY-MM-DD. */
  readonly lastDay: string;
  /** The first of them; when absent, two months end on the last. */
  readonly firstDay?: string;
  readonly registry: CreditorRegistry;
}

/** The municipality of the demo: Dordrecht. */
export const GENERATED_MUNICIPALITY = 'GM0505';

/** More would need more addresses than the generator has. */
export const RECORDS_MAX = Math.floor(HOUSEHOLDS_MAX / 2);

export class SignalGenerator {
  readonly #scene: Scene;
  readonly #senders: Senders;

  constructor({ firstDay, lastDay, registry, seed }: GeneratorOptions) {
    const days =
      firstDay === undefined
        ? twoMonthsUntil(lastDay)
        : { first: dayNumber(firstDay), last: dayNumber(lastDay) };
    if (days.first > days.last) throw new RangeError('the first day lies after the last');
    this.#scene = { seed, days };
    this.#senders = sendersOf(registry, GENERATED_MUNICIPALITY);
  }

  get days(): DayRange {
    return this.#scene.days;
  }

  /** The record with this index; the same whatever else is generated. */
  record(index: number): GeneratedRecord {
    const fate = fateOf(this.#scene, index);
    const { parts, ledger, content } = this.#make(fate);
    const receipt = new Date(fate.receiptMs).toISOString();
    return {
      index,
      producer: producerOf(content.creditor),
      topic: parts.topic,
      key: parts.key,
      value: parts.value,
      headers: {
        ce_specversion: '1.0',
        ce_type: parts.eventType,
        ce_source: parts.source,
        ce_id: parts.eventId,
        ce_time: receipt,
        'content-type': parts.contentType,
        [SIMULATED_RECEIPT_HEADER]: receipt,
      },
      receiptMs: fate.receiptMs,
      ledger,
    };
  }

  /**
   * The records of a run of this size, day by day, each day in the order of receipt. Holds twelve bytes a record
   * and one day's records in memory.
   */
  *byDay(count: number): Generator<{ readonly day: string; readonly records: readonly GeneratedRecord[] }> {
    if (!Number.isSafeInteger(count) || count < 0 || count > RECORDS_MAX) {
      throw new RangeError(`the number of signals must be a whole number from 0 to ${RECORDS_MAX}`);
    }
    const receipts = new Float64Array(count);
    for (let index = 0; index < count; index += 1) receipts[index] = fateOf(this.#scene, index).receiptMs;
    const order = new Uint32Array(count).map((_zero, at) => at);
    order.sort((left, right) => (receipts[left] ?? 0) - (receipts[right] ?? 0) || left - right);
    let at = 0;
    for (let day = this.days.first; day <= this.days.last; day += 1) {
      const records: GeneratedRecord[] = [];
      while (at < count && dayOfInstant(receipts[order[at] ?? 0] ?? 0) === day) {
        records.push(this.record(order[at] ?? 0));
        at += 1;
      }
      yield { day: dayText(day), records };
    }
  }

  #make(fate: Fate): { parts: RawParts; ledger: LedgerEntry; content: SignalContent } {
    switch (fate.kind) {
      case 'invalid':
        return this.#spoilt(fate);
      case 'not-served':
        return this.#elsewhere(fate);
      case 'duplicate':
      case 'conflict':
      case 'corrected':
        return this.#again(fate);
      case 'withdrawal-at-once':
      case 'withdrawal-late':
      case 'withdrawal-first':
        return this.#withdrawal(fate);
      default: {
        const content = contentOf(this.#scene, this.#senders, fate);
        return { parts: partsOf(content), ledger: signalEntry(content, fate, String(fate.index)), content };
      }
    }
  }

  #spoilt(fate: SignalFate) {
    const content = contentOf(this.#scene, this.#senders, fate);
    const chance = chanceFor(this.#scene, fate.index, 'change');
    const around = { senders: this.#senders, receiptDay: dayOfInstant(fate.receiptMs), chance };
    const { parts, faults } = spoilt(content, chance.pick(SPOILT_KINDS), around);
    return { parts, content, ledger: { what: 'refused', faults } as const };
  }

  #elsewhere(fate: SignalFate) {
    const content = contentOf(this.#scene, this.#senders, fate);
    const { parts, reason } = elsewhere(content, chanceFor(this.#scene, fate.index, 'change'));
    return { parts, content, ledger: { what: 'not-served', reason } as const };
  }

  /** Another message under the id of an earlier one: the same bytes, another content, or the one that was meant. */
  #again(fate: Fate & { readonly parent: number }) {
    const first = parentContent(this.#scene, this.#senders, fate.parent);
    if (fate.kind !== 'conflict') {
      return { parts: partsOf(first), content: first, ledger: signalEntry(first, fate, String(fate.parent)) };
    }
    const bedragInCenten = first.data.bedragInCenten + 1_000;
    const content = { ...first, data: { ...first.data, bedragInCenten } };
    return { parts: partsOf(content), content, ledger: signalEntry(content, fate, `${fate.parent} +1000`) };
  }

  #withdrawal(fate: Fate & { readonly parent: number }) {
    const content = parentContent(this.#scene, this.#senders, fate.parent);
    const data = {
      gemeentecode: GENERATED_MUNICIPALITY,
      ingetrokkenSignaal: content.eventId,
      datum: dayText(dayOfInstant(fate.receiptMs)),
    };
    const eventId = `in-${content.eventId}-${fate.index}`;
    const parts = { ...partsOf(content, data), eventType: EVENT_TYPES.withdrawal, eventId };
    const ledger = {
      what: 'withdrawal',
      id: `${content.source} ${eventId}`,
      withdraws: `${content.source} ${content.eventId}`,
      approachedBefore: fate.kind === 'withdrawal-late',
    } as const;
    return { parts, content, ledger };
  }
}

function signalEntry(content: SignalContent, fate: Fate, contentTag: string): LedgerEntry {
  const { data } = content;
  const crisis = data.crisissignaal;
  return {
    what: 'signal',
    id: `${content.source} ${content.eventId}`,
    contentTag,
    household: content.household,
    arrears: `${content.creditor.id} ${data.klantreferentie} ${data.ontstaansdatum}`,
    sector: content.creditor.partnerType,
    amountCents: data.bedragInCenten,
    arrearsSince: data.ontstaansdatum,
    receiptMs: fate.receiptMs,
    crisis: crisis.soort === 'geen' ? null : JSON.stringify(crisis),
    warmHandover: data.warmeOverdracht,
    legalPerson: data.soortPersoon === 'rechtspersoon',
    looksLikeCompany: content.looksLikeCompany,
  };
}
