import { answered, calendar, came, noon, policy, signal, withdrew } from '../../test/histories.js';
import { asDay } from '../calendar/index.js';
import type { AddressEvent } from '../address-history.js';
import type { AddressId, PersonId } from '../ids.js';
import { matchParameterVersions } from '../matching/index.js';
import type { Policy } from '../policy.js';
import { approachesOf, channelMix } from './approaches.js';
import { comparePolicies } from './compare-policies.js';
import { expectedReach, reachByMix } from './expected-reach.js';
import { replayAddress, type RecordedAddress, type ReplayedAddress } from './replay-address.js';
import { workloadOf } from './workload.js';

const lastDay = asDay('2026-12-31');
const year = { from: asDay('2026-01-01'), until: lastDay };
const person = 'resident' as PersonId;
const pinned = { pinnedPersonId: person, personKey: null, written: null } as const;

function address(events: readonly AddressEvent[], over: Partial<RecordedAddress> = {}): RecordedAddress {
  return {
    addressId: 'address' as AddressId,
    aliases: [],
    matchParameters: matchParameterVersions,
    events,
    marked: new Set(),
    languages: new Map(),
    ...over,
  };
}

const replay = (
  events: readonly AddressEvent[],
  over: Partial<RecordedAddress> = {},
  policies: readonly Policy[] = [policy],
): ReplayedAddress => replayAddress(address(events, over), { policies, calendar, lastDay });

const told = ({ steps }: ReplayedAddress): readonly string[] =>
  steps.map(({ channel, day }) => `${day} ${channel}`);

describe('a replay of an address', () => {
  it('does each step of the plan on its working day, and closes when nobody answered', () => {
    const replayed = replay([came(signal('one', pinned))]);
    expect(told(replayed)).toEqual(['2026-03-10 messages', '2026-03-12 letters']);
    expect(replayed.derived.casePersons).toMatchObject([
      { state: 'closed', outcome: 'Definitief geen contact kunnen krijgen', closedOn: '2026-03-26' },
    ]);
  });

  it('folds what is received on a day before the steps of that day', () => {
    const second = signal('two', {
      ...pinned,
      receiptMs: noon(3, 10),
      reference: 'K-2',
      creditorId: 'waterrijk',
    });
    const replayed = replay([came(signal('one', pinned)), came(second)]);
    // The second makes the case multiple before the first message goes out: another plan.
    expect(told(replayed)).toEqual(['2026-03-10 calls', '2026-03-12 letters']);
  });

  it('does not do again what was done when the plan changes', () => {
    const second = signal('two', {
      ...pinned,
      receiptMs: noon(3, 16),
      reference: 'K-2',
      creditorId: 'waterrijk',
    });
    const replayed = replay([came(signal('one', pinned)), came(second)]);
    expect(told(replayed)).toEqual(['2026-03-10 messages', '2026-03-12 letters', '2026-03-16 calls']);
  });

  it('begins anew after a closing, and joins while an approach runs', () => {
    const next = (month: number, day: number): AddressEvent =>
      came(signal('two', { ...pinned, receiptMs: noon(month, day), reference: 'K-2' }));
    const anew = replay([came(signal('one', pinned)), next(4, 20)]);
    expect(told(anew)).toEqual([
      '2026-03-10 messages',
      '2026-03-12 letters',
      '2026-04-21 messages',
      '2026-04-23 letters',
    ]);
    const late = came(signal('one', { ...pinned, receiptMs: noon(3, 30) }));
    const joined = replay([late, next(4, 3)]);
    expect(told(joined)).toEqual(['2026-03-31 messages', '2026-04-02 letters']);
    expect(approachesOf(joined, year.from, year.until)).toHaveLength(1);
  });

  it('lets somebody close a crisis, or it would swallow every later signal of the resident', () => {
    const crisis = came(signal('one', { ...pinned, crisis: 'end-of-energy-supply' }));
    const later = came(signal('two', { ...pinned, receiptMs: noon(6, 9), reference: 'K-2' }));
    const replayed = replay([crisis, later]);
    expect(told(replayed)).toEqual(['2026-03-09 calls', '2026-06-10 messages', '2026-06-12 letters']);
  });

  it('approaches nobody who may not be approached, whose signal is withdrawn in time, or who does not live there', () => {
    expect(told(replay([came(signal('one', pinned))], { marked: new Set([person]) }))).toEqual([]);
    expect(told(replay([came(signal('one', pinned)), withdrew('one', noon(3, 9) + 1)]))).toEqual([]);
    expect(
      told(replay([came(signal('one', pinned)), answered('one', noon(3, 9) + 1, 'not-resident')])),
    ).toEqual([]);
    // After the first message the withdrawal comes too late to undo it, and stops the rest.
    expect(told(replay([came(signal('one', pinned)), withdrew('one', noon(3, 11))]))).toEqual([
      '2026-03-10 messages',
    ]);
  });

  it('counts what a crisis takes over from an earlier period as one approach', () => {
    const first = came(signal('one', { ...pinned, receiptMs: noon(3, 30) }));
    const crisis = signal('two', { ...pinned, receiptMs: noon(4, 1), crisis: 'eviction', reference: 'K-2' });
    const replayed = replay([first, came(crisis)]);
    const approaches = approachesOf(replayed, year.from, year.until);
    expect(approaches).toMatchObject([{ crisis: true, firstReceiptDay: '2026-03-30' }]);
    expect(approaches.map(({ steps }) => channelMix(steps))).toEqual(['messages+calls']);
  });
});

describe('two policies side by side', () => {
  const stricter: Policy = { ...policy, version: 2, thresholdCents: 15_000 };
  const byPhone: Policy = {
    ...policy,
    version: 2,
    plans: [
      {
        name: 'everybody-by-phone',
        reason: 'Wij bellen iedereen.',
        when: {},
        steps: [{ name: 'first-call', channel: 'calls', delayWorkingDays: 3, partOfDay: null }],
      },
    ],
    capacityPerWeek: { calls: 1 },
  };
  const addresses = [
    address([came(signal('one', pinned))]),
    address([came(signal('two', { ...pinned, amountCents: 20_000 }))], { addressId: 'other' as AddressId }),
  ];
  const compare = (after: Policy, shares: Parameters<typeof comparePolicies>[3] = null) => {
    const under = (chosen: Policy) => ({
      policy: chosen,
      addresses: addresses.map((one) => replayAddress(one, { policies: [chosen], calendar, lastDay })),
    });
    return comparePolicies(under(policy), under(after), year, shares);
  };

  it('the same policy changes nothing', () => {
    const same = compare({ ...policy, version: 2 });
    expect(same.changed).toEqual([]);
    expect(same.after).toEqual(same.before);
    expect(same.residents).toBe(2);
  });

  it('a higher threshold: who is not approached any more, and the work that is left', () => {
    const { after, before, changeCounts, changed } = compare(stricter);
    expect(changed).toEqual([
      { personId: person, signalId: 'one', changes: ['no-longer-approached', 'fewer-picked-up'] },
    ]);
    expect(changeCounts).toMatchObject({ 'no-longer-approached': 1, 'now-approached': 0 });
    expect([before.signals, after.signals]).toEqual([{ accepted: 2 }, { accepted: 1, unjustified: 1 }]);
    expect([before.cases.total, after.cases.total]).toEqual([2, 1]);
    expect([before.approached, after.approached]).toEqual([2, 1]);
  });

  it('other plans: which channels are gained and lost, and what does not fit in a week', () => {
    const { after, changed } = compare(byPhone);
    expect(changed.map(({ changes }) => changes)).toEqual(
      [
        ['gains-calls', 'loses-letters', 'loses-messages', 'fewer-steps', 'first-step-later'],
        ['gains-calls', 'loses-letters', 'loses-messages', 'fewer-steps', 'first-step-later'],
      ].map((changes) => expect.arrayContaining(changes) as unknown),
    );
    const calls = after.workload.channels.find(({ channel }) => channel === 'calls');
    expect(calls).toMatchObject({ tasks: 2, busiest: 2, capacity: 1, weeksOver: 1, tasksOver: 1 });
  });

  it('the same steps for another reason are a change too: the resident is told something else', () => {
    const [, , last] = policy.plans;
    const renamed = { ...policy, plans: [{ ...(last as Policy['plans'][number]), name: 'all' }] };
    expect(compare(renamed).changed.map(({ changes }) => changes)).toEqual([
      ['other-reason'],
      ['other-reason'],
    ]);
  });

  it('reach lies between the old mix of channels and the new one, and is not told without history', () => {
    const history = new Map([
      ['letters+messages', { closed: 1_000, reached: 60 }],
      ['calls', { closed: 1_000, reached: 500 }],
    ]);
    const { after, before } = compare(byPhone, reachByMix(history));
    expect(before.reach).toMatchObject({ approaches: 2, withoutHistory: 0 });
    expect(after.reach?.low).toBe(before.reach?.low);
    expect(after.reach?.high).toBeGreaterThan(before.reach?.high ?? 0);
    const few = new Map([['letters+messages', { closed: 29, reached: 3 }]]);
    expect(compare(byPhone, reachByMix(few)).before.reach).toEqual({
      approaches: 0,
      low: 0,
      high: 0,
      withoutHistory: 2,
    });
    expect(compare(byPhone).after.reach).toBeNull();
    expect(expectedReach([], reachByMix(history))).toEqual({
      approaches: 0,
      low: 0,
      high: 0,
      withoutHistory: 0,
    });
  });
});

describe('work by week', () => {
  it('begins each week on Monday, and leaves out what falls outside the range', () => {
    const step = (day: string) => ({
      personId: person,
      periodStart: asDay('2026-03-01'),
      step: 'call',
      plan: 'everybody',
      channel: 'calls' as const,
      executor: 'desk' as const,
      day: asDay(day),
    });
    // Wednesday 4 March to Tuesday 17 March 2026.
    const range = { from: asDay('2026-03-04'), until: asDay('2026-03-17') };
    const steps = ['2026-03-03', '2026-03-04', '2026-03-08', '2026-03-09', '2026-03-17', '2026-03-18'].map(
      step,
    );
    const { channels, weeks } = workloadOf(steps, range, { calls: 1 });
    expect(weeks).toEqual(['2026-03-02', '2026-03-09', '2026-03-16']);
    expect(channels.find(({ channel }) => channel === 'calls')).toMatchObject({
      perWeek: [2, 1, 1],
      tasks: 4,
      weeksOver: 1,
      tasksOver: 1,
    });
    expect(channels.find(({ channel }) => channel === 'letters')).toMatchObject({ tasks: 0, capacity: null });
  });
});
