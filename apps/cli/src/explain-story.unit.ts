import type { Aftermath, ExplainedSignal } from '#postgres';

import { otherLine, storyOf } from './explain-story.js';

const signal: ExplainedSignal = {
  municipality: 'GM0505',
  signal_id: '00000000-0000-4000-8000-000000000001',
  source: 'urn:nld:kvknr:90000101.incasso',
  event_id: 'LP-1',
  creditor_id: 'lichtpunt-energie',
  sector: 'Energie',
  receipt: new Date('2026-03-09T23:30:00Z'),
  topic: 'signals.energie',
  log_id: 3,
  partition: 0,
  kafka_offset: '1234',
  amount_cents: 2_505,
  arrears_since: '2026-01-05',
  crisis: 'none',
  address_id: '00000000-0000-4000-8000-00000000000a',
  person_id: '00000000-0000-4000-8000-00000000000b',
  period_start: '2026-03-01',
  judged_verdict: 'accepted',
  judged_rule: 'picked-up',
  judged_inputs: { amountCents: 2_505, thresholdCents: 2_500, ageDays: 63 },
  policy_version: 2,
  matcher_version: 1,
  verdict: 'withdrawn',
  rule: 'withdrawn-by-creditor',
  decided_at: new Date('2026-03-12T09:00:00Z'),
  withdrawn_after_attempt: false,
  revision: 2,
};

const nothing: Aftermath = { history: [], casePerson: null, tasks: [], attempts: [], feedback: [] };

describe('the story of a signal', () => {
  it('tells the decision, what it compared, and when in Dutch time', () => {
    const story = storyOf(signal, nothing).join('\n');
    // Half past eleven at night in UTC is the next day in the Netherlands.
    expect(story).toContain('2026-03-10 00:30');
    expect(story).toContain('plaats 3/0/1234');
    expect(story).toContain('ingetrokken (withdrawn) omdat: de schuldeiser heeft het signaal ingetrokken');
    expect(story).toContain('amountCents € 25,05, thresholdCents € 25,00, ageDays 63');
    expect(story).toContain('op eigen inhoud: opgepakt (accepted)');
    expect(story).toContain('schuldeiser heeft niets gehoord');
  });

  it('tells earlier decisions, the approach, and what the creditor heard', () => {
    const story = storyOf(signal, {
      history: [
        {
          subject: 'signal',
          revision: 1,
          superseded_at: new Date('2026-03-12T09:00:00Z'),
          content: { verdict: 'accepted', rule: 'picked-up' },
        },
      ],
      casePerson: {
        period_start: '2026-03-01',
        state: 'closed',
        outcome: 'Niet opgepakt: andere reden',
        closed_on: '2026-03-12',
        crisis: false,
        reached: false,
        attempts: 0,
        policy_version: 2,
        plan: 'everybody',
        next_step: null,
        next_channel: null,
        next_due_on: null,
        hold: 'closed',
        led_by_period_start: null,
        revision: 2,
      },
      tasks: [
        {
          task_id: '00000000-0000-4000-8000-00000000000c',
          step: 'first-message',
          channel: 'messages',
          executor: 'desk',
          due_on: '2026-03-10',
          state: 'cancelled',
          finished_on: null,
          result: null,
        },
      ],
      attempts: [
        { kind: 'Telefoon', direction: 'incoming', reached: true, day: '2026-03-11', part_of_day: 'Avond' },
      ],
      feedback: [
        {
          revision: 1,
          message: 'not-picked-up',
          created_at: new Date('2026-03-12T09:00:00Z'),
          state: 'created',
          replaces: null,
        },
      ],
    }).join('\n');
    expect(story).toContain('signaal, herziening 1: opgepakt (accepted)');
    expect(story).toContain('closed, Niet opgepakt: andere reden op 2026-03-12');
    expect(story).toContain('wacht: de zaak is afgesloten (closed)');
    expect(story).toContain('first-message (messages, desk), gepland op 2026-03-10: cancelled');
    expect(story).toContain('2026-03-11 Avond: Telefoon, inkomend, bereikt');
    expect(story).toContain('niet opgepakt (not-picked-up), nummer 1, 2026-03-12 10:00 (nog niet verzonden)');
  });

  it('tells a refusal by place and code', () => {
    expect(
      otherLine({
        kind: 'quarantine',
        municipality: '',
        receipt: new Date('2026-03-09T10:00:00Z'),
        log_id: 3,
        partition: 1,
        kafka_offset: '7',
        verdict: 'refused',
        reason: 'missing',
        faults: [{ pointer: '/data/persoon', code: 'missing' }],
      }),
    ).toBe(
      '  quarantaine  2026-03-09 11:00, zonder gemeente, plaats 3/1/7, geweigerd (refused), missing: /data/persoon:missing',
    );
  });
});
