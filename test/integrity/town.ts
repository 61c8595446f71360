import { signalData, signalRecord, withdrawalRecord, type BuiltRecord } from '#testing';

import { Chance } from './chance.js';
import type { PlannedRecord, Told } from './checker/history.js';

/** A creditor with a topic that it may write to. */
export interface TownCreditor {
  readonly id: string;
  readonly source: string;
  readonly topic: string;
}

export interface TownOptions {
  readonly seed: number;
  readonly houses: number;
  /** Two of them: the second one's customers share houses with those of the first. */
  readonly creditors: readonly TownCreditor[];
  readonly partitions: number;
  /** Receipts are drawn from the eleven hours that begin here. */
  readonly firstReceiptMs: number;
  /** Houses begin at this number, so that two towns of one spec do not meet. */
  readonly firstHouse?: number;
}

/** Where people live: the municipality, with a postcode of its own. */
const places = [
  { municipality: 'GM0505', postcode: '3315 GH' },
  { municipality: 'GM0957', postcode: '6041 AB' },
] as const;
/** So many houses in ten stand in the first place. */
const shareOfFirst = 0.7;
const residents = [
  { voorletters: 'A.', achternaam: 'Zilverberg', geboortedatum: '1950-05-17' },
  { voorletters: 'B.', achternaam: 'Goudsmit', geboortedatum: '1948-11-02' },
] as const;
const amounts = [2_400, 2_500, 2_501, 5_000, 5_001, 10_000, 15_000, 20_000];
const simulatedReceipt = 'simulatedreceipt';
/** Before the last moment of a day, whatever was drawn. */
const receiptsMax = 40_000;

/**
 * What two creditors tell of a small town, drawn from a seed: signals about the same arrears with other amounts, the
 * same message again, the same id with other content, withdrawals before and after their signals, house-sharers, two
 * municipalities, and what no door may let in. Receipts are drawn too, so records arrive in another order than that
 * in which they count.
 */
export function townRecords(options: TownOptions): readonly PlannedRecord[] {
  return new Town(options).records();
}

class Town {
  private readonly chance: Chance;
  /** What is under one id, in its order. */
  private readonly chains: PlannedRecord[][] = [];
  private receipts = 0;

  constructor(private readonly options: TownOptions) {
    this.chance = new Chance(options.seed);
  }

  records(): readonly PlannedRecord[] {
    const first = this.options.firstHouse ?? 1;
    for (let house = first; house < first + this.options.houses; house += 1) {
      this.household(house);
      if (this.chance.in(0.15)) this.poison(house);
    }
    return this.interleaved();
  }

  private household(number: number): void {
    const place = this.chance.in(shareOfFirst) ? places[0] : places[1];
    const people = this.chance.in(0.3) ? 2 : 1;
    for (let person = 0; person < people; person += 1) {
      const ids: string[] = [];
      for (let nth = 0; nth < this.chance.between(1, 3); nth += 1) {
        const id = `s-${number}-${person}-${nth}`;
        ids.push(id);
        this.signal(id, { number, person, ...place });
      }
      if (this.chance.in(0.25)) this.withdrawal(`w-${number}-${person}`, person, this.chance.one(ids), place);
    }
  }

  private signal(
    id: string,
    at: { number: number; person: number; municipality: string; postcode: string },
  ): void {
    const creditor = this.creditor(at.person);
    const chain: PlannedRecord[] = [];
    const partition = this.partition();
    const say = (amountCents: number): void => {
      const resident = residents[at.person] ?? residents[0];
      const data = signalData({
        gemeentecode: at.municipality,
        klantreferentie: `K-${at.number}-${at.person}`,
        persoon: { ...resident },
        adres: { postcode: at.postcode, huisnummer: `${at.number}` },
        bedragInCenten: amountCents,
        ontstaansdatum: '2026-01-02',
        signaaldatum: '2026-03-01',
      });
      const told: Told = {
        kind: 'signal',
        municipality: at.municipality,
        house: `${at.number}`,
        surname: resident.achternaam,
        creditorId: creditor.id,
        arrears: `K-${at.number}-${at.person}`,
        amountCents,
        content: `${amountCents}`,
      };
      chain.push(this.planned(creditor, partition, id, told, signalRecord(creditor.source, id, data)));
    };
    const amountCents = this.chance.one(amounts);
    say(amountCents);
    if (this.chance.in(0.15)) say(amountCents);
    if (this.chance.in(0.1)) say(amountCents + 1);
    this.chains.push(chain);
  }

  private withdrawal(id: string, person: number, withdraws: string, place: (typeof places)[number]): void {
    const creditor = this.creditor(person);
    const data = { gemeentecode: place.municipality, ingetrokkenSignaal: withdraws, datum: '2026-03-01' };
    const record = withdrawalRecord(creditor.source, id, data);
    const told: Told = { kind: 'withdrawal', withdraws, content: withdraws };
    this.chains.push([this.planned(creditor, this.partition(), id, told, record)]);
  }

  private poison(number: number): void {
    const creditor = this.creditor(0);
    const id = `poison-${number}`;
    const good = signalRecord(creditor.source, id, signalData());
    const kinds: Readonly<Record<string, BuiltRecord>> = {
      'a negative amount': signalRecord(creditor.source, id, signalData({ bedragInCenten: -1 })),
      'half a document': { ...good, value: Buffer.from('{"gemeentecode":') },
      'no text': { ...good, value: Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28]) },
      'a tombstone': { ...good, value: null },
      'no headers': { key: null, value: Buffer.from('{}'), headers: [] },
      'a depth of thousands': { ...good, value: Buffer.from('['.repeat(30_000) + ']'.repeat(30_000)) },
    };
    const why = this.chance.one(Object.keys(kinds));
    const record = kinds[why] ?? good;
    this.chains.push([this.planned(creditor, this.partition(), id, { kind: 'poison', why }, record)]);
  }

  private planned(
    creditor: TownCreditor,
    partition: number,
    eventId: string,
    told: Told,
    { headers, key, value }: BuiltRecord,
  ): PlannedRecord {
    this.receipts += 1;
    if (this.receipts > receiptsMax) throw new RangeError('the town is too large for one day of receipts');
    // Drawn too, so that receipts run against the order of sending.
    const receiptMs = this.options.firstReceiptMs + this.chance.between(0, receiptsMax - 1) * 1_000;
    const receipt = Buffer.from(new Date(receiptMs).toISOString().replace('.000Z', 'Z'));
    const { source, topic } = creditor;
    const all =
      told.kind === 'poison' && headers.length === 0
        ? headers
        : [...headers, [simulatedReceipt, receipt] as const];
    return { topic, partition, source, eventId, receiptMs, told, key, value, headers: all };
  }

  /** Draws the order of sending; what is under one id keeps its own. */
  private interleaved(): readonly PlannedRecord[] {
    const chains = this.chains.map((chain) => [...chain]);
    const turns = this.chance.shuffled(chains.flatMap((chain) => chain.map(() => chain)));
    return turns.flatMap((chain) => chain.shift() ?? []);
  }

  private creditor(nth: number): TownCreditor {
    const creditor = this.options.creditors[nth % this.options.creditors.length];
    if (creditor === undefined) throw new RangeError('a town needs creditors');
    return creditor;
  }

  private partition(): number {
    return this.chance.between(0, this.options.partitions - 1);
  }
}
