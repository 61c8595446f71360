import { addDays, asDay } from '#domain';
import type { Creditor } from '../creditor-registry.js';
import type { PartnerType } from '../event-types.js';
import { GROUNDED_FIELDS } from '../signal-data.js';
import type { FaultList } from './faults.js';

/** Sectors whose creditors must always send the statement on their own duties (Bgs art. 2): landlords. */
const STATEMENT_ALWAYS_REQUIRED: readonly PartnerType[] = ['Huur'];

const GROUNDED_PATHS = GROUNDED_FIELDS.map((field) => ({
  field,
  path: field.split('.'),
  pointer: `/data/${field.replaceAll('.', '/')}`,
}));

/**
 * Names every field that the creditor may not send (outside its ground: *geen grondslag*). Reads the data as they
 * came, valid or not, so that these faults are named together with those of the schema.
 */
export function checkAllowedFields(data: unknown, creditor: Creditor, faults: FaultList): void {
  for (const { field, path, pointer } of GROUNDED_PATHS) {
    if (memberAt(data, path) !== undefined && !creditor.allowedFields.includes(field)) {
      faults.add(pointer, 'no-legal-ground');
    }
  }
}

/** The member at a path of own members, or undefined. */
export function memberAt(data: unknown, path: readonly string[]): unknown {
  let value = data;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}

/** A date is compared only when it is one; a malformed one has its fault already. */
function dayAt(data: unknown, path: readonly string[], days: RegExp): string | undefined {
  const value = memberAt(data, path);
  return typeof value === 'string' && days.test(value) ? value : undefined;
}

/** Days that may not lie after the day of receipt, and the order of the two days of a signal. */
export function checkSignalDays(data: unknown, receiptDay: string, days: RegExp, faults: FaultList): void {
  const arisen = dayAt(data, ['ontstaansdatum'], days);
  const signalled = dayAt(data, ['signaaldatum'], days);
  const born = dayAt(data, ['persoon', 'geboortedatum'], days);
  if (arisen !== undefined && arisen > receiptDay) faults.add('/data/ontstaansdatum', 'date-after-receipt');
  if (signalled !== undefined && signalled > receiptDay)
    faults.add('/data/signaaldatum', 'date-after-receipt');
  if (born !== undefined && born > receiptDay)
    faults.add('/data/persoon/geboortedatum', 'date-after-receipt');
  if (arisen !== undefined && signalled !== undefined && arisen > signalled) {
    faults.add('/data/ontstaansdatum', 'dates-out-of-order');
  }
}

/**
 * A last day of supply makes a signal a crisis, which goes before all others and under any threshold, so a day that
 * cannot be one (1900-01-01) may not pass. The norm is a notice of 20 working days before it [P]: a month late is still
 * somebody without energy, longer ago is no notice, and nobody knows the day more than a year ahead.
 */
export const SUPPLY_ENDED_DAYS_MAX = 31;
export const SUPPLY_ENDS_DAYS_MAX = 366;

/** The last day of supply lies at most a month before the day of receipt and at most a year after it. */
export function checkCrisisDay(data: unknown, receiptDay: string, days: RegExp, faults: FaultList): void {
  const ends = dayAt(data, ['crisissignaal', 'einddatumLevering'], days);
  if (ends === undefined) return;
  const receipt = asDay(receiptDay);
  if (ends < addDays(receipt, -SUPPLY_ENDED_DAYS_MAX) || ends > addDays(receipt, SUPPLY_ENDS_DAYS_MAX)) {
    faults.add('/data/crisissignaal/einddatumLevering', 'out-of-range');
  }
}

/** The day of a withdrawal may not lie after the day of receipt. */
export function checkWithdrawalDay(data: unknown, receiptDay: string, days: RegExp, faults: FaultList): void {
  const withdrawn = dayAt(data, ['datum'], days);
  if (withdrawn !== undefined && withdrawn > receiptDay) faults.add('/data/datum', 'date-after-receipt');
}

const STATEMENT_MEMBERS = [
  'herinneringGestuurd',
  'persoonlijkContactGezocht',
  'gewezenOpHulp',
  'doorgevenAangekondigd',
] as const;

/** Where the statement is required, all of it must be true: without it the creditor may not pass the signal on. */
export function checkStatement(
  data: unknown,
  creditor: Creditor,
  alsoRequiredFor: readonly PartnerType[],
  faults: FaultList,
): void {
  const { partnerType } = creditor;
  if (!STATEMENT_ALWAYS_REQUIRED.includes(partnerType) && !alsoRequiredFor.includes(partnerType)) return;
  const statement = memberAt(data, ['verklaringSchuldeiser']);
  if (statement === undefined) {
    faults.add('/data/verklaringSchuldeiser', 'statement-incomplete');
    return;
  }
  for (const member of STATEMENT_MEMBERS) {
    if (memberAt(statement, [member]) === false) {
      faults.add(`/data/verklaringSchuldeiser/${member}`, 'statement-incomplete');
    }
  }
}
