import HolidaysModule from 'date-holidays';

/** The years for which working days are known; a case outside them cannot be. */
const YEAR_FIRST = 2015;
const YEAR_LAST = 2060;

/** `require` of the package gives the class itself, its types promise a default export. */
const Holidays: typeof HolidaysModule =
  'default' in HolidaysModule
    ? (HolidaysModule as unknown as { default: typeof HolidaysModule }).default
    : HolidaysModule;

/**
 * The Dutch public holidays as days `YYYY-MM-DD`, from 2015 to 2060. Bevrijdingsdag counts once in five years,
 * as for civil servants; Good Friday is no public holiday.
 */
export function dutchPublicHolidays(): readonly string[] {
  const holidays = new Holidays('NL', { types: ['public'] });
  const days = new Set<string>();
  for (let year = YEAR_FIRST; year <= YEAR_LAST; year += 1) {
    for (const holiday of holidays.getHolidays(year)) days.add(holiday.date.slice(0, 10));
    if (year % 5 === 0) days.add(`${year}-05-05`);
  }
  return [...days].sort();
}
