import { frequencyFields, type FrequencyField, type FrequencyTable } from './match-parameters.js';
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

/**
 * Counts how common each value is among some people.
 *
 * @param recordsPerPerson how often one person stands among them on average: three records of one Okonkwo-Vermeer do
 *   not make that name common
 */
export function countFrequencies(
  people: readonly PreparedPerson[],
  source: string,
  recordsPerPerson: number,
): { readonly [Field in FrequencyField]?: FrequencyTable } {
  const tables: { [Field in FrequencyField]?: FrequencyTable } = {};
  for (const field of frequencyFields) {
    const counts = new Map<string, number>();
    let total = 0;
    for (const person of people) {
      const value = frequencyValue(person, field);
      if (value === null) continue;
      total += 1;
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    if (total === 0) continue;
    const least = 1 / total;
    const shares = new Map<string, number>();
    for (const [value, count] of counts)
      shares.set(value, Math.max(least, (count - recordsPerPerson + 1) / total));
    tables[field] = { source, shares, unlisted: least };
  }
  return tables;
}
