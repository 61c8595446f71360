export { assignOneToOne } from './assign-one-to-one.js';
export { addressKey, birthKeys } from './blocking-keys.js';
export {
  compare,
  weightOf,
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
  type JudgedPair,
  type WeighedPair,
} from './group-duplicates.js';
export { householdParameters } from './household.js';
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
  partialDate,
  type MatchField,
  type MatchFields,
  type MatchLevel,
  type PartialDate,
} from './match-fields.js';
export {
  frequencyFields,
  parametersOn,
  type Circumstance,
  type Circumstances,
  type FieldParameters,
  type FrequencyField,
  type FrequencyTable,
  type LevelShares,
  type MatchParameters,
  type MatchThresholds,
} from './match-parameters.js';
export { matchParameterVersions, registerParameterVersions } from './parameters/index.js';
export {
  comparedBefore,
  prepare,
  prepareNames,
  surnameOfNames,
  type ComparedSurname,
  type ComparedText,
  type PreparedNames,
  type PreparedPerson,
} from './prepared-person.js';
export { compareLevels, type FieldLevel } from './compare-levels.js';
export { countLevels, noLevelCounts, sharesOf, withShares, type LevelCounts } from './estimate.js';
export { countFrequencies } from './value-frequencies.js';
export { fitParameters, isWorthFitting, type Fit, type FitInput } from './fit-parameters.js';
export { thresholdsFor, type ThresholdAims } from './thresholds-for.js';
export { areBornTogether, isAnother, mayBeAnother } from './tells-apart.js';
