import { creditorHears, type CreditorHears, type Outcome } from '#domain';
import type { DocumentFault } from './document-faults.js';
import type { PolicyDocument } from './policy-document.js';
import type { PolicyParts } from './readable-parts.js';

/** The relations inside a document that a schema cannot say, as far as the parts that they relate could be read. */
export function policyFaults(policy: PolicyParts): readonly DocumentFault[] {
  return [
    ...rangeFaults(policy),
    ...executorFaults(policy),
    ...planFaults(policy),
    ...stepFaults(policy),
    ...shadowFaults(policy),
    ...exclusionFaults(policy),
    ...projectionFaults(policy),
  ];
}

/** Channels that a process of ours does by itself. A task of another channel that was given to one would lie for ever. */
const CHANNELS_OF_WORKERS: readonly string[] = ['letters'];

function executorFaults({ executors }: PolicyParts): DocumentFault[] {
  return Object.entries(executors ?? {})
    .filter(([channel, executor]) => executor === 'worker' && !CHANNELS_OF_WORKERS.includes(channel))
    .map(([channel]) => ({
      path: `executors.${channel}`,
      message: 'no process of ours does this channel: write desk or external:<name>',
    }));
}

function rangeFaults(policy: PolicyParts): DocumentFault[] {
  const faults: DocumentFault[] = [];
  policy.postcodeRanges?.forEach((range, index) => {
    if (range === null) return;
    const { from, to } = range;
    if (to.padEnd(6, 'Z') < from.padEnd(6, 'A')) {
      faults.push({ path: `postcodeRanges.${index}.to`, message: 'lies before from' });
    }
  });
  for (const [sector, age] of Object.entries(policy.arrearsAgeDays ?? {})) {
    if (age.max !== undefined && age.max < age.min) {
      faults.push({ path: `arrearsAgeDays.${sector}.max`, message: 'is less than min' });
    }
  }
  const norm = policy.firstAttemptWorkingDays;
  if (norm !== undefined && norm.crisis > norm.normal) {
    faults.push({ path: 'firstAttemptWorkingDays.crisis', message: 'is longer than for other cases' });
  }
  // The repeat rule compares the creditor's own reference, which goes with the names.
  const { repeatWindowDays, retention } = policy;
  if (retention === undefined || repeatWindowDays === undefined) return faults;
  if (repeatWindowDays > retention.identifiedMonths * DAYS_OF_MONTH_MAX) {
    const message = `looks back further than residents stay identified, ${retention.identifiedMonths} months`;
    faults.push({ path: 'repeatWindowDays', message });
  }
  return faults;
}

const DAYS_OF_MONTH_MAX = 31;

function planFaults({ plans = [] }: PolicyParts): DocumentFault[] {
  const faults: DocumentFault[] = [];
  const names = new Set<string>();
  plans.forEach((plan, index) => {
    if (plan === null) return;
    const { name, when } = plan;
    if (names.has(name)) faults.push({ path: `plans.${index}.name`, message: 'another plan has this name' });
    names.add(name);
    const unconditional = Object.keys(when).length === 0;
    const isLast = index === plans.length - 1;
    if (isLast && !unconditional) {
      faults.push({ path: `plans.${index}.when`, message: 'the last plan must be for everybody: write {}' });
    }
    if (!isLast && unconditional) {
      faults.push({
        path: `plans.${index}.when`,
        message: 'is for everybody, so no plan after it is ever taken',
      });
    }
    const { amountFromCents = 0, amountToCents, householdSignalsFrom = 0, householdSignalsTo } = when;
    if (amountToCents !== undefined && amountToCents < amountFromCents) {
      faults.push({ path: `plans.${index}.when.amountToCents`, message: 'is less than amountFromCents' });
    }
    if (householdSignalsTo !== undefined && householdSignalsTo < householdSignalsFrom) {
      const path = `plans.${index}.when.householdSignalsTo`;
      faults.push({ path, message: 'is less than householdSignalsFrom' });
    }
  });
  return faults;
}

function stepFaults({ firstAttemptWorkingDays, partsOfDay = {}, plans = [] }: PolicyParts): DocumentFault[] {
  const faults: DocumentFault[] = [];
  plans.forEach((plan, index) => {
    if (plan === null) return;
    const { steps, when } = plan;
    const names = new Set<string>();
    steps.forEach(({ channel, name, partOfDay }, place) => {
      const path = `plans.${index}.steps.${place}`;
      if (names.has(name))
        faults.push({ path: `${path}.name`, message: 'another step of this plan has this name' });
      names.add(name);
      const worked = partsOfDay[channel];
      if (partOfDay !== undefined && worked?.includes(partOfDay) === false) {
        const message = `${channel} are done in the ${worked.join(' and ')} only (partsOfDay)`;
        faults.push({ path: `${path}.partOfDay`, message });
      }
      if (channel === 'calls' && when.phoneKnown === false)
        faults.push({ path: `${path}.channel`, message: 'nobody can be called without a phone' });
    });
    if (firstAttemptWorkingDays === undefined) return;
    const norm = when.crisis === true ? firstAttemptWorkingDays.crisis : firstAttemptWorkingDays.normal;
    if ((steps[0]?.delayWorkingDays ?? 0) > norm) {
      const path = `plans.${index}.steps.0.delayWorkingDays`;
      faults.push({ path, message: `is later than the norm for the first attempt, ${norm} working days` });
    }
  });
  return faults;
}

/** The words that tell less than any other; a municipality may go back to them and nowhere else. */
const VAGUE_WORDS: readonly CreditorHears[] = ['closed', 'not-picked-up'];

function projectionFaults({ feedbackProjection = {} }: PolicyParts): DocumentFault[] {
  return Object.entries(feedbackProjection)
    .filter(([outcome, word]) => !VAGUE_WORDS.includes(word) && word !== creditorHears(outcome as Outcome))
    .map(([outcome]) => ({
      path: `feedbackProjection.${outcome}`,
      message: 'may tell less than the closed table (closed, not-picked-up), never something else',
    }));
}

/** First match wins: a plan whose every resident an earlier plan takes is never taken. */
function shadowFaults({ plans = [] }: PolicyParts): DocumentFault[] {
  return plans.flatMap((plan, index) => {
    if (plan === null) return [];
    const { when } = plan;
    const earlier = plans
      .slice(0, index)
      .find((one) => one !== null && Object.keys(one.when).length > 0 && covers(one.when, when));
    const message = `is never taken: every resident whom it is for has the plan ${earlier?.name ?? ''} already`;
    return earlier === undefined ? [] : [{ path: `plans.${index}.when`, message }];
  });
}

type Condition = PolicyDocument['plans'][number]['when'];

/** Whether the wide condition holds whenever the narrow one does. */
function covers(wide: Condition, narrow: Condition): boolean {
  const same = (name: 'crisis' | 'phoneKnown'): boolean =>
    wide[name] === undefined || wide[name] === narrow[name];
  const within = (name: 'kinds' | 'sectors' | 'ageGroups' | 'preferredLanguages'): boolean => {
    const all: readonly string[] | undefined = wide[name];
    return all === undefined || narrow[name]?.every((one) => all.includes(one)) === true;
  };
  const from = (name: 'amountFromCents' | 'creditorsFrom' | 'householdSignalsFrom'): boolean =>
    (wide[name] ?? 0) <= (narrow[name] ?? 0);
  const to = (name: 'amountToCents' | 'householdSignalsTo'): boolean =>
    (wide[name] ?? Infinity) >= (narrow[name] ?? Infinity);
  return (
    same('crisis') &&
    same('phoneKnown') &&
    within('kinds') &&
    within('sectors') &&
    within('ageGroups') &&
    within('preferredLanguages') &&
    from('amountFromCents') &&
    from('creditorsFrom') &&
    from('householdSignalsFrom') &&
    to('amountToCents') &&
    to('householdSignalsTo')
  );
}

function exclusionFaults({ exclusions = [] }: PolicyParts): DocumentFault[] {
  const names = new Set<string>();
  return exclusions.flatMap((exclusion, index) => {
    if (exclusion === null) return [];
    const { name } = exclusion;
    const taken = names.has(name);
    names.add(name);
    return taken ? [{ path: `exclusions.${index}.name`, message: 'another exclusion has this name' }] : [];
  });
}
