import { asDay, instantMsOf } from '../calendar/index.js';
import { dutchDay, dutchEuros, dutchMoment } from './dutch.js';
import type { SignalId } from '../ids.js';
import { ruleSentences } from './rule-sentences.js';
import type { ApproachStory, StoryFacts } from './story-facts.js';
import { tellStory } from './tell-story.js';

const receiptMs = instantMsOf(asDay('2026-03-10'), 9 * 60 + 30);
const at = (day: string): number => instantMsOf(asDay(day), 14 * 60);

const approach: ApproachStory = {
  periodStart: asDay('2026-03-01'),
  periodEnd: asDay('2026-03-31'),
  state: 'open',
  outcome: null,
  closedOn: null,
  crisis: false,
  pickedUp: true,
  planReason: 'U heeft een betalingsachterstand. Daarom bieden wij u hulp aan.',
  skipsMessages: false,
  next: { channel: 'messages', dueOn: asDay('2026-03-11'), partOfDay: null },
  hold: null,
  closeDueOn: null,
  ledByPeriodStart: null,
  tasks: [],
  attempts: [],
};

/** An energy signal of 10 March that was picked up; each test says what is different. */
function facts(over: {
  readonly received?: Partial<StoryFacts['received']>;
  readonly person?: Partial<StoryFacts['person']>;
  readonly decision?: Partial<StoryFacts['decision']>;
  readonly approach?: Partial<ApproachStory> | null;
  readonly earlier?: StoryFacts['earlier'];
  readonly told?: StoryFacts['told'];
}): StoryFacts {
  return {
    received: {
      creditor: 'Lichtpunt Energie',
      sector: 'Energie',
      receiptMs,
      amountCents: 42_050,
      arrearsSince: asDay('2026-01-05'),
      crisis: 'none',
      crisisEnd: null,
      warmHandover: false,
      usablePhone: true,
      withdrawnMs: [],
      ...over.received,
    },
    person: {
      identity: null,
      signalsOfPerson: 1,
      reviewed: [],
      pinnedMs: null,
      joinedMs: null,
      language: null,
      moved: [],
      answers: [],
      ...over.person,
    },
    decision: {
      judgement: {
        verdict: 'accepted',
        rule: 'picked-up',
        inputs: { amountCents: 42_050, thresholdCents: 2_500, ageDays: 64 },
      },
      verdict: 'accepted',
      rule: 'picked-up',
      decidedMs: receiptMs,
      withdrawnAfterAttempt: false,
      policyEffectiveFrom: asDay('2021-01-01'),
      ...over.decision,
    },
    approach: over.approach === null ? null : { ...approach, ...over.approach },
    earlier: over.earlier ?? [],
    told: over.told ?? [],
  };
}

const told = (over: Parameters<typeof facts>[0], heading: string): readonly string[] =>
  tellStory(facts(over)).find((part) => part.heading === heading)?.sentences ?? [];

describe('the story of an ordinary signal', () => {
  it('is told from beginning to end', () => {
    expect(tellStory(facts({}))).toEqual([
      {
        heading: 'Wat er binnenkwam',
        sentences: [
          'Op 10 maart 2026 om 09:30 uur kregen wij een signaal van Lichtpunt Energie (Energie).',
          'Er was een achterstand van € 420,50, ontstaan op 5 januari 2026.',
        ],
      },
      {
        heading: 'Om wie het gaat',
        sentences: ['Wij gaan uit van de naam en het adres die de schuldeiser ons gaf.'],
      },
      {
        heading: 'Wat wij besloten',
        sentences: [
          'Wij hebben dit signaal opgepakt.',
          'Het bedrag is € 420,50. Dat is hoger dan de grens van € 25,00.',
          'De achterstand was 64 dagen oud.',
          'Geen enkele regel houdt het oppakken tegen.',
          'Dit volgt uit de regels van de gemeente die gelden vanaf 1 januari 2021.',
        ],
      },
      {
        heading: 'Wat er gebeurt',
        sentences: [
          'Het signaal hoort bij de zaak van 1 maart 2026 tot en met 31 maart 2026.',
          'De reden van deze aanpak: “U heeft een betalingsachterstand. Daarom bieden wij u hulp aan.”',
          'De volgende stap is een bericht, vanaf 11 maart 2026.',
        ],
      },
      {
        heading: 'Wat de schuldeiser hoort',
        sentences: ['De schuldeiser heeft nog niets van ons gehoord.'],
      },
    ]);
  });
});

describe('what a register said', () => {
  const found = [
    { field: 'surname', level: 'sound' },
    { field: 'birthDate', level: 'exact' },
    { field: 'postcode', level: 'exact' },
    { field: 'houseNumber', level: 'exact' },
    { field: 'addition', level: 'different' },
  ];

  it('is told with what agreed and what did not, of the one who was found', () => {
    const answers = [{ atMs: at('2026-03-10'), answer: 'resident' as const, found }];
    expect(told({ person: { answers } }, 'Om wie het gaat').slice(1)).toEqual([
      'Op 10 maart 2026 om 14:00 uur is nagekeken wie dit is.',
      'In het register van de gemeente past één inwoner bij het signaal.',
      'Wat gelijk is: de geboortedatum, de postcode en het huisnummer.',
      'Wat op elkaar lijkt: de achternaam.',
      'Wat anders is: de toevoeging bij het huisnummer.',
      'De persoon woont op dit adres.',
    ]);
  });

  it('and of nobody where it found no one, or several', () => {
    const answers = [{ atMs: at('2026-03-10'), answer: 'several-found' as const, found: null }];
    expect(told({ person: { answers } }, 'Om wie het gaat').slice(1)).toEqual([
      'Op 10 maart 2026 om 14:00 uur is nagekeken wie dit is.',
      'Er zijn meer mensen gevonden die passen bij het signaal.',
    ]);
  });
});

describe('what a resident asked for', () => {
  it('is told in whole words, with the day', () => {
    const language = { atMs: at('2026-03-12'), language: 'ar' as const };
    expect(told({ person: { language } }, 'Om wie het gaat').slice(-2)).toEqual([
      'Op 12 maart 2026 om 14:00 uur vroeg de inwoner om een eigen taal.',
      'Dat is Arabisch.',
    ]);
  });
});

describe('what came in', () => {
  it('names what is near, and what the creditor did or left out', () => {
    const received = {
      crisis: 'end-of-energy-supply',
      crisisEnd: asDay('2026-04-20'),
      warmHandover: true,
      usablePhone: false,
      withdrawnMs: [at('2026-03-12')],
    } as const;
    expect(told({ received }, 'Wat er binnenkwam').slice(2)).toEqual([
      'De inwoner dreigt gas, stroom of warmte kwijt te raken.',
      'De schuldeiser noemt daarvoor 20 april 2026 als laatste dag.',
      'De schuldeiser had al contact met de inwoner en geeft dat aan ons door.',
      'Er was geen telefoonnummer bij dat wij kunnen gebruiken.',
      'Op 12 maart 2026 om 14:00 uur trok de schuldeiser dit signaal in.',
    ]);
  });
});

describe('who it is', () => {
  const who = (person: Partial<StoryFacts['person']>): readonly string[] =>
    told({ person }, 'Om wie het gaat');

  it('is said of several signals of one person, and never of others at the address', () => {
    expect(who({ signalsOfPerson: 3 })).toEqual([
      'Wij gaan uit van de naam en het adres die de schuldeiser ons gaf.',
      'Wij hebben op dit adres 3 signalen over deze inwoner.',
    ]);
  });

  const fields = [
    { field: 'surname', level: 'exact', weight: 9.2 },
    { field: 'birthDate', level: 'known-part', weight: 11 },
    { field: 'firstNames', level: 'initial', weight: 2.5 },
    { field: 'prefix', level: 'different', weight: -1 },
  ];
  const candidate = { signalId: 'earlier' as SignalId, weight: 20, fields };
  const identity = {
    outcome: 'match',
    rule: 'weight',
    parameters: 'dutch-1',
    candidates: [candidate],
  } as const;

  it('is told from the stored comparison, field by field', () => {
    expect(who({ identity })).toEqual([
      'Wij denken dat dit signaal over dezelfde inwoner gaat als een eerder signaal op dit adres.',
      'De achternaam is gelijk.',
      'Wat bekend is van de geboortedatum, is gelijk.',
      'De voorletter past bij de voornaam.',
      'Het tussenvoegsel is anders.',
    ]);
    expect(who({ identity: { ...identity, rule: 'same-customer' } })[1]).toBe(
      'Het gaat om dezelfde klant van dezelfde schuldeiser.',
    );
    expect(who({ identity: { ...identity, rule: 'same-resident' } })[1]).toBe(
      'Volgens het register is het dezelfde persoon.',
    );
  });

  it('says nothing of whom it was compared with where that may be somebody else', () => {
    expect(who({ identity: { ...identity, outcome: 'new' } })).toEqual([
      'Wij gaan uit van de naam en het adres die de schuldeiser ons gaf.',
    ]);
    expect(who({ identity: { ...identity, outcome: 'review' } })).toEqual([
      'Het is niet zeker bij wie dit signaal hoort.',
      'Een medewerker kijkt daarom mee.',
    ]);
  });

  it('tells what came of a doubt, and stops telling it once the signal was put elsewhere', () => {
    const doubt = { ...identity, outcome: 'review' } as const;
    const atMs = at('2026-03-12');
    expect(who({ identity: doubt, reviewed: [{ atMs, answer: 'unsure' }] })).toEqual([
      'Het is niet zeker bij wie dit signaal hoort.',
      'Een medewerker kijkt daarom mee.',
      'Op 12 maart 2026 om 14:00 uur heeft een medewerker meegekeken.',
      'Het was toen nog niet zeker.',
    ]);
    const same = [{ atMs, answer: 'same' }] as const;
    expect(who({ identity: doubt, reviewed: same })).toEqual([
      'Het was niet zeker bij wie dit signaal hoort.',
      'Op 12 maart 2026 om 14:00 uur heeft een medewerker meegekeken.',
      'Dit signaal gaat over dezelfde inwoner als een eerder signaal op dit adres.',
    ]);
    expect(who({ reviewed: same, pinnedMs: at('2026-03-13') })).toEqual([
      'Op 13 maart 2026 om 14:00 uur heeft een medewerker bepaald bij wie dit signaal hoort.',
    ]);
  });

  it('says what people and registers found', () => {
    const person = {
      pinnedMs: at('2026-03-13'),
      joinedMs: at('2026-03-14'),
      moved: [
        { atMs: at('2026-03-15'), keepsPerson: true },
        { atMs: at('2026-03-16'), keepsPerson: false },
      ],
      answers: [{ atMs: at('2026-03-17'), answer: 'nobody-found', found: null }],
    } as const;
    expect(who(person)).toEqual([
      'Op 13 maart 2026 om 14:00 uur heeft een medewerker bepaald bij wie dit signaal hoort.',
      'Op 14 maart 2026 om 14:00 uur bleken twee personen in onze gegevens dezelfde inwoner.',
      'Op 15 maart 2026 om 14:00 uur kreeg het signaal een ander adres.',
      'De inwoner is verhuisd.',
      'Op 16 maart 2026 om 14:00 uur kreeg het signaal een ander adres.',
      'Het stond bij het verkeerde adres.',
      'Op 17 maart 2026 om 14:00 uur is nagekeken wie dit is.',
      'Er is niemand gevonden die past bij het signaal.',
    ]);
  });
});

describe('what was decided', () => {
  test.each([
    [
      'not-above-threshold',
      { amountCents: 2_500, thresholdCents: 2_500 },
      ['Het bedrag is € 25,00.', 'Wij pakken een signaal alleen op als het bedrag hoger is dan € 25,00.'],
    ],
    [
      'arrears-too-young',
      { ageDays: 1, minDays: 30 },
      ['De achterstand was 1 dag oud.', 'Een schuldeiser mag in deze sector pas melden na 30 dagen.'],
    ],
    [
      'same-arrears-not-higher',
      { amountCents: 100_000, highestCents: 125_000 },
      [
        'De schuldeiser meldde deze achterstand al eerder, en toen pakten wij die op.',
        'Het bedrag is niet hoger dan toen: nu € 1.000,00, eerder € 1.250,00.',
      ],
    ],
    [
      'crisis-first',
      { crisis: 'eviction', warmHandover: false },
      [
        'De inwoner dreigt de woning kwijt te raken.',
        'Dat gaat voor.',
        'Wij kijken dan niet naar de hoogte of de leeftijd van de achterstand.',
      ],
    ],
    [
      'amount-risen',
      { amountCents: 60_000, highestCents: 50_000 },
      [
        'De schuldeiser meldde deze achterstand al eerder.',
        'Het bedrag is gestegen: van € 500,00 naar € 600,00.',
        'Dan moeten wij het signaal oppakken.',
      ],
    ],
    [
      'not-above-threshold',
      { amountCents: 900, thresholdCents: 2_500, ageDays: 12, minDays: 30, also: 'arrears-too-young' },
      [
        'Het bedrag is € 9,00.',
        'Wij pakken een signaal alleen op als het bedrag hoger is dan € 25,00.',
        'Er is nog een reden.',
        'De achterstand was 12 dagen oud.',
        'Een schuldeiser mag in deze sector pas melden na 30 dagen.',
      ],
    ],
    [
      'a-rule-of-the-policy',
      { reason: 'Wij bellen nu geen mensen van 80 en ouder.' },
      ['Wij bellen nu geen mensen van 80 en ouder.'],
    ],
    ['a-rule-of-later', {}, ['Dat volgt uit het beleid van de gemeente.']],
    ['not-above-threshold', {}, []],
  ])('by %s, with what was compared: %j', (rule, inputs, sentences) => {
    expect(ruleSentences(rule, inputs)).toEqual(sentences);
  });

  it('tells what it was first, where something changed it', () => {
    const decision = {
      verdict: 'withdrawn',
      rule: 'withdrawn-by-creditor',
      decidedMs: at('2026-03-12'),
    } as const;
    expect(told({ decision }, 'Wat wij besloten')).toEqual([
      'Toen het signaal binnenkwam, was het besluit: opgepakt.',
      'Het bedrag is € 420,50. Dat is hoger dan de grens van € 25,00.',
      'De achterstand was 64 dagen oud.',
      'Geen enkele regel houdt het oppakken tegen.',
      'Op 12 maart 2026 om 14:00 uur is dat veranderd.',
      'Dit signaal telt niet meer mee.',
      'De schuldeiser heeft het ingetrokken.',
      'Wij hadden toen nog geen contact gezocht.',
      'Dit volgt uit de regels van de gemeente die gelden vanaf 1 januari 2021.',
    ]);
  });

  it('says that a withdrawal came too late', () => {
    expect(told({ decision: { withdrawnAfterAttempt: true } }, 'Wat wij besloten')).toContain(
      'Daarom telt het nog mee.',
    );
  });
});

describe('what happens', () => {
  const happens = (
    over: Partial<ApproachStory> | null,
    verdict: StoryFacts['decision']['verdict'] = 'accepted',
  ) => told({ approach: over, decision: { verdict } }, 'Wat er gebeurt');

  it('tells tasks and contacts in the order of their days', () => {
    const sentences = happens({
      tasks: [
        {
          channel: 'messages',
          executor: 'desk',
          dueOn: asDay('2026-03-11'),
          state: 'done',
          finishedOn: asDay('2026-03-12'),
          failure: null,
          hasContact: true,
        },
        {
          channel: 'calls',
          executor: 'external:buurtteam',
          dueOn: asDay('2026-03-17'),
          state: 'queued',
          finishedOn: null,
          failure: null,
          hasContact: false,
        },
      ],
      attempts: [
        {
          kind: 'SMS/Whatsapp',
          direction: 'outgoing',
          reached: false,
          day: asDay('2026-03-12'),
          partOfDay: 'Middag',
        },
        {
          kind: 'Telefoon',
          direction: 'incoming',
          reached: true,
          day: asDay('2026-03-13'),
          partOfDay: 'Avond',
        },
      ],
      next: null,
      hold: 'reached',
    });
    expect(sentences.slice(2)).toEqual([
      'Op 12 maart 2026 stuurden wij een bericht.',
      'In de avond van 13 maart 2026 belde de inwoner ons. Wij hebben elkaar gesproken.',
      'Gepland op 17 maart 2026 is een telefoontje, door een organisatie die de gemeente helpt.',
      'Er volgt geen vaste stap meer, want wij hebben de inwoner gesproken.',
    ]);
  });

  it('says why no message is sent', () => {
    expect(happens({ skipsMessages: true }).slice(2, 4)).toEqual([
      'Wij kennen geen telefoonnummer en geen e-mailadres van de inwoner.',
      'Daarom sturen wij geen bericht, en komt de volgende stap eerder aan de beurt.',
    ]);
  });

  it('tells each kind of contact as one would say it, and once', () => {
    const attempt = {
      direction: 'outgoing',
      reached: false,
      day: asDay('2026-03-12'),
      partOfDay: 'Avond',
    } as const;
    const tells = (over: Partial<ApproachStory['attempts'][number]>): string | undefined =>
      happens({ attempts: [{ kind: 'Brief', ...attempt, ...over }] })[2];
    expect(tells({ kind: 'Brief' })).toBe('Op 12 maart 2026 stuurden wij een brief.');
    expect(tells({ kind: 'Mail', reached: true })).toBe(
      'Op 12 maart 2026 stuurden wij een e-mail. De inwoner reageerde daarop.',
    );
    expect(tells({ kind: 'Kaartje' })).toBe('Op 12 maart 2026 lieten wij een kaartje achter.');
    expect(tells({ kind: 'Huisbezoek' })).toBe(
      'In de avond van 12 maart 2026 gingen wij bij de inwoner langs. Wij hebben elkaar niet gesproken.',
    );
    expect(tells({ kind: 'Telefoon', reached: true })).toBe(
      'In de avond van 12 maart 2026 belden wij de inwoner. Wij hebben elkaar gesproken.',
    );
    expect(tells({ kind: 'Mail', direction: 'incoming', reached: true })).toBe(
      'Op 12 maart 2026 kregen wij een e-mail van de inwoner.',
    );
  });

  it('tells a task that ended without a contact', () => {
    const task = { channel: 'calls', executor: 'desk', dueOn: asDay('2026-03-11') } as const;
    const ended = { ...task, finishedOn: asDay('2026-03-12'), failure: null, hasContact: false };
    expect(happens({ tasks: [{ ...ended, state: 'done' }] })[2]).toBe(
      'Op 12 maart 2026 is een telefoontje gedaan, door een medewerker van de gemeente.',
    );
  });

  test.each([
    [
      'calls',
      'phone-unusable',
      'kon een telefoontje niet doorgaan. Wij hadden geen telefoonnummer dat werkt.',
    ],
    ['house-visits', 'no-capacity', 'kon een huisbezoek niet doorgaan. Daar was geen tijd voor.'],
    [
      'letters',
      'names-are-gone',
      'kon een brief niet worden verstuurd. Wij hadden de naam of het adres niet meer.',
    ],
    [
      'letters',
      'template-failed',
      'kon een brief niet worden verstuurd. Er ging bij ons iets mis met de brief.',
    ],
    ['messages', 'other', 'kon een bericht niet worden verstuurd.'],
    ['messages', 'a code of another version', 'kon een bericht niet worden verstuurd.'],
  ] as const)('tells why %s failed with %s, and not that anybody came', (channel, failure, sentence) => {
    const failed = {
      channel,
      failure,
      executor: 'desk',
      dueOn: asDay('2026-03-11'),
      state: 'failed',
    } as const;
    const task = { ...failed, finishedOn: asDay('2026-03-12'), hasContact: false };
    expect(happens({ tasks: [task] })[2]).toBe(`Op 12 maart 2026 ${sentence}`);
  });

  it('tells how it ended, and when it will', () => {
    expect(
      happens({
        state: 'closed',
        outcome: 'Vervolghulp en/of verwijzing',
        closedOn: asDay('2026-04-02'),
        next: null,
        hold: 'closed',
      }),
    ).toEqual(
      expect.arrayContaining([
        'De zaak is afgesloten op 2 april 2026.',
        'De uitkomst is: Vervolghulp en/of verwijzing.',
      ]),
    );
    expect(happens({ next: null, hold: 'plan-done', closeDueOn: asDay('2026-04-14') })).toEqual(
      expect.arrayContaining([
        'Alle geplande stappen zijn gedaan.',
        'Als niemand reageert, sluiten wij de zaak op 14 april 2026.',
      ]),
    );
  });

  it('says that nobody comes for what was not picked up, and that somebody looks at what is in review', () => {
    const nothing = { pickedUp: false, planReason: null, next: null } as const;
    expect(happens({ ...nothing, state: 'closed', hold: 'closed' }, 'repeated')).toEqual([
      'Daarom nemen wij hierover geen contact op met de inwoner.',
      'De zaak is afgesloten.',
    ]);
    expect(happens({ ...nothing, hold: 'review' }, 'review')).toEqual([
      'Er gebeurt nog niets.',
      'Een medewerker kijkt eerst om wie het gaat.',
    ]);
    expect(happens(null)).toEqual(['Dit signaal hoort bij geen zaak.']);
  });

  it('names the period that leads, and a crisis', () => {
    const sentences = happens({
      crisis: true,
      ledByPeriodStart: asDay('2026-02-01'),
      next: null,
      hold: 'follows',
    });
    expect(sentences).toEqual(
      expect.arrayContaining([
        'Omdat er een crisis dreigt, gaat deze zaak voor.',
        'De aanpak loopt in de zaak die begon op 1 februari 2026.',
        'De inwoner werd al benaderd voor een eerder signaal.',
      ]),
    );
  });
});

describe('what was revised and told', () => {
  it('tells earlier decisions with their reasons, oldest first', () => {
    const earlier: StoryFacts['earlier'] = [
      {
        subject: 'signal',
        supersededMs: at('2026-03-12'),
        verdict: 'repeated',
        rule: 'same-arrears-not-higher',
        inputs: { amountCents: 42_050, highestCents: 42_050 },
        samePerson: false,
      },
      { subject: 'case-person', supersededMs: at('2026-03-13'), state: 'open', outcome: null, crisis: false },
      {
        subject: 'case-person',
        supersededMs: at('2026-03-20'),
        state: 'closed',
        outcome: 'Definitief geen contact kunnen krijgen',
        crisis: false,
      },
    ];
    const before: StoryFacts['earlier'][number] = {
      subject: 'case-person',
      supersededMs: at('2026-03-09'),
      state: 'open',
      outcome: null,
      crisis: true,
    };
    expect(told({ earlier: [before] }, 'Wat er is veranderd')).toEqual([]);
    expect(told({ earlier }, 'Wat er is veranderd')).toEqual([
      'Tot 12 maart 2026 om 14:00 uur was het besluit: niet opgepakt, want een herhaalde melding.',
      'De schuldeiser meldde deze achterstand al eerder, en toen pakten wij die op.',
      'Het bedrag is niet hoger dan toen: nu € 420,50, eerder € 420,50.',
      'Het signaal hoorde toen bij een andere inwoner.',
      'Tot 13 maart 2026 om 14:00 uur volgden wij een andere aanpak voor deze inwoner.',
      'Tot 20 maart 2026 om 14:00 uur was de zaak afgesloten. De uitkomst was: Definitief geen contact kunnen krijgen.',
    ]);
  });

  it('tells what the creditor heard, what waits, and no reason', () => {
    const messages: StoryFacts['told'] = [
      { message: 'not-picked-up', createdMs: at('2026-03-12'), state: 'sent', replaces: false },
      { message: 'under-consideration', createdMs: at('2026-03-13'), state: 'waiting', replaces: true },
    ];
    expect(told({ told: messages }, 'Wat de schuldeiser hoort')).toEqual([
      'Op 12 maart 2026 om 14:00 uur vertelden wij de schuldeiser: wij pakken dit signaal niet op.',
      'Sinds 13 maart 2026 om 14:00 uur staat een bericht voor de schuldeiser klaar: wij behandelen dit signaal toch.',
      'Dat kwam in de plaats van een eerder bericht.',
      'Meer vertellen wij de schuldeiser niet.',
    ]);
  });
});

describe('Dutch days and amounts', () => {
  it('are those of the clock and the purse in the Netherlands', () => {
    expect(dutchDay(asDay('2026-08-01'))).toBe('1 augustus 2026');
    // Half past eleven at night in UTC is the next day in the Netherlands, in winter and in summer.
    expect(dutchMoment(Date.parse('2026-03-09T23:30:00Z'))).toBe('10 maart 2026 om 00:30 uur');
    expect(dutchMoment(Date.parse('2026-07-09T22:30:00Z'))).toBe('10 juli 2026 om 00:30 uur');
    expect(dutchEuros(2_505)).toBe('€ 25,05');
    expect(dutchEuros(123_456_789)).toBe('€ 1.234.567,89');
  });
});
