import {
  asDay,
  crisisConversationDueOn,
  decisionDueOn,
  firstConversationDueOn,
  informationDueOn,
  instantMsOf,
  overdueBefore,
  workingCalendar,
} from './index.js';

const calendar = workingCalendar([asDay('2026-04-06')]);

describe('legal terms', () => {
  test('four weeks, three working days over Easter, one month', () => {
    expect(firstConversationDueOn(asDay('2026-03-02'))).toBe('2026-03-30');
    expect(crisisConversationDueOn(asDay('2026-04-03'), calendar)).toBe('2026-04-09');
    expect(informationDueOn(asDay('2026-01-31'))).toBe('2026-02-28');
    expect(decisionDueOn(asDay('2026-03-02'))).toBe('2026-04-27');
  });

  test('what is due today is not overdue yet', () => {
    const before = overdueBefore(asDay('2026-04-09'), calendar);
    expect(before.firstConversationMs).toBe(instantMsOf(asDay('2026-03-12')));
    // Received on Thursday 2 April: due on 8 April. Received on the Friday: due today.
    expect(before.crisisConversationMs).toBe(instantMsOf(asDay('2026-04-03')));
    expect(before.informationMs).toBe(instantMsOf(asDay('2026-03-09')));
  });

  test('a receipt on the last days of a long month is due on the last day of a short one', () => {
    expect(overdueBefore(asDay('2026-02-28'), calendar).informationMs).toBe(instantMsOf(asDay('2026-01-28')));
    expect(overdueBefore(asDay('2026-03-01'), calendar).informationMs).toBe(instantMsOf(asDay('2026-02-01')));
  });
});

test('who shortens a term hears sooner of whoever waits; one day at the border decides', () => {
  const terms = { firstConversationDays: 14, crisisConversationWorkingDays: 1, decisionDays: 56 };
  const today = asDay('2026-03-27');
  const shortened = overdueBefore(today, workingCalendar([]), terms);
  // Received on the 12th: due on the 26th, so overdue on the 27th; received on the 13th: due today.
  expect(shortened.firstConversationMs).toBe(instantMsOf(asDay('2026-03-13')));
  expect(shortened.crisisConversationMs).toBe(instantMsOf(asDay('2026-03-26')));
  expect(overdueBefore(today, workingCalendar([]), { ...terms, decisionDays: 7 }).decisionMs).toBe(
    instantMsOf(asDay('2026-03-20')),
  );
  expect(overdueBefore(today, workingCalendar([])).firstConversationMs).toBe(
    instantMsOf(asDay('2026-02-27')),
  );
});
