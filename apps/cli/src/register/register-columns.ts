/** The columns of a register file, and whether each must be there. docs/register.md says what they hold. */
export const registerColumns = {
  id: 'required',
  voornamen: 'optional',
  voorletters: 'optional',
  tussenvoegsel: 'optional',
  achternaam: 'required',
  tussenvoegsel_partner: 'optional',
  achternaam_partner: 'optional',
  geboortedatum: 'required',
  postcode: 'required',
  huisnummer: 'required',
  huisletter: 'optional',
  huisnummertoevoeging: 'optional',
  vorige_postcode: 'optional',
  vorig_huisnummer: 'optional',
  vorige_huisletter: 'optional',
  vorige_huisnummertoevoeging: 'optional',
  verblijf: 'optional',
  adres_in_onderzoek: 'optional',
} as const;

export type RegisterColumn = keyof typeof registerColumns;

export const registerColumnNames = Object.keys(registerColumns) as readonly RegisterColumn[];

/** Where the columns of one file stand; faults name what is wrong with its header. */
export function readHeader(names: readonly string[]): {
  readonly places: ReadonlyMap<RegisterColumn, number>;
  readonly faults: readonly string[];
} {
  const places = new Map<RegisterColumn, number>();
  const faults: string[] = [];
  names.forEach((written, place) => {
    const name = written.trim().toLowerCase();
    const column = registerColumnNames.find((one) => one === name);
    // What the register does not need it may not get: nothing is left out in silence.
    if (column === undefined)
      faults.push(`line 1: column ${place + 1} (${written}) is none that may be loaded`);
    else if (places.has(column)) faults.push(`line 1: column ${column} stands there twice`);
    else places.set(column, place);
  });
  for (const column of registerColumnNames) {
    if (registerColumns[column] === 'required' && !places.has(column))
      faults.push(`line 1: column ${column} is missing`);
  }
  return { places, faults };
}
