import {
  compare,
  linkToRegister,
  matchParameterVersions,
  noMatchFields,
  parametersOn,
  prepare,
  registerParameterVersions,
  type MatchFields,
  type MatchParameters,
} from './index.js';

const parameters = matchParameterVersions[0] as MatchParameters;
const jan: MatchFields = {
  ...noMatchFields,
  firstNames: 'Jan Pieter',
  prefix: 'van der',
  surname: 'Molen',
  birthDate: { year: 1961, month: 4, day: 12 },
  postcode: '3311 AB',
  houseNumber: '12',
  addition: 'A',
  street: 'Voorstraat',
  place: 'Dordrecht',
};
const person = (fields: Partial<MatchFields>) => prepare({ ...jan, ...fields });

describe('linking to a register', () => {
  const decide = (signal: Partial<MatchFields>, ...register: Partial<MatchFields>[]) =>
    linkToRegister(person(signal), register.map(person), parameters);

  it('finds the resident whom a creditor spells otherwise', () => {
    expect(decide({ surname: 'v.d. Moolen', firstNames: null, initials: 'J.P.' }, {})).toMatchObject({
      outcome: 'match',
      candidateIndex: 0,
      parametersVersion: parameters.version,
    });
  });

  it('takes neither twin for the other', () => {
    expect(decide({ firstNames: 'Klaas' }, {}).outcome).not.toBe('match');
    expect(decide({ firstNames: null, initials: 'K' }, {}).outcome).not.toBe('match');
  });

  it('takes no son for his father of the same name', () => {
    expect(decide({ birthDate: { year: 1988, month: 9, day: 30 } }, {}).outcome).not.toBe('match');
  });

  it('leaves to a person what two residents fit equally', () => {
    const son = { birthDate: { year: 1988, month: 9, day: 30 } };
    const decision = decide({ birthDate: null }, {}, son);
    expect(decision.outcome).toBe('review');
    expect(decision.ahead).toBeLessThan(parameters.thresholds.ahead);
  });

  it.each([
    [
      'one initial of three, and a name by marriage',
      { firstNames: 'Gerardus', surname: 'Heemrink', prefix: 'van', partnerName: 'Laarbos' },
      { firstNames: 'Geertruida Judith', surname: 'Laarbos', prefix: 'van', partnerName: 'Heemrink' },
    ],
    [
      'a father of one name more',
      { firstNames: 'Gerrit', surname: 'Heemrink', prefix: 'van' },
      { firstNames: 'Gerrit Jan', surname: 'Heemrink', prefix: 'van' },
    ],
  ])('leaves to a person whom all that was written fits as well: %s', (_what, one, other) => {
    const version = registerParameterVersions.at(-1) as MatchParameters;
    const link = (signal: Partial<MatchFields>, ...register: Partial<MatchFields>[]) =>
      linkToRegister(person({ ...signal, firstNames: null, prefix: 'van' }), register.map(person), version);
    for (const surname of ['Heemrink', 'Heetmrink']) {
      const signal = { initials: 'G.', surname, birthDate: null };
      expect(link(signal, one).outcome).toBe('match');
      expect(link(signal, one, other).outcome).toBe('review');
      const born = { ...signal, birthDate: jan.birthDate };
      expect(link(born, one, { ...other, birthDate: '19800101' }).outcome).toBe('match');
    }
    const shorter = { ...other, firstNames: 'Gerrit' };
    const two = { initials: 'G.J.', surname: 'Heemrink', birthDate: null };
    expect(link(two, { ...one, firstNames: 'Gerda Joke' }, shorter).candidateIndex).toBe(0);
  });

  it('knows nobody in an empty register', () => {
    expect(decide({})).toMatchObject({
      outcome: 'no-match',
      candidateIndex: null,
      runnerUp: null,
      considered: [],
    });
  });
});

describe('a comparison', () => {
  it('is the sum of what it is made of', () => {
    const { circumstances, fields, weight } = compare(person({}), person({ surname: 'Meulen' }), parameters);
    const sum = [...fields, ...circumstances].reduce((total, part) => total + part.weight, 0);
    expect(weight).toBeCloseTo(sum, 9);
  });

  it('says nothing of what one side lacks', () => {
    const { fields } = compare(person({}), prepare({ ...noMatchFields, surname: 'Molen' }), parameters);
    expect(fields.map(({ field }) => field)).toEqual(['surname', 'prefix']);
  });
});

describe('versions of the parameters', () => {
  it('hold for receipts from their day on', () => {
    const later = {
      ...parameters,
      version: 'later',
      effectiveFrom: '2027-01-01' as MatchParameters['effectiveFrom'],
    };
    const on = (day: string) =>
      parametersOn([parameters, later], day as MatchParameters['effectiveFrom']).version;
    expect(on('2026-12-31')).toBe(parameters.version);
    expect(on('2027-01-01')).toBe('later');
  });
});
