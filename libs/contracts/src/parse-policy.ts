import { creditorHears, type CreditorHears, type Outcome } from '#domain';
import { LineCounter, parseDocument, type Document } from 'yaml';
import { documentFaults, type DocumentFault, type Parsed } from './document-faults.js';
import { policyDocumentSchema, type PolicyDocument } from './policy-document.js';

/** Largest document that is read, in characters. */
const POLICY_TEXT_MAX = 200_000;
/** A YAML alias repeats a node; few suffice to avoid repetition, many are an attack on memory. */
const ALIASES_MAX = 50;

/**
 * Reads the configuration of a municipality from YAML (or JSON, which is YAML too). All faults are named together,
 * each with its path and, where the text has one, its line; nothing is thrown.
 */
export function parsePolicy(text: string): Parsed<PolicyDocument> {
  if (text.length > POLICY_TEXT_MAX) {
    return failed([{ path: '(document)', message: `longer than ${POLICY_TEXT_MAX} characters` }]);
  }
  const lines = new LineCounter();
  const yaml = parseDocument(text, { lineCounter: lines, strict: true });
  if (yaml.errors.length > 0) {
    return failed(
      yaml.errors.map(({ code, pos }) => ({
        path: '(document)',
        message: `not readable as YAML: ${code}`,
        line: lines.linePos(pos[0]).line,
      })),
    );
  }
  let content: unknown;
  try {
    content = yaml.toJS({ maxAliasCount: ALIASES_MAX });
  } catch {
    return failed([{ path: '(document)', message: `more than ${ALIASES_MAX} uses of YAML aliases` }]);
  }
  const parsed = policyDocumentSchema.safeParse(content);
  const faults = parsed.success ? policyFaults(parsed.data) : documentFaults(parsed.error);
  if (faults.length > 0) return failed(faults.map((fault) => withLine(fault, yaml, lines)));
  return parsed.success ? { ok: true, value: parsed.data } : failed([]);
}

function failed(faults: readonly DocumentFault[]): Parsed<PolicyDocument> {
  return { ok: false, faults };
}

/** The line of the place, or of the nearest place above it that the text has (a missing member has none). */
function withLine(fault: DocumentFault, yaml: Document, lines: LineCounter): DocumentFault {
  const path = fault.path === '(document)' ? [] : fault.path.split('.');
  for (let length = path.length; length > 0; length -= 1) {
    const node: unknown = yaml.getIn(path.slice(0, length), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) {
      return { ...fault, line: lines.linePos(Number(node.range[0])).line };
    }
  }
  return fault;
}

/** The relations inside a document that a schema cannot say. */
export function policyFaults(policy: PolicyDocument): readonly DocumentFault[] {
  return [
    ...rangeFaults(policy),
    ...executorFaults(policy),
    ...planFaults(policy),
    ...stepFaults(policy),
    ...projectionFaults(policy),
  ];
}

/** Channels that a process of ours does by itself. A task of another channel that was given to one would lie for ever. */
const CHANNELS_OF_WORKERS: readonly string[] = ['letters'];

function executorFaults({ executors }: PolicyDocument): DocumentFault[] {
  return Object.entries(executors)
    .filter(([channel, executor]) => executor === 'worker' && !CHANNELS_OF_WORKERS.includes(channel))
    .map(([channel]) => ({
      path: `executors.${channel}`,
      message: 'no process of ours does this channel: write desk or external:<name>',
    }));
}

function rangeFaults(policy: PolicyDocument): DocumentFault[] {
  const faults: DocumentFault[] = [];
  policy.postcodeRanges.forEach(({ from, to }, index) => {
    if (to.padEnd(6, 'Z') < from.padEnd(6, 'A')) {
      faults.push({ path: `postcodeRanges.${index}.to`, message: 'lies before from' });
    }
  });
  for (const [sector, age] of Object.entries(policy.arrearsAgeDays)) {
    if (age.max !== undefined && age.max < age.min) {
      faults.push({ path: `arrearsAgeDays.${sector}.max`, message: 'is less than min' });
    }
  }
  if (policy.firstAttemptWorkingDays.crisis > policy.firstAttemptWorkingDays.normal) {
    faults.push({ path: 'firstAttemptWorkingDays.crisis', message: 'is longer than for other cases' });
  }
  return faults;
}

function planFaults({ plans }: PolicyDocument): DocumentFault[] {
  const faults: DocumentFault[] = [];
  const names = new Set<string>();
  plans.forEach(({ name, when }, index) => {
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
    const { amountFromCents, amountToCents } = when;
    if (amountFromCents !== undefined && amountToCents !== undefined && amountToCents < amountFromCents) {
      faults.push({ path: `plans.${index}.when.amountToCents`, message: 'is less than amountFromCents' });
    }
  });
  return faults;
}

function stepFaults({ plans, firstAttemptWorkingDays }: PolicyDocument): DocumentFault[] {
  const faults: DocumentFault[] = [];
  plans.forEach(({ steps, when }, index) => {
    const names = new Set<string>();
    steps.forEach(({ name }, place) => {
      const path = `plans.${index}.steps.${place}.name`;
      if (names.has(name)) faults.push({ path, message: 'another step of this plan has this name' });
      names.add(name);
    });
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

function projectionFaults({ feedbackProjection }: PolicyDocument): DocumentFault[] {
  return Object.entries(feedbackProjection)
    .filter(([outcome, word]) => !VAGUE_WORDS.includes(word) && word !== creditorHears(outcome as Outcome))
    .map(([outcome]) => ({
      path: `feedbackProjection.${outcome}`,
      message: 'may tell less than the closed table (closed, not-picked-up), never something else',
    }));
}
