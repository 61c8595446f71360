export {
  compare,
  type CircumstanceComparison,
  type CircumstanceKind,
  type Comparison,
  type FieldComparison,
} from './compare.js';
export { dutchSound } from './dutch-sound.js';
export {
  groupDuplicates,
  type DuplicateGroup,
  type Duplicates,
  type WeighedPair,
} from './group-duplicates.js';
export {
  CANDIDATES_MAX,
  judgePair,
  linkToRegister,
  matchOutcomes,
  type ConsideredCandidate,
  type LinkDecision,
  type MatchOutcome,
} from './judge.js';
export {
  matchFieldNames,
  matchLevels,
  noMatchFields,
  type MatchField,
  type MatchFields,
  type MatchLevel,
  type PartialDate,
} from './match-fields.js';
export {
  frequencyFields,
  parametersOn,
  type CircumstanceShares,
  type FieldParameters,
  type FrequencyField,
  type FrequencyTable,
  type LevelShares,
  type MatchParameters,
  type MatchThresholds,
} from './match-parameters.js';
export { matchParameterVersions } from './parameters/index.js';
export { prepare, type ComparedSurname, type ComparedText, type PreparedPerson } from './prepared-person.js';
