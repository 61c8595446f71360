import { addMonths, monthOf, type Day, type Rate } from '#domain';
import {
  contactRates,
  countOutreach,
  countRecords,
  readCounts,
  type NamedCount,
  type NationalDatabase,
  type ReadPosition,
} from '#postgres';

/** Everything that one column of the table shows. */
export interface Figures {
  readonly records: readonly NamedCount[];
  readonly outreach: readonly NamedCount[];
  /** Cases closed in the months of the run, and cases whose matching period lies in them. */
  readonly closed: Rate;
  readonly cohort: Rate;
  /** The national rate beside it, 0 to 1. */
  readonly benchmarkRate: number;
}

const BENCHMARK_RATE_DEFAULT = 0.2;

/** @param since records from these positions on; all when empty */
export async function readFigures(
  database: NationalDatabase,
  options: { readonly municipality: string; readonly lastDay: Day; readonly since: readonly ReadPosition[] },
): Promise<Figures> {
  const { lastDay, since } = options;
  const municipality = options.municipality as Parameters<typeof contactRates>[1]['municipality'];
  return database.acrossMunicipalities(async (tx) => {
    const range = { first: monthOf(addMonths(lastDay, -2)), last: monthOf(lastDay) };
    const query = { municipality, variant: 'divosa', range, split: 'none' } as const;
    const closed = await contactRates(tx, { ...query, view: 'closed' });
    const cohort = await contactRates(tx, { ...query, view: 'cohort' });
    return {
      records: await readCounts(tx, countRecords(municipality, since)),
      outreach: await readCounts(tx, countOutreach(municipality)),
      closed: closed.total.contact,
      cohort: cohort.total.contact,
      benchmarkRate: closed.benchmark?.rate ?? BENCHMARK_RATE_DEFAULT,
    };
  });
}
