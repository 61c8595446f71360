import type { MunicipalityCode, ResidentId } from '../ids.js';
import { noMatchFields, registerParameterVersions, type MatchParameters } from '../matching/index.js';
import { linkResident } from './link-resident.js';
import { packResident, unpackResident, type HousePlace, type RegisteredPerson } from './registered-person.js';

const parameters = registerParameterVersions.at(-1) as MatchParameters;
const municipality = 'GM0505' as MunicipalityCode;

function place(text: string): HousePlace {
  const [postcode = '', number = '', letter = null] = text.split(' ');
  return { postcode, number: Number(number), letter, addition: null };
}

interface Registered {
  readonly name: string;
  readonly born: string;
  readonly at: string;
  readonly before?: string;
}

const registered = ({ at, before, born, name }: Registered): RegisteredPerson => ({
  residentId: `${name} ${at}` as ResidentId,
  firstNames: name.split(' ')[0] ?? null,
  initials: null,
  prefix: null,
  surname: name.split(' ')[1] ?? '',
  partnerPrefix: null,
  partnerSurname: null,
  birthDate: born,
  address: place(at),
  previousAddress: before === undefined ? null : place(before),
  registration: 'resident',
  addressInDoubt: false,
});

/** "Joost Heemrink" or "J. Heemrink", with a date of birth or without. */
function link(name: string, born: string | null, at: string, ...register: Registered[]) {
  const [given = '', surname = ''] = name.split(' ');
  const isInitial = given.endsWith('.');
  const names = {
    ...noMatchFields,
    firstNames: isInitial ? null : given,
    initials: isInitial ? given : null,
    surname,
    birthDate: born,
  };
  const people = register.map(registered).map((one) => unpackResident(one.residentId, packResident(one)));
  return linkResident({ municipality, names, address: place(at) }, people, parameters).residency;
}

const home = '6041AB 77';
const joost: Registered = { name: 'Joost Heemrink', born: '19800501', at: home };

describe('whom a register knows', () => {
  it('is found at the door, mangled as the name may be', () => {
    expect(link('Joost Heemrink', '19800501', home, joost)).toBe('resident');
    expect(link('J. Hemrink', '19800501', home, joost)).toBe('resident');
    expect(link('Jost Hmerikn', '19800501', home, joost)).toBe('resident');
    expect(link('Joost Heemrink', '19800501', `${home} B`, joost)).toBe('moved-within');
  });

  it('is found elsewhere by a whole date of birth and a name that says nothing else', () => {
    expect(link('Joost Heemrink', '19800501', '6049ZZ 3', joost)).toBe('moved-within');
  });

  const ahmed: Registered = { name: 'Mohamed Ahmed', born: '19900101', at: home };
  const hassan: Registered = { name: 'Mohamed Hassan', born: '19900101', at: home, before: '6049ZZ 3' };
  const amina: Registered = { name: 'Amina Hassan', born: '19900101', at: home };
  const visser: Registered = { name: 'Jan Visser', born: '19800501', at: home, before: '6049ZZ 3' };
  const anna: Registered = { name: 'Anna Heemrink', born: '19800501', at: home };
  const johan: Registered = { name: 'Johan Jansen', born: '19800501', at: home };

  it.each<[string, string, string, string, Registered]>([
    ['a twin, where the other is not registered', 'Joris Heemrink', '19800501', home, joost],
    ['a twin elsewhere, of another letter', 'Anne Heemrink', '19800501', '6049ZZ 3', anna],
    ['a twin elsewhere, of another name', 'Joris Heemrink', '19800501', '6049ZZ 3', joost],
    ['a namesake of the first of January', 'Mohamed Ahmed', '19900101', '6049ZZ 3', ahmed],
    ['initials and the first of January', 'A. Hassan', '19900101', '6049ZZ 3', amina],
    ['who lived there before, of another surname', 'Mohamed Ahmed', '19900101', '6049ZZ 3', hassan],
    ['who lived there before, of one date of birth', 'Jan Bakker', '19800501', '6049ZZ 3', visser],
    ['initials of a common name, elsewhere', 'J. Jansen', '19800501', '6049ZZ 3', johan],
    ['a namesake elsewhere, without a date', 'Joost Heemrink', '', '6049ZZ 3', joost],
  ])('is not taken for somebody else: %s', (_what, name, born, at, other) => {
    expect(['several-found', 'nobody-found']).toContain(link(name, born === '' ? null : born, at, other));
  });
});
