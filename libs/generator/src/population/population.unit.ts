import { householdOf, populationOf } from './households.js';
import { signalMix } from './mix.js';
import { registerCsv } from './register-csv.js';
import { signalOf, type PopulationSignal } from './signals.js';

const HOUSEHOLDS = 4_000;

describe('an invented population', () => {
  it('is the same for the same seed, and a larger one begins with it', () => {
    const peopleOf = (persons: number) => [...populationOf(1, persons)].flatMap(({ people }) => people);
    const some = peopleOf(500);
    expect(some).toHaveLength(500);
    expect(peopleOf(2_000).slice(0, 500)).toEqual(some);
    expect(householdOf(2, 0)).not.toEqual(householdOf(1, 0));
  });

  it('has what makes matching hard', () => {
    const households = Array.from({ length: HOUSEHOLDS }, (_, index) => householdOf(1, index));
    const shares = (what: (people: ReturnType<typeof householdOf>) => boolean): number =>
      households.filter(what).length;
    const twice = (texts: readonly string[]): boolean => new Set(texts).size < texts.length;
    expect(shares((people) => twice(people.map(({ birthDate }) => birthDate)))).toBeGreaterThan(10);
    expect(
      shares((people) => twice(people.map(({ firstNames, surname }) => `${firstNames} ${surname.main}`))),
    ).toBeGreaterThan(10);
    expect(shares((people) => people.some(({ partner }) => partner !== null))).toBeGreaterThan(500);
    expect(shares((people) => people.some(({ previous }) => previous !== null))).toBeGreaterThan(100);
    expect(shares((people) => people.some(({ house }) => house.addition !== null))).toBeGreaterThan(200);
    expect(shares((people) => people.some(({ registration }) => registration === 'left'))).toBeGreaterThan(
      20,
    );
  });

  it('comes as whole lines with one header', () => {
    const lines = [...registerCsv(1, 3_000)].join('').trimEnd().split('\n');
    expect(lines).toHaveLength(3_001);
    expect(new Set(lines.map((line) => line.split(',').length))).toEqual(new Set([16]));
    expect(new Set(lines.map((line) => line.split(',')[0])).size).toBe(3_001);
  });
});

describe('signals about it', () => {
  const count = 5_000;
  const signals = Array.from({ length: count }, (_, number) => signalOf(1, number, HOUSEHOLDS));
  const part = (what: (signal: PopulationSignal) => boolean): number => signals.filter(what).length / count;

  it('are the same for the same seed and number', () => {
    expect(signalOf(1, 17, HOUSEHOLDS)).toEqual(signals[17]);
  });

  it('come in the parts of the mix', () => {
    expect(part(({ truth }) => truth === null)).toBeCloseTo(signalMix.notInRegister, 1);
    expect(part(({ birthDate }) => birthDate === null)).toBeCloseTo(signalMix.withoutBirthDate, 1);
    expect(part(({ firstNames }) => firstNames === null)).toBeCloseTo(signalMix.initialsOnly, 1);
    const shares = part(({ kind }) => kind === 'shares-surname' || kind === 'twin-or-same-initials');
    expect(Math.abs(shares - signalMix.sharesSurnameAndAddress)).toBeLessThan(0.01);
    const moved = part(({ house, truth }) => truth !== null && house.postcode !== truth.house.postcode);
    expect(Math.abs(moved - signalMix.moved)).toBeLessThan(0.015);
  });
});
