import type { MatchParameters } from '../match-parameters.js';
import { dutchParameters1 } from './dutch-1.js';
import { dutchParameters2 } from './dutch-2.js';

/** Every version of the parameters for signals, the oldest first. A version is never changed once it was in force. */
export const matchParameterVersions: readonly MatchParameters[] = [dutchParameters1];

/** The same for finding somebody in a register in which each person stands once. */
export const registerParameterVersions: readonly MatchParameters[] = [dutchParameters1, dutchParameters2];
