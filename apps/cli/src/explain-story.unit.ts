import { asDay } from '#domain';
import type { Aftermath, ExplainedSignal } from '#postgres';

import { otherLines, othersHeading, storyLines } from './explain-story.js';

const signal: ExplainedSignal = {
  municipality: 'GM0505',
  signal_id: '00000000-0000-4000-8000-000000000001',
  source: 'urn:nld:kvknr:90000101.incasso',
  event_id: 'LP-1',
  creditor: 'Lichtpunt Energie',
  sector: 'Energie',
  receipt: new Date('2026-03-09T23:30:00Z'),
  log_id: 3,
  partition: 0,
  kafka_offset: '1234',
  amount_cents: 2_505,
  arrears_since: asDay('2026-01-05'),
  crisis: 'none',
  crisis_end: null,
  warm_handover: false,
  usable_phone: true,
  address_id: '00000000-0000-4000-8000-00000000000a',
  person_id: '00000000-0000-4000-8000-00000000000b',
  period_start: asDay('2026-03-01'),
  judged_verdict: 'accepted',
  judged_rule: 'picked-up',
  judged_inputs: { amountCents: 2_505, thresholdCents: 2_500, ageDays: 63 },
  policy_version: 2,
  policy_effective_from: asDay('2026-01-01'),
  matcher_version: 1,
  identity: null,
  verdict: 'withdrawn',
  rule: 'withdrawn-by-creditor',
  decided_at: new Date('2026-03-12T09:00:00Z'),
  withdrawn_after_attempt: false,
  revision: 2,
  signals_of_person: 1,
};

const nothing: Aftermath = {
  identity: [],
  casePerson: null,
  tasks: [],
  attempts: [],
  history: [],
  feedback: [],
};

describe('the story of a signal on the screen of an operator', () => {
  it('stands part by part, with what is needed to find the record again at its end', () => {
    const lines = storyLines(signal, nothing);
    expect(lines[0]).toBe('Signaal 00000000-0000-4000-8000-000000000001 in GM0505');
    expect(lines).toEqual(
      expect.arrayContaining([
        'Wat er binnenkwam',
        '  Op 10 maart 2026 om 00:30 uur kregen wij een signaal van Lichtpunt Energie (Energie).',
        '  De schuldeiser heeft het ingetrokken.',
        '  De schuldeiser heeft nog niets van ons gehoord.',
      ]),
    );
    expect(lines.filter((line) => /ingetrokken|trok .* in/.test(line))).toHaveLength(1);
    expect(lines.slice(-6)).toEqual([
      'Kenmerken voor beheer',
      '  bericht      LP-1 van urn:nld:kvknr:90000101.incasso',
      '  plaats       3/0/1234',
      '  adres        00000000-0000-4000-8000-00000000000a',
      '  persoon      00000000-0000-4000-8000-00000000000b, periode vanaf 2026-03-01',
      '  versies      beleid 2, vergelijking 1, herziening 2',
    ]);
  });

  it('reads superseded decisions as the intake stores them', () => {
    const history: Aftermath['history'] = [
      {
        subject: 'signal',
        superseded_at: new Date('2026-03-12T09:00:00Z'),
        content: {
          personId: '00000000-0000-4000-8000-00000000000c',
          verdict: 'unjustified',
          rule: 'not-above-threshold',
          inputs: { amountCents: 2_505, thresholdCents: 5_000 },
        },
      },
      {
        subject: 'case-person',
        superseded_at: new Date('2026-03-13T09:00:00Z'),
        content: {
          state: 'closed',
          outcome: 'Niet opgepakt: andere reden',
          crisis: false,
          plan: 'everybody',
        },
      },
    ];
    const story = storyLines(signal, { ...nothing, history }).join('\n');
    expect(story).toContain('was het besluit: niet opgepakt, want het paste niet bij de regels.');
    expect(story).toContain('als het bedrag hoger is dan € 50,00.');
    expect(story).toContain('Het signaal hoorde toen bij een andere inwoner.');
    expect(story).toContain('De uitkomst was: Niet opgepakt: andere reden.');
    expect(story).not.toContain('everybody');
  });

  it('tells what else came under the same id: faults by place, in Dutch', () => {
    const place = { receipt: new Date('2026-03-09T10:00:00Z'), log_id: 3, partition: 1, kafka_offset: '7' };
    const refused = {
      kind: 'quarantine',
      municipality: '',
      ...place,
      verdict: 'refused',
      reason: 'missing',
      faults: [{ pointer: '/data/persoon', code: 'missing' }],
    } as const;
    expect(otherLines(refused)).toEqual([
      '  Op 9 maart 2026 om 11:00 uur: een bericht dat wij niet konden gebruiken.',
      '    /data/persoon: Een verplicht gegeven ontbreekt.',
      '    plaats 3/1/7',
    ]);
    const other = { municipality: 'GM0505', ...place, reason: null, faults: null } as const;
    expect(otherLines({ ...other, kind: 'duplicate', verdict: null })[0]).toBe(
      '  Op 9 maart 2026 om 11:00 uur voor GM0505: hetzelfde bericht kwam nog een keer. Dat verandert niets.',
    );
    expect(otherLines({ ...other, kind: 'withdrawal', verdict: 'kept' })[0]).toContain('telt nog mee');
    expect(otherLines({ ...other, kind: 'quarantine', verdict: 'conflict' })[0]).toContain('andere inhoud');
  });

  it('speaks of other records only where a signal was told before them', () => {
    expect(othersHeading(1)).toBe('Andere berichten onder hetzelfde nummer');
    expect(othersHeading(0)).toBe('Berichten onder dit nummer; er is geen signaal van opgeslagen');
  });
});
