import { channels, type Channel } from '../policy.js';
import type { Treatment } from './approaches.js';
import type { ReplayedStep } from './replay-address.js';

/** How the treatment of a resident can change. Closed list: it is counted and shown. */
export const treatmentChanges = [
  'now-approached',
  'no-longer-approached',
  'gains-letters',
  'gains-messages',
  'gains-calls',
  'gains-house-visits',
  'loses-letters',
  'loses-messages',
  'loses-calls',
  'loses-house-visits',
  'more-steps',
  'fewer-steps',
  'first-step-earlier',
  'first-step-later',
  'other-days',
  'other-executor',
  'other-reason',
  'now-in-review',
  'no-longer-in-review',
  'more-picked-up',
  'fewer-picked-up',
] as const;
export type TreatmentChange = (typeof treatmentChanges)[number];

/**
 * What another policy changes for one resident; nothing where the two do the same. A change of approach is told once:
 * who is now approached at all does not also gain each channel.
 */
export function changesBetween(before: Treatment, after: Treatment): readonly TreatmentChange[] {
  const changes: TreatmentChange[] = [...approachChanges(stepsOf(before), stepsOf(after))];
  if (before.picked < after.picked) changes.push('more-picked-up');
  if (before.picked > after.picked) changes.push('fewer-picked-up');
  if (before.inReview < after.inReview) changes.push('now-in-review');
  if (before.inReview > after.inReview) changes.push('no-longer-in-review');
  return changes;
}

function stepsOf({ approaches }: Treatment): readonly ReplayedStep[] {
  return approaches.flatMap(({ steps }) => steps);
}

function approachChanges(
  before: readonly ReplayedStep[],
  after: readonly ReplayedStep[],
): readonly TreatmentChange[] {
  const [firstBefore] = before;
  const [firstAfter] = after;
  if (firstBefore === undefined || firstAfter === undefined) {
    if (firstBefore !== undefined) return ['no-longer-approached'];
    return firstAfter === undefined ? [] : ['now-approached'];
  }
  const changes: TreatmentChange[] = [];
  for (const channel of channels) {
    const [had, has] = [uses(before, channel), uses(after, channel)];
    if (has && !had) changes.push(`gains-${channel}`);
    if (had && !has) changes.push(`loses-${channel}`);
  }
  if (after.length > before.length) changes.push('more-steps');
  if (after.length < before.length) changes.push('fewer-steps');
  if (firstAfter.day < firstBefore.day) changes.push('first-step-earlier');
  if (firstAfter.day > firstBefore.day) changes.push('first-step-later');
  if (changes.length === 0 && differ(before, after, ({ channel, day }) => `${channel} ${day}`)) {
    changes.push('other-days');
  }
  if (channels.some((channel) => otherExecutor(before, after, channel))) changes.push('other-executor');
  // The same steps for another reason: the resident who asks is told something else.
  if (changes.length === 0 && differ(before, after, ({ plan }) => plan)) changes.push('other-reason');
  return changes;
}

function uses(steps: readonly ReplayedStep[], channel: Channel): boolean {
  return steps.some((step) => step.channel === channel);
}

function differ(
  before: readonly ReplayedStep[],
  after: readonly ReplayedStep[],
  textOf: (step: ReplayedStep) => string,
): boolean {
  return before.map(textOf).join('\n') !== after.map(textOf).join('\n');
}

function otherExecutor(
  before: readonly ReplayedStep[],
  after: readonly ReplayedStep[],
  channel: Channel,
): boolean {
  const of = (steps: readonly ReplayedStep[]): string | undefined =>
    steps.find((step) => step.channel === channel)?.executor;
  const [was, is] = [of(before), of(after)];
  return was !== undefined && is !== undefined && was !== is;
}
