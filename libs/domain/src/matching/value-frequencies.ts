import {
  frequencyFields,
  type FrequencyField,
  type FrequencyTable,
  type MatchParameters,
} from './match-parameters.js';
import type { PreparedPerson } from './prepared-person.js';

/** The value of a field whose frequency counts, as `FieldLevel.value` gives it. */
export function frequencyValue(person: PreparedPerson, field: FrequencyField): string | null {
  switch (field) {
    case 'surname':
    case 'firstNames':
    case 'street':
    case 'place':
      return person[field]?.text ?? null;
    case 'birthDate':
    case 'postcode':
    case 'houseNumber':
      return person[field];
    default:
      return field satisfies never;
  }
}

/** So many records of which nothing is known are believed in besides those counted: ten records make no frequency. */
const BELIEF_RECORDS = 200;
/** Where everybody lives in one place, that is known from the count and not from belief. */
const BELIEF_SHARE_MAX = 0.02;

/**
 * Counts how common each value is among some people.
 *
 * @param base what is known of a value before it is counted: its share among anybody
 */
export function countFrequencies(
  people: readonly PreparedPerson[],
  source: string,
  base: MatchParameters,
): { readonly [Field in FrequencyField]?: FrequencyTable } {
  const tables: { [Field in FrequencyField]?: FrequencyTable } = {};
  for (const field of frequencyFields) {
    const counts = new Map<string, number>();
    let total = BELIEF_RECORDS;
    for (const person of people) {
      const value = frequencyValue(person, field);
      if (value === null) continue;
      total += 1;
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    if (counts.size === 0) continue;
    const share = base.frequencies[field]?.unlisted ?? base.fields[field].u.exact;
    const believed = BELIEF_RECORDS * Math.min(share, BELIEF_SHARE_MAX);
    const shares = new Map<string, number>();
    for (const [value, count] of counts) shares.set(value, (count + believed) / total);
    tables[field] = { source, shares, unlisted: (1 + believed) / total };
  }
  return tables;
}
