import { addDays, daysBetween, weekdayOf, type Day } from '../calendar/index.js';
import { channels, type Channel, type Policy } from '../policy.js';
import type { ReplayedStep } from './replay-address.js';

/** The tasks of one channel in the weeks of a range, beside what can be done in a week. */
export interface ChannelWorkload {
  readonly channel: Channel;
  readonly tasks: number;
  /** Per week, in the order of the weeks. */
  readonly perWeek: readonly number[];
  readonly busiest: number;
  /** Tasks in a whole week that can be done; null: the policy sets no limit. */
  readonly capacity: number | null;
  /** Weeks in which more falls due than can be done. */
  readonly weeksOver: number;
  /** Tasks beyond the capacity of their week. */
  readonly tasksOver: number;
}

export interface Workload {
  /** The Mondays of the weeks. The first and the last may lie half outside the range. */
  readonly weeks: readonly Day[];
  readonly channels: readonly ChannelWorkload[];
}

/** Counts the steps that fall in the range, by channel and week, and holds them against the capacity of the policy. */
export function workloadOf(
  steps: Iterable<ReplayedStep>,
  range: { readonly from: Day; readonly until: Day },
  capacityPerWeek: Policy['capacityPerWeek'],
): Workload {
  const firstMonday = mondayOf(range.from);
  const weekCount = Math.floor(daysBetween(firstMonday, range.until) / 7) + 1;
  const weeks = Array.from({ length: weekCount }, (_, at) => addDays(firstMonday, at * 7));
  const counts = new Map<Channel, number[]>(channels.map((channel) => [channel, weeks.map(() => 0)]));
  for (const { channel, day } of steps) {
    if (day < range.from || day > range.until) continue;
    const ofChannel = counts.get(channel) ?? [];
    const week = Math.floor(daysBetween(firstMonday, day) / 7);
    ofChannel[week] = (ofChannel[week] ?? 0) + 1;
  }
  return {
    weeks,
    channels: channels.map((channel) =>
      channelWorkload(channel, counts.get(channel) ?? [], capacityPerWeek[channel] ?? null),
    ),
  };
}

function channelWorkload(
  channel: Channel,
  perWeek: readonly number[],
  capacity: number | null,
): ChannelWorkload {
  const over = perWeek.map((tasks) => (capacity === null ? 0 : Math.max(0, tasks - capacity)));
  return {
    channel,
    tasks: perWeek.reduce((sum, tasks) => sum + tasks, 0),
    perWeek,
    busiest: Math.max(0, ...perWeek),
    capacity,
    weeksOver: over.filter((tasks) => tasks > 0).length,
    tasksOver: over.reduce((sum, tasks) => sum + tasks, 0),
  };
}

function mondayOf(day: Day): Day {
  return addDays(day, 1 - weekdayOf(day));
}
