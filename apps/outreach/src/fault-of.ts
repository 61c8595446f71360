import { DependencyUnavailable } from '#kafka';
import type { LoopFault } from '#platform';
import { ClockNotSet, databaseFault } from '#postgres';
import { QueueUnavailable } from '#queue';

/**
 * What an error of a round means (decision 4). Rows that the database refuses are tried again: here they are two
 * tasks that drew one letter reference, and the next round draws anew.
 */
export function faultOf(error: unknown): LoopFault {
  if (error instanceof DependencyUnavailable || error instanceof QueueUnavailable) return 'dependency';
  if (error instanceof ClockNotSet) return 'dependency';
  // A folder that is away, or a disk that is full.
  if (error instanceof Error && 'syscall' in error) return 'dependency';
  const fault = databaseFault(error);
  return fault === 'data' ? 'contention' : fault;
}
