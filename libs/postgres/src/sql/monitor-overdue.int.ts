import { asDay, instantMsOf, lawTerms, overdueBefore, workingCalendar, type MunicipalityCode } from '#domain';
import { casePersonRow, createTestDatabase, freshId, storeRows, type TestDatabase } from '#testing';

import { readOverdueFigures, type OverdueFigures } from './monitor-overdue.js';

const municipality = 'GM0505' as MunicipalityCode;
const calendar = workingCalendar([]);

describe('a decision after the first conversation', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  const figuresOn = async (today: string, terms = lawTerms): Promise<OverdueFigures> => {
    const monitor = await database.municipal('monitor');
    const day = asDay(today);
    return monitor.withMunicipality(municipality, (tx) =>
      readOverdueFigures(tx, { municipality, today: day, before: overdueBefore(day, calendar, terms) }),
    );
  };
  /** Somebody who was spoken with on 2 March about a signal of 20 February. */
  const spoken = async (state: 'open' | 'closed', firstReceipt = '2026-02-20'): Promise<void> => {
    const ids = { municipality, person_id: freshId(), period_start: '2026-02-01' };
    const owner = await database.national('owner');
    await storeRows(owner, {
      case_person: [
        casePersonRow({ ...ids, address_id: freshId(), state, first_receipt: `${firstReceipt}T09:00:00Z` }),
      ],
      approach: [{ ...ids, first_conversation_at: new Date(instantMsOf(asDay('2026-03-02')) + 50_000_000) }],
    });
  };

  test('is overdue on the day behind the eighth week, where nobody has closed the case', async () => {
    await spoken('closed');
    // A new signal reopened nothing of what was spoken about before it came.
    await spoken('open', '2026-03-20');
    expect(await figuresOn('2026-05-01')).toMatchObject({ decision: 0 });
    await spoken('open');
    expect(await figuresOn('2026-04-27')).toMatchObject({ decision: 0 });
    expect(await figuresOn('2026-04-28')).toMatchObject({ decision: 1 });
    expect(await figuresOn('2026-03-18', { ...lawTerms, decisionDays: 14 })).toMatchObject({ decision: 1 });
  });
});
