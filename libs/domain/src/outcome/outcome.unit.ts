import {
  belongsToCase,
  contactKinds,
  contradiction,
  contradictions,
  creditorHears,
  creditorHearsWords,
  furthestOutcome,
  isPickedUp,
  outcomeMeanings,
  outcomeOfVerdict,
  outcomes,
  outcomesFurthestFirst,
  signalStatuses,
  signalStatusOfVerdict,
  TEAM_LEAD_ROLE,
  verdicts,
} from './index.js';

const worker = { role: 'outreach-worker', motivation: null };
const reached = [{ reached: false }, { reached: true }];
const missed = [{ reached: false }];

describe('outcomes', () => {
  test('the closed lists have the national number of values', () => {
    expect(new Set(outcomes).size).toBe(16);
    expect(new Set(contactKinds).size).toBe(10);
    expect(new Set(signalStatuses).size).toBe(8);
    expect(new Set(verdicts).size).toBe(13);
    expect(Object.keys(outcomeMeanings)).toHaveLength(16);
  });

  test('the order names each outcome once', () => {
    expect([...outcomesFurthestFirst].sort()).toEqual([...outcomes].sort());
  });

  test('the furthest person decides the result of the case', () => {
    expect(furthestOutcome([])).toBeNull();
    expect(
      furthestOutcome([
        'Definitief geen contact kunnen krijgen',
        '(Budget)advies en/of quick fix',
        'Inwoner is overleden',
      ]),
    ).toBe('(Budget)advies en/of quick fix');
    expect(furthestOutcome(['Niet opgepakt: herhaalde melding', 'Niet opgepakt: andere reden'])).toBe(
      'Niet opgepakt: andere reden',
    );
  });

  test('the creditor never learns that somebody is in debt help', () => {
    expect(creditorHears('Inwoner al bekend bij schuldhulpverlening')).toBe('closed');
    expect(creditorHears('Inwoner heeft al een ander lopend traject')).toBe('closed');
    expect(creditorHears('Verwijzing zonder tussenkomst inwoner')).toBe('closed');
    expect(creditorHears('Geen reactie na eerder contact')).toBe('no-contact');
    expect(new Set(outcomes.map(creditorHears))).toEqual(new Set(creditorHearsWords));
  });

  test('accepted help presupposes contact', () => {
    for (const outcome of outcomes) {
      const meaning = outcomeMeanings[outcome];
      if (meaning.helpAccepted === true)
        expect(meaning).toMatchObject({ reached: true, creditorHears: 'help-accepted' });
      expect(meaning.reached === null).toBe(meaning.helpAccepted === null);
    }
  });
});

describe('contradictions', () => {
  test('no contact with a reached attempt', () => {
    expect(contradiction('Definitief geen contact kunnen krijgen', reached, worker)).toBe(
      'reached-attempt-exists',
    );
    expect(contradiction('Definitief geen contact kunnen krijgen', missed, worker)).toBeNull();
    expect(contradiction('Definitief geen contact kunnen krijgen', [], worker)).toBeNull();
  });

  test.each([
    'Geen reactie na eerder contact',
    'Inwoner regelt het zelf/hoeft geen hulp vanuit vroegsignalering',
    'Inwoner heeft zelf al betaald/betalingsregeling getroffen',
    '(Budget)advies en/of quick fix',
    'Vervolghulp en/of verwijzing',
    'Vervolghulp en/of verwijzing financieel',
    'Vervolghulp en/of verwijzing niet financieel',
  ] as const)('%s needs a reached attempt', (outcome) => {
    expect(contradiction(outcome, missed, worker)).toBe('no-reached-attempt');
    expect(contradiction(outcome, reached, worker)).toBeNull();
  });

  test('a referral without the resident names everything that it lacks', () => {
    const outcome = 'Verwijzing zonder tussenkomst inwoner';
    expect(contradictions(outcome, missed, worker)).toEqual(['team-lead-required', 'motivation-required']);
    expect(contradictions(outcome, missed, { role: TEAM_LEAD_ROLE, motivation: '  ' })).toEqual([
      'motivation-required',
    ]);
    expect(contradictions(outcome, missed, { role: TEAM_LEAD_ROLE, motivation: 'reden' })).toEqual([]);
  });

  test('an outcome without approach never contradicts the attempts', () => {
    for (const outcome of outcomes) {
      if (outcomeMeanings[outcome].reached !== null) continue;
      expect(contradictions(outcome, reached, worker)).toEqual([]);
      expect(contradictions(outcome, [], worker)).toEqual([]);
    }
  });
});

describe('verdicts', () => {
  test('only accepted is picked up, and only refused, duplicate, conflict and not served belong to no case', () => {
    expect(verdicts.filter(isPickedUp)).toEqual(['accepted']);
    expect(verdicts.filter((verdict) => !belongsToCase(verdict))).toEqual([
      'refused',
      'duplicate',
      'conflict',
      'not-served',
    ]);
  });

  test('every national status is used, and where a verdict settles the outcome both have the same words', () => {
    const used = verdicts
      .map((verdict) => signalStatusOfVerdict[verdict])
      .filter((status) => status !== null);
    expect(new Set(used)).toEqual(new Set(signalStatuses));
    for (const verdict of verdicts) {
      const outcome = outcomeOfVerdict[verdict];
      if (outcome !== null) expect(signalStatusOfVerdict[verdict]).toBe(outcome);
    }
  });
});
