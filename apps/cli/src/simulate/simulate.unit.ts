import { toDomainPolicy } from '#contracts';
import { addDays, asDay, workingCalendar, type Policy } from '#domain';
import { recount, SignalGenerator } from '#generator';
import { testRegistry } from '#testing';

import { CommandRefused } from '../command.js';
import { readWritten } from '../policy-source.js';
import { generatedAddresses } from './generated-addresses.js';
import { generatedWhatIf } from './prepare-what-if.js';
import { whatIfLines } from './render-what-if.js';
import { checkPeriods, runWhatIf, warmUpFrom } from './run-what-if.js';
import { simulateCommand } from './simulate-command.js';

const document = readWritten('dordrecht');
const policy: Policy = toDomainPolicy({ ...document, exclusions: [] }, 1);
const registry = testRegistry();

describe('an invented span of days', () => {
  const records = 600;
  const days = { from: asDay('2025-09-23'), until: asDay('2025-11-22') };
  const span = { seed: 7, records, firstDay: days.from, lastDay: days.until, registry, policy };
  const addresses = generatedAddresses(span);
  const calendar = workingCalendar([]);
  const whatIf = { addresses, days, earlier: [], now: policy, calendar, history: null };

  it('is judged as the generator’s own count says, which shares no code with the decisions', () => {
    const generator = new SignalGenerator({ seed: 7, firstDay: days.from, lastDay: days.until, registry });
    const ledger = [...generator.byDay(records)].flatMap((day) => day.records.map((record) => record.ledger));
    const expected = recount(ledger);
    const { before } = runWhatIf({ ...whatIf, then: policy });
    expect(before.signals).toEqual({
      accepted: expected.accepted,
      repeated: expected.repeats,
      unjustified: expected.unjustified,
      review: expected.review,
      withdrawn: expected.withdrawn,
    });
    expect(before.cases.counts).toEqual(expected.cases);
    expect(expected.accepted).toBeGreaterThan(400);
  });

  it('the same policy changes nothing for anybody', () => {
    const { after, before, changed } = runWhatIf({ ...whatIf, then: policy });
    expect(changed).toEqual([]);
    expect(after).toEqual(before);
  });

  it('a threshold that rises never has more picked up, and names who is not approached any more', () => {
    let picked = Number.POSITIVE_INFINITY;
    for (const thresholdCents of [2_500, 10_000, 50_000]) {
      const { after, changeCounts } = runWhatIf({ ...whatIf, then: { ...policy, thresholdCents } });
      expect(after.signals.accepted).toBeLessThanOrEqual(picked);
      expect(changeCounts['now-approached']).toBe(0);
      expect(changeCounts['no-longer-approached'] > 0).toBe(thresholdCents > 2_500);
      picked = after.signals.accepted ?? 0;
    }
  });

  it('is reported with every change, work against capacity, and no reach without a history', () => {
    const then = { ...policy, thresholdCents: 50_000, capacityPerWeek: { calls: 10 } };
    const lines = whatIfLines(runWhatIf({ ...whatIf, then }));
    const text = lines.join('\n');
    expect(text).toContain('Bereik: niet te zeggen.');
    expect(text).toMatch(/wordt niet meer benaderd +\d/);
    expect(text).toMatch(/weken met te weinig ruimte +\d+ +[1-9]/);
    expect(lines.filter((line) => /^ {2}2025-\d\d-\d\d /.test(line))).toHaveLength(9);
    expect(text).toMatch(/\d+!/);
    // Codes of the program are for the program.
    expect(text).not.toMatch(/accepted|no-longer|house-visits|single/);
  });
});

describe('the days before the first', () => {
  it('reach back as far as any policy looks', () => {
    const from = asDay('2026-01-01');
    expect(warmUpFrom(from, [policy])).toBe('2025-06-01');
    expect(warmUpFrom(from, [policy, { ...policy, repeatWindowDays: 400 }])).toBe(addDays(from, -400));
    expect(warmUpFrom(from, [policy, { ...policy, lookBackMonths: 12 }])).toBe('2024-12-01');
  });

  it('end where periods of both policies begin', () => {
    const fromTheFifth: Policy = { ...policy, matchingPeriod: { kind: 'from-day', day: 5 } };
    expect(() => checkPeriods(asDay('2026-01-05'), [policy, policy])).not.toThrow();
    expect(() => checkPeriods(asDay('2026-01-05'), [policy, fromTheFifth])).toThrow(CommandRefused);
    const fromTheFirst: Policy = { ...policy, matchingPeriod: { kind: 'from-day', day: 1 } };
    expect(() => checkPeriods(asDay('2026-01-01'), [policy, fromTheFirst])).not.toThrow();
  });
});

describe('eropaf simulate', () => {
  const lines: string[] = [];
  const io = { out: (line: string) => void lines.push(line), err: () => undefined };

  it('tries a policy on an invented town without any server', async () => {
    const args = [
      '--policy',
      'dordrecht',
      '--against',
      'dordrecht',
      '--generated',
      '3',
      '--inhabitants',
      '5000',
    ];
    await expect(simulateCommand.run(args, io)).resolves.toBe(0);
    expect(lines[0]).toBe('Wat als: Dordrecht (GM0505), 1 januari 2025 tot en met 31 december 2025');
    expect(lines.join('\n')).toContain('Voor 0 van');
  });

  it('says what is missing', async () => {
    const refused = async (...args: string[]): Promise<void> => void (await simulateCommand.run(args, io));
    await expect(refused('--from', '2026-01-01', '--to', '2026-01-31')).rejects.toThrow('--policy is needed');
    await expect(refused('--policy', 'dordrecht')).rejects.toThrow('--from and --to are needed');
    await expect(
      refused('--policy', 'dordrecht', '--from', '2026-02-01', '--to', '2026-01-31'),
    ).rejects.toThrow('after --to');
    await expect(refused('--policy', 'dordrecht', '--inhabitants', '9000')).rejects.toThrow('--generated');
  });

  it('says that no register is asked, and that a difference in it is not seen', () => {
    const brp = { ...document, residentRegister: { ...document.residentRegister, source: 'brp' as const } };
    const days = { from: asDay('2025-01-01'), until: asDay('2025-01-31') };
    const caveats = (now: typeof document, then: typeof document): string =>
      generatedWhatIf({ policy: then, now, days, seed: 1, inhabitants: 5_000 }).caveats.join(' ');
    expect(caveats(document, document)).toBe('');
    expect(caveats(brp, brp)).toMatch(/wordt hier niet geraadpleegd: [^.]*\.$/);
    expect(caveats(document, brp)).toContain('is niet te zien.');
  });

  it('makes no more than the generator can', () => {
    const days = { from: asDay('2000-01-01'), until: asDay('2025-12-31') };
    expect(() =>
      generatedWhatIf({ policy: document, now: document, days, seed: 1, inhabitants: 1_000_000 }),
    ).toThrow(CommandRefused);
  });
});
