import type { MunicipalityCode } from '../ids.js';
import { answerOf, heldUntil, retryDelayMs } from './check-need.js';
import { judgeResidency, type RegisterAddress, type Registration } from './residency.js';

const here = 'GM0505' as MunicipalityCode;
const home: RegisterAddress = {
  postcode: '3311AB',
  houseNumber: 12,
  houseLetter: null,
  houseAddition: null,
  street: 'Voorstraat',
  place: 'Dordrecht',
};
const foundAtAddress: Registration = {
  suspension: 'none',
  municipality: null,
  address: null,
  addressInDoubt: false,
};
const judge = (registration: Partial<Registration>) =>
  judgeResidency(
    { ...foundAtAddress, ...registration },
    { municipality: here, isSameAddress: ({ houseNumber }) => houseNumber === 12 },
  );

describe('where a person lives by the register (rule 5)', () => {
  test.each<[string, Partial<Registration>, ReturnType<typeof judge>]>([
    ['found at the address', {}, 'resident'],
    ['asked by BSN, at the address', { municipality: here, address: home }, 'resident'],
    [
      'asked by BSN, at another address here',
      { municipality: here, address: { ...home, houseNumber: 14 } },
      'moved-within',
    ],
    ['registered in another municipality', { municipality: 'GM0599' as MunicipalityCode }, 'not-resident'],
    ['gone abroad', { suspension: 'abroad' }, 'not-resident'],
    ['dead', { suspension: 'deceased' }, 'deceased'],
    ['dead, and the address is in doubt', { suspension: 'deceased', addressInDoubt: true }, 'deceased'],
    ['the address is in doubt', { addressInDoubt: true }, 'under-investigation'],
    [
      'an address elsewhere that is in doubt is no registration elsewhere',
      { municipality: 'GM0599' as MunicipalityCode, addressInDoubt: true },
      'under-investigation',
    ],
    ['a suspension of which nothing follows', { suspension: 'other' }, 'under-investigation'],
    ['registered here without an address', { municipality: here }, 'under-investigation'],
  ])('%s', (_name, registration, residency) => {
    expect(judge(registration)).toBe(residency);
  });
});

describe('the fact that a check leaves', () => {
  test('is none for a resident whose signal counts already, and the answer where it does not', () => {
    expect(answerOf('resident', { verdict: 'accepted', lastAnswer: null })).toBeNull();
    expect(answerOf('resident', { verdict: 'review', lastAnswer: 'nobody-found' })).toBe('resident');
    expect(answerOf('resident', { verdict: 'not-resident', lastAnswer: 'not-resident' })).toBe('resident');
  });

  test('is not the same answer twice in a row', () => {
    expect(answerOf('deceased', { verdict: 'accepted', lastAnswer: null })).toBe('deceased');
    expect(answerOf('deceased', { verdict: 'deceased', lastAnswer: 'deceased' })).toBeNull();
  });

  test('is none where no register was asked: a signal in review stays there', () => {
    expect(answerOf('help-unknown', { verdict: 'review', lastAnswer: null })).toBeNull();
  });

  test('is none for who moved within: the signal moves', () => {
    expect(answerOf('moved-within', { verdict: 'accepted', lastAnswer: null })).toBeNull();
  });
});

describe('how long a step waits for its check', () => {
  const asked = { askedMs: 1_000, crisis: false, begun: false, channel: null, holdHours: 24 } as const;

  test('as long as the policy says, and a crisis not at all', () => {
    expect(heldUntil(asked)).toBe(1_000 + 24 * 3_600_000);
    expect(heldUntil({ ...asked, crisis: true })).toBe(1_000);
    expect(heldUntil({ ...asked, crisis: true, channel: 'house-visits' })).toBe(1_000);
  });

  test('only the first step does, and each house visit', () => {
    expect(heldUntil({ ...asked, begun: true })).toBe(1_000);
    expect(heldUntil({ ...asked, begun: true, channel: 'calls' })).toBe(1_000);
    expect(heldUntil({ ...asked, begun: true, channel: 'house-visits' })).toBe(1_000 + 24 * 3_600_000);
  });

  test('what failed is tried again ever more rarely, and never before the register wants it', () => {
    expect([1, 2, 3, 20].map((attempts) => retryDelayMs(attempts, null))).toEqual([
      5_000, 10_000, 20_000, 900_000,
    ]);
    expect(retryDelayMs(1, 60_000)).toBe(60_000);
    expect(retryDelayMs(1, 86_400_000)).toBe(3_600_000);
  });
});
