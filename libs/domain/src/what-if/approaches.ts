import { dayOf, type Day } from '../calendar/index.js';
import type { CasePerson } from '../case-person.js';
import type { AddressId, PersonId, SignalId } from '../ids.js';
import { channels, type Channel } from '../policy.js';
import type { ReplayedAddress, ReplayedStep } from './replay-address.js';

/**
 * One approach of one resident: the steps of the case-person that carries the plan, with every period that runs as one
 * with it. What a policy does to a resident is told by these.
 */
export interface ReplayedApproach {
  readonly addressId: AddressId;
  readonly personId: PersonId;
  readonly periodStart: Day;
  readonly firstReceiptDay: Day;
  readonly crisis: boolean;
  readonly steps: readonly ReplayedStep[];
}

/** What a policy makes of one resident in a range of days. */
export interface Treatment {
  readonly personId: PersonId;
  /** The first signal of the resident in the range: by it the story of one can be told. */
  readonly signalId: SignalId;
  readonly picked: number;
  readonly inReview: number;
  readonly approaches: readonly ReplayedApproach[];
}

/** The channels of an approach as one text, in one order: what its reach is compared by. */
export function channelMix(steps: readonly { readonly channel: Channel }[]): string {
  return channels.filter((channel) => steps.some((step) => step.channel === channel)).join('+');
}

/** The approaches of an address whose first signal came in the range. */
export function approachesOf(
  { derived, steps }: ReplayedAddress,
  from: Day,
  until: Day,
): readonly ReplayedApproach[] {
  return derived.casePersons.filter(leads).flatMap((leader) => {
    const { personId } = leader;
    // A crisis takes the plan over from an earlier period: what was done until then belongs to the same approach.
    const joined = derived.casePersons.filter(
      (one) => one === leader || (one.personId === personId && one.ledByPeriodStart === leader.period.start),
    );
    const starts = new Set(joined.map(({ period }) => period.start));
    const firstReceiptDay = dayOf(
      Math.min(...joined.filter(({ pickedUp }) => pickedUp).map(({ firstReceiptMs }) => firstReceiptMs)),
    );
    if (!isWithin(firstReceiptDay, from, until)) return [];
    return [
      {
        addressId: derived.addressId,
        personId,
        periodStart: leader.period.start,
        firstReceiptDay,
        crisis: leader.crisis,
        steps: steps.filter((step) => step.personId === personId && starts.has(step.periodStart)),
      },
    ];
  });
}

/** Only what is picked up is approached, and only by the case-person that carries the plan. */
function leads({ ledByPeriodStart, pickedUp }: CasePerson): boolean {
  return pickedUp && ledByPeriodStart === null;
}

/** What becomes of each resident of whom a signal came in the range. */
export function treatmentsOf(replayed: ReplayedAddress, from: Day, until: Day): readonly Treatment[] {
  const signals = replayed.derived.signals.filter((one) => isWithin(one.receiptDay, from, until));
  const approaches = approachesOf(replayed, from, until);
  return [...Map.groupBy(signals, ({ personId }) => personId)].flatMap(([personId, ofPerson]) => {
    const [first] = ofPerson;
    if (first === undefined) return [];
    return [
      {
        personId,
        signalId: first.signal.signalId,
        picked: ofPerson.filter(({ verdict }) => verdict === 'accepted').length,
        inReview: ofPerson.filter(({ verdict }) => verdict === 'review').length,
        approaches: approaches.filter((one) => one.personId === personId),
      },
    ];
  });
}

export function isWithin(day: Day, from: Day, until: Day): boolean {
  return day >= from && day <= until;
}
