import { asDay } from '../calendar/index.js';
import { looksLikeLegalPerson, parsePersonName, personKey, type WrittenName } from './index.js';

function keyOf(written: WrittenName, birthDate: string | null = '1980-02-29'): string {
  const parsed = parsePersonName(written);
  if (!parsed.ok) return parsed.fault;
  return personKey(parsed.value, birthDate === null ? null : asDay(birthDate), 'energie-een:77');
}

describe('surname', () => {
  test.each<[string, readonly WrittenName[]]>([
    [
      'van der berg',
      [
        { surname: 'van der Berg' },
        { surname: 'Berg, van der' },
        { surname: 'Berg,van der' },
        { surname: 'Berg (van der)' },
        { surname: 'Berg van der' },
        { surname: 'Van Der Berg' },
        { surname: 'VAN DER BERG' },
        { surname: 'v.d. Berg' },
        { surname: 'v d Berg' },
        { surname: 'vd Berg' },
        { surname: 'V/D Berg' },
        { surname: 'Berg, v.d.' },
        { surname: 'Mw. Berg, van der' },
        { prefix: 'Mevr. v.d.', surname: 'Berg' },
        { prefix: 'van der', surname: 'Berg' },
        { prefix: 'v.d.', surname: 'Berg' },
        { prefix: 'Van', surname: 'der Berg' },
        { prefix: 'v', surname: 'd. Berg' },
        { prefix: 'van der', surname: 'van der Berg' },
        { prefix: 'van der', surname: 'Berg, van der' },
        { prefix: ' van  der ', surname: 'Mevr. Bèrg' },
      ],
    ],
    ['van berg', [{ surname: 'v. Berg' }, { surname: 'Van Berg' }]],
    [
      't hooft',
      [
        { surname: "'t Hooft" },
        { surname: '’t Hooft' },
        { prefix: "'t", surname: 'Hooft' },
        { surname: "Hooft, 't" },
      ],
    ],
    ['van t hof', [{ surname: "van 't Hof" }, { surname: 'v. ’t Hof' }, { surname: "V.'T HOF" }]],
    ['d ancona', [{ surname: "d'Ancona" }, { surname: 'D’Ancona' }, { prefix: 'd´', surname: 'Ancona' }]],
    [
      'jansen-de vries',
      [{ surname: 'Jansen-de Vries' }, { surname: 'JANSEN - DE VRIES' }, { surname: 'Jansen–de Vries' }],
    ],
    ['jansen-van der berg', [{ surname: 'Jansen-v.d. Berg' }, { surname: 'Jansen-van der Berg' }]],
    [
      'van der berg-de wit',
      [{ surname: 'Berg-de Wit, van der' }, { prefix: 'van der', surname: 'Berg-de Wit' }],
    ],
    ['muller', [{ surname: 'Müller' }, { surname: 'MULLER' }]],
    ['ozdogru', [{ surname: 'Özdoğru' }, { surname: 'Ozdogru' }]],
    ['ijssel', [{ surname: 'ĳssel' }, { surname: 'IJssel' }]],
    ['den', [{ surname: 'Den' }, { prefix: 'den', surname: 'Den' }]],
    ['بن علي', [{ surname: 'بن علي' }]],
  ])('%s has these spellings', (folded, spellings) => {
    for (const spelling of spellings)
      expect([spelling, keyOf(spelling)]).toEqual([spelling, `${folded}||1980-02-29`]);
  });

  test('doubt means two persons', () => {
    const surnames = [
      'van den Berg',
      'van der Berg',
      'van de Berg',
      'Berg',
      'Vanderberg',
      'Berg-Jansen',
      'Jansen-Berg',
    ];
    expect(new Set(surnames.map((surname) => keyOf({ surname }))).size).toBe(surnames.length);
  });

  test.each(['', ' - ', '...', '()'])('%p is no surname', (surname) => {
    expect(keyOf({ surname })).toBe('surname-empty');
  });
});

describe('initials', () => {
  const surname = 'Jansen';
  test.each<[string, readonly WrittenName[]]>([
    [
      'jp',
      [
        { surname, initials: 'J.P.' },
        { surname, initials: 'JP' },
        { surname, initials: 'jp' },
        { surname, initials: 'J P' },
        { surname, initials: 'Jan Peter' },
        { surname, firstNames: 'Jan Peter' },
        { surname, firstNames: 'Jan-Peter' },
        { surname, firstNames: 'JAN PETER' },
        { surname, firstNames: 'J.P.' },
        { surname, firstNames: 'JP' },
        { surname, initials: 'J.P.', firstNames: 'Jan' },
      ],
    ],
    [
      'j',
      [
        { surname, initials: 'Jan' },
        { surname, firstNames: 'JO' },
        { surname, firstNames: 'Jo' },
      ],
    ],
    [
      'e',
      [
        { surname, initials: 'É.' },
        { surname, firstNames: 'Élise' },
      ],
    ],
    ['', [{ surname }, { surname, initials: ' ', firstNames: null }]],
  ])('%p comes from these', (initials, spellings) => {
    for (const spelling of spellings) {
      expect([spelling, keyOf(spelling)]).toEqual([spelling, `jansen|${initials}|1980-02-29`]);
    }
  });
});

describe('person key', () => {
  test('an unknown birth date is its own value', () => {
    expect(keyOf({ surname: 'Jansen', initials: 'J' }, null)).toBe('jansen|j|-');
  });

  test('a bare surname is one person only for one customer of one creditor', () => {
    const parsed = parsePersonName({ surname: 'Jansen' });
    if (!parsed.ok) throw new Error('valid');
    expect(personKey(parsed.value, null, 'energie-een:77')).toBe(
      personKey(parsed.value, null, 'energie-een:77'),
    );
    expect(personKey(parsed.value, null, 'energie-een:77')).not.toBe(
      personKey(parsed.value, null, 'water:12'),
    );
    expect(personKey(parsed.value, asDay('1980-02-29'), 'a:1')).toBe(
      personKey(parsed.value, asDay('1980-02-29'), 'b:2'),
    );
  });
});

describe('legal person', () => {
  test.each([
    'Bakkerij Jansen B.V.',
    'Jansen BV',
    'Jansen b.v',
    'N.V. Voorbeeld',
    'Stichting Morgen',
    'Coöperatie De Eendracht U.A.',
    'V.v.E. Zonzicht',
    'VvE Zonzicht',
    'Sportvereniging-Vereniging Oost',
    'JANSEN HOLDING',
  ])('%s looks like one', (surname) => {
    expect(looksLikeLegalPerson(surname)).toBe(true);
  });

  test.each([
    'Jansen',
    'Bvoort',
    'Invest',
    'de Vries V.O.F.',
    'Jansen C.V.',
    'Maatschap Jansen',
    'Verenigingstraat',
    '',
  ])('%s', (surname) => {
    expect(looksLikeLegalPerson(surname)).toBe(false);
  });
});
