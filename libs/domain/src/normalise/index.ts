export { addressText, parseHouseNumber, type HouseNumber, type WrittenHouseNumber } from './house-number.js';
export { looksLikeLegalPerson } from './legal-person.js';
export { normaliseFaults, normaliserVersion, type NormaliseFault, type Parsed } from './parsed.js';
export { parsePersonName, personKey, type PersonName, type WrittenName } from './person-name.js';
export { parsePostcode, type Postcode } from './postcode.js';
export { writtenFullName, writtenName } from './written-name.js';
