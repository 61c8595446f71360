import {
  FAULT_CODES,
  normaliseSignal,
  openRecord,
  recordHeadersSchema,
  signalDataSchema,
  withdrawalDataSchema,
  type DoorContext,
  type DoorVerdict,
  type Fault,
} from '#contracts';
import { z } from 'zod';
import type { Message } from './message.js';
import { linesWithPlanted } from './planted.js';

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly oneOf?: readonly SchemaNode[];
}

function pointersOf(node: SchemaNode, pointer: string): string[] {
  const below = Object.entries(node.properties ?? {}).flatMap(([name, member]) =>
    pointersOf(member, `${pointer}/${name}`),
  );
  return [pointer, ...below, ...(node.oneOf ?? []).flatMap((branch) => pointersOf(branch, pointer))];
}

/** All that a fault may point at: members of the contract, so nothing that a sender wrote. */
const POINTERS: ReadonlySet<string> = new Set([
  '',
  '/key',
  '/headers/simulatedreceipt',
  ...pointersOf(z.toJSONSchema(recordHeadersSchema) as SchemaNode, '/headers'),
  ...pointersOf(z.toJSONSchema(signalDataSchema) as SchemaNode, '/data'),
  ...pointersOf(z.toJSONSchema(withdrawalDataSchema) as SchemaNode, '/data'),
]);
const CODES: ReadonlySet<string> = new Set(FAULT_CODES);
const KINDS = ['signal', 'withdrawal', 'refused', 'not-served'];

/** A promise that a message broke, in words that name no value. */
export class PromiseBroken extends Error {}

function promise(holds: boolean, what: () => string): void {
  if (!holds) throw new PromiseBroken(what());
}

const told = (faults: readonly Fault[]): string =>
  faults.map(({ code, pointer }) => `${pointer} ${code}`).join(', ');

/** What a pollution would leave behind. */
const prototypeNames = Object.getOwnPropertyNames(Object.prototype).join();

/** Judges one message as the intake would, and holds every promise of the door against the verdict. */
export function judge(message: Message, context: DoorContext): DoorVerdict {
  const verdict = openRecord(message.record, context);
  promise(KINDS.includes(verdict.kind), () => 'no verdict');
  if (verdict.kind === 'refused') checkRefusal(message, verdict);
  else checkTaken(message, verdict);
  if (verdict.kind === 'signal') {
    const normalised = normaliseSignal(verdict, context.receiptMs);
    promise(normalised.ok || normalised.faults.length > 0, () => 'what cannot be normalised has no fault');
  }
  promise(
    Object.getOwnPropertyNames(Object.prototype).join() === prototypeNames,
    () => 'the prototype of all objects was changed',
  );
  return verdict;
}

function checkTaken(message: Message, verdict: Exclude<DoorVerdict, { kind: 'refused' }>): void {
  promise(message.wanted.length === 0, () => `${verdict.kind}, and should have: ${told(message.wanted)}`);
  promise(message.oneOf.length === 0, () => `${verdict.kind}, and should be one of: ${message.oneOf.join()}`);
  if (verdict.kind === 'signal') promise(signalDataSchema.safeParse(verdict.data).success, () => 'no signal');
  if (verdict.kind === 'withdrawal')
    promise(withdrawalDataSchema.safeParse(verdict.data).success, () => 'no withdrawal');
}

function checkRefusal(message: Message, verdict: Extract<DoorVerdict, { kind: 'refused' }>): void {
  const { faults } = verdict;
  promise(!message.isWell, () => `refused, and nothing is wrong with it: ${told(faults)}`);
  promise(faults.length > 0, () => 'refused without a fault');
  for (const { code, pointer } of faults) {
    promise(CODES.has(code), () => `an unknown code: ${code}`);
    promise(POINTERS.has(pointer), () => `a pointer that is no member of the contract: ${pointer}`);
  }
  for (const wanted of message.wanted) {
    const isNamed = faults.some(({ code, pointer }) => code === wanted.code && pointer === wanted.pointer);
    promise(isNamed, () => `${wanted.pointer} ${wanted.code} is not named, but: ${told(faults)}`);
  }
  promise(
    message.oneOf.length === 0 || faults.some(({ code }) => message.oneOf.includes(code)),
    () => `none of ${message.oneOf.join()}, but: ${told(faults)}`,
  );
  const { mayLieAt } = message;
  if (mayLieAt !== null) {
    const strange = faults.filter(({ pointer }) => ![...mayLieAt].some((place) => isAt(pointer, place)));
    promise(strange.length === 0, () => `a fault where nothing was done: ${told(strange)}`);
  }
  promise(!(message.holdsBsn && verdict.keepBytes), () => 'bytes with a BSN are kept');
  promise(linesWithPlanted(JSON.stringify(faults)).length === 0, () => 'a fault holds something personal');
}

const isAt = (pointer: string, place: string): boolean =>
  pointer === place || pointer.startsWith(`${place}/`);
