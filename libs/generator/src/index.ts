export {
  GENERATED_MUNICIPALITY,
  RECORDS_MAX,
  SignalGenerator,
  type GeneratedRecord,
  type GeneratorOptions,
} from './generate.js';
export { recount, type Expectation, type LedgerEntry, type SignalEntry } from './ledger.js';
export { REGISTERED_MUNICIPALITY, townCsv, type TownResident } from './registered-town.js';
export { PRODUCERS, RegistryUnfit, type ProducerName } from './senders.js';
export { townRecords, type TownRecord } from './town-signals.js';
export {
  csvOfPeople,
  peopleInTwoFiles,
  peopleWithDuplicates,
  type FiledPerson,
  type PeopleFileOptions,
} from './people-files.js';
export * from './population/index.js';
