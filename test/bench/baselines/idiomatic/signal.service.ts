import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import {
  normaliseSignal,
  openRecord,
  signalIdOf,
  type CreditorRegistry,
  type DoorVerdict,
  type NormalisedSignal,
  type RawRecord,
  type ServedMunicipality,
} from '#contracts';
import {
  addDays,
  addMonths,
  addressKey,
  ageGroupOf,
  dayOf,
  judgeSignal,
  matchingPeriodOf,
  type CaseKind,
  type Day,
  type PickedUp,
  type Policy,
  type WorkingCalendar,
} from '#domain';
import { derivedId } from '#platform';

import {
  AddressEntity,
  AsideEntity,
  CaseEntity,
  CasePersonEntity,
  PersonEntity,
  ResidentEntity,
  SignalEntity,
  SignalPersonalEntity,
  WithdrawalEntity,
} from './entities.js';

/** What is judged by, read once at the start. */
export class Reference {
  constructor(
    readonly registry: CreditorRegistry,
    readonly policies: ReadonlyMap<string, Policy>,
    readonly served: ReadonlyMap<string, ServedMunicipality>,
    readonly looksUp: boolean,
    readonly calendar: WorkingCalendar,
  ) {}
}

type Placed = RawRecord & { readonly partition: number; readonly offset: string };

/**
 * The rules of the intake as somebody would first write them down: one message, one transaction, a repository a table.
 * It leaves out what makes the product longer, and what would make this slower: whose turn it is when signals come in
 * another order, two creditors' spellings of a name, marks, reviews, feedback, positions within the transaction.
 */
@Injectable()
export class SignalService {
  constructor(
    private readonly source: DataSource,
    private readonly reference: Reference,
  ) {}

  async take(record: Placed, receiptMs: number): Promise<void> {
    const { registry, served } = this.reference;
    const verdict = openRecord(record, {
      registry,
      receiptMs,
      servedMunicipality: (code) => served.get(code),
    });
    await this.source.transaction(async (manager) => {
      if (verdict.kind === 'withdrawal') await this.withdraw(manager, verdict);
      else if (verdict.kind === 'signal') {
        const signal = normaliseSignal(verdict, receiptMs);
        if (signal.ok) await this.add(manager, record, signal.value);
        else await setAside(manager, record, 'refused', signal.faults);
      } else {
        const faults = verdict.kind === 'refused' ? verdict.faults : [];
        await setAside(manager, record, verdict.kind, faults);
      }
    });
  }

  private async withdraw(
    manager: EntityManager,
    { data, envelope }: Extract<DoorVerdict, { kind: 'withdrawal' }>,
  ): Promise<void> {
    const municipality = data.gemeentecode;
    const signalId = signalIdOf(envelope.source, data.ingetrokkenSignaal);
    const signal = await manager.findOneBy(SignalEntity, { municipality, signalId });
    await manager.save(WithdrawalEntity, {
      municipality,
      withdrawalId: signalIdOf(envelope.source, envelope.id),
      signalId,
      effect: signal === null ? 'nothing' : 'withdrawn',
    });
    if (signal === null) return;
    await manager.save(SignalEntity, { ...signal, verdict: 'withdrawn', rule: 'withdrawn-by-creditor' });
    const { addressId, periodStart, personId } = signal;
    const left = await manager.findBy(SignalEntity, {
      municipality,
      addressId,
      periodStart,
      verdict: 'accepted',
    });
    const key = { municipality, personId, periodStart, addressId };
    const casePerson = await manager.findOneBy(CasePersonEntity, key);
    if (casePerson !== null && !left.some((one) => one.personId === personId))
      await manager.save(CasePersonEntity, { ...casePerson, plan: null, nextStep: null, nextDueOn: null });
  }

  private async add(manager: EntityManager, record: Placed, normalised: NormalisedSignal): Promise<void> {
    const { decision, municipality } = normalised;
    const known = await manager.findOneBy(SignalEntity, { municipality, signalId: decision.signalId });
    if (known !== null)
      return setAside(
        manager,
        record,
        known.dataHash.equals(normalised.dataHash) ? 'duplicate' : 'conflict',
        [],
      );
    const policy = this.policyOf(municipality);
    const residentId = this.reference.looksUp ? await findResident(manager, normalised) : null;
    const addressId = await this.addressOf(manager, normalised);
    const history = await manager.find(SignalEntity, {
      where: { municipality, addressId },
      order: { receipt: 'ASC' },
    });
    const personId = await this.personOf(manager, normalised, history, residentId);
    const receiptDay = dayOf(decision.receiptMs);
    const earlier = earlierOf(history, {
      normalised,
      personId,
      since: addDays(receiptDay, -policy.repeatWindowDays),
    });
    const signal = { ...decision, freshPersonId: personId as never, pinnedPersonId: null };
    const { inputs, rule, verdict } = judgeSignal(signal, receiptDay, earlier, policy);
    const period = matchingPeriodOf(receiptDay, policy.matchingPeriod);
    const stored = await manager.save(SignalEntity, {
      ...decision,
      municipality,
      addressId,
      personId,
      dataHash: normalised.dataHash,
      receipt: new Date(decision.receiptMs),
      periodStart: period.start,
      verdict,
      rule,
      inputs,
    });
    const { houseNumber, ...personal } = normalised.personal;
    await manager.save(SignalPersonalEntity, {
      ...personal,
      municipality,
      signalId: decision.signalId,
      birthDate: decision.birthDate,
      houseNumber: `${houseNumber.number}${houseNumber.letter ?? ''}${houseNumber.addition ?? ''}`,
    });
    const kind = await saveCase(manager, [...history, stored], { policy, period, receiptDay });
    await this.saveCasePerson(manager, stored, { kind, policy, receiptDay, birthDate: decision.birthDate });
  }

  private policyOf(municipality: string): Policy {
    const policy = this.reference.policies.get(municipality);
    if (policy === undefined) throw new Error('the door lets through who is served');
    return policy;
  }

  private async addressOf(
    manager: EntityManager,
    { addressText, municipality }: NormalisedSignal,
  ): Promise<string> {
    const key = { municipality, spelling: addressText };
    const known = await manager.findOneBy(AddressEntity, key);
    const address =
      known ??
      (await manager.save(AddressEntity, {
        ...key,
        addressId: derivedId('address', municipality, addressText),
      }));
    return address.addressId;
  }

  private async personOf(
    manager: EntityManager,
    { decision, municipality }: NormalisedSignal,
    history: readonly SignalEntity[],
    residentId: string | null,
  ): Promise<string> {
    const same = history.find((one) => one.personKey !== null && one.personKey === decision.personKey);
    if (same !== undefined) return same.personId;
    const personId = derivedId('person', municipality, residentId ?? decision.signalId);
    const known = await manager.findOneBy(PersonEntity, { municipality, personId });
    if (known === null) await manager.save(PersonEntity, { municipality, personId, residentId });
    return personId;
  }

  private async saveCasePerson(
    manager: EntityManager,
    { addressId, crisis, municipality, periodStart, personId, sector, verdict }: SignalEntity,
    around: { kind: CaseKind; policy: Policy; receiptDay: Day; birthDate: Day | null },
  ): Promise<void> {
    const key = { municipality, personId, periodStart, addressId };
    const before = await manager.findOneBy(CasePersonEntity, key);
    const pickedUp = verdict === 'accepted' || before?.pickedUp === true;
    const isCrisis = (verdict === 'accepted' && crisis !== 'none') || before?.crisis === true;
    const ageGroup = ageGroupOf(around.birthDate, around.receiptDay);
    const plan = around.policy.plans.find(
      ({ when }) =>
        (when.crisis ?? isCrisis) === isCrisis &&
        (when.kinds?.includes(around.kind) ?? true) &&
        (when.ageGroups?.includes(ageGroup) ?? true) &&
        (when.sectors?.some((one) => one === sector) ?? true),
    );
    const step = plan?.steps[0];
    await manager.save(CasePersonEntity, {
      ...key,
      pickedUp,
      crisis: isCrisis,
      plan: pickedUp ? (plan?.name ?? null) : null,
      nextStep: pickedUp ? (step?.name ?? null) : null,
      nextDueOn:
        pickedUp && step !== undefined
          ? this.reference.calendar.addWorkingDays(around.receiptDay, step.delayWorkingDays)
          : null,
    });
  }
}

async function saveCase(
  manager: EntityManager,
  signals: readonly SignalEntity[],
  { period, policy, receiptDay }: { period: { start: Day; end: Day }; policy: Policy; receiptDay: Day },
): Promise<CaseKind> {
  const accepted = signals.filter((one) => one.verdict === 'accepted');
  const ofPeriod = accepted.filter((one) => one.periodStart === period.start);
  const since = addMonths(receiptDay, -policy.lookBackMonths);
  const consecutive = accepted.some((one) => one.periodStart < period.start && one.periodStart >= since);
  const multiple = ofPeriod.length > 1;
  const last = signals.at(-1);
  if (last === undefined) throw new Error('a case has the signal that it is saved for');
  await manager.save(CaseEntity, {
    municipality: last.municipality,
    addressId: last.addressId,
    periodStart: period.start,
    periodEnd: period.end,
    pickedUp: ofPeriod.length > 0,
    multiple,
    consecutive,
    crisis: ofPeriod.some((one) => one.crisis !== 'none'),
  });
  if (multiple) return consecutive ? 'multiple-and-consecutive' : 'multiple';
  return consecutive ? 'consecutive' : 'single';
}

function earlierOf(
  history: readonly SignalEntity[],
  { normalised, personId, since }: { normalised: NormalisedSignal; personId: string; since: Day },
): PickedUp[] {
  return history
    .filter(
      (one) =>
        one.verdict === 'accepted' &&
        one.personId === personId &&
        one.creditorId === normalised.decision.creditorId &&
        dayOf(one.receipt.getTime()) >= since,
    )
    .map((one) => ({ ...one, receiptMs: one.receipt.getTime() }) as unknown as PickedUp);
}

/** Whoever lives or lived there under that surname, with that date of birth where one was given. */
async function findResident(manager: EntityManager, normalised: NormalisedSignal): Promise<string | null> {
  const { decision, municipality, personal } = normalised;
  const key = addressKey(personal.postcode, personal.houseNumber.number);
  if (key === null) return null;
  const there = await manager.findBy(ResidentEntity, [
    { municipality, addressKey: key },
    { municipality, previousAddressKey: key },
  ]);
  const born = decision.birthDate?.replaceAll('-', '') ?? null;
  const found = there.filter(
    (one) =>
      [one.surname, one.partnerSurname].includes(personal.surname) &&
      (born === null || one.birthDate === born),
  );
  return found.length === 1 ? (found[0]?.residentId ?? null) : null;
}

async function setAside(
  manager: EntityManager,
  { offset, partition, topic }: Placed,
  why: string,
  faults: readonly object[],
): Promise<void> {
  await manager.save(AsideEntity, { topic, partition, offset, why, faults: [...faults] });
}
