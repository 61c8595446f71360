import type { MatchParameters } from '../match-parameters.js';
import { dutchParameters1 } from './dutch-1.js';

/** Every version of the parameters for signals, the oldest first. A version is never changed once it was in force. */
export const matchParameterVersions: readonly MatchParameters[] = [dutchParameters1];
