import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { z } from 'zod';
import {
  signalDataSchema,
  withdrawalDataSchema,
  type SignalData,
  type WithdrawalData,
} from '../signal-data.js';
import type { FaultCode, FaultList } from './faults.js';

const CODE_OF_KEYWORD: Readonly<Record<string, FaultCode>> = {
  type: 'wrong-type',
  enum: 'unknown-value',
  const: 'unknown-value',
  pattern: 'malformed',
  maxLength: 'malformed',
  minLength: 'malformed',
  minimum: 'out-of-range',
  maximum: 'out-of-range',
  additionalProperties: 'unknown-member',
};

/** The JSON Schema (2020-12) of a contract schema, as it is published and as the door compiles it. */
export function jsonSchemaOf(schema: z.ZodType): Record<string, unknown> {
  return z.toJSONSchema(schema);
}

/**
 * Marks the choice of branch in the crisis signal, so that ajv names the faults of the branch that was meant instead
 * of those of both. Only the compiled copy has it; the published schema stays plain JSON Schema.
 */
function withDiscriminator(schema: Record<string, unknown>): Record<string, unknown> {
  const copy = structuredClone(schema) as { properties?: Record<string, Record<string, unknown>> };
  const crisis = copy.properties?.['crisissignaal'];
  if (crisis !== undefined)
    Object.assign(crisis, { type: 'object', discriminator: { propertyName: 'soort' } });
  return copy;
}

/** Compiled once at start: ajv turns the generated schema into code (a third of the time that zod needs). */
const ajv = new Ajv2020({
  allErrors: true,
  discriminator: true,
  ownProperties: true,
  strict: true,
  strictTypes: false,
});
const validateSignal = ajv.compile<SignalData>(withDiscriminator(jsonSchemaOf(signalDataSchema)));
const validateWithdrawal = ajv.compile<WithdrawalData>(jsonSchemaOf(withdrawalDataSchema));

/** The data as a signal, or undefined with every fault named below `/data`. */
export function checkSignalData(value: unknown, faults: FaultList): SignalData | undefined {
  if (validateSignal(value)) return value;
  addFaults(validateSignal.errors ?? [], faults);
  return undefined;
}

/** The data as a withdrawal, or undefined with every fault named below `/data`. */
export function checkWithdrawalData(value: unknown, faults: FaultList): WithdrawalData | undefined {
  if (validateWithdrawal(value)) return value;
  addFaults(validateWithdrawal.errors ?? [], faults);
  return undefined;
}

function addFaults(errors: readonly ErrorObject[], faults: FaultList): void {
  for (const error of errors) {
    const pointer = `/data${error.instancePath}`;
    if (error.keyword === 'required') {
      faults.add(`${pointer}/${(error.params as { missingProperty: string }).missingProperty}`, 'missing');
    } else if (error.keyword === 'discriminator') {
      const { tagValue } = error.params as { tagValue?: unknown };
      faults.add(`${pointer}/soort`, codeOfTag(tagValue));
    } else {
      faults.add(pointer, CODE_OF_KEYWORD[error.keyword] ?? 'malformed');
    }
  }
}

function codeOfTag(tagValue: unknown): FaultCode {
  if (tagValue === undefined) return 'missing';
  return typeof tagValue === 'string' ? 'unknown-value' : 'wrong-type';
}

/** Pointers below `/data` of every member that a contract schema knows, those of all branches of a choice too. */
export function pointersOf(schema: z.ZodType): ReadonlySet<string> {
  const pointers = new Set<string>(['/data']);
  collect(jsonSchemaOf(schema), '/data', pointers);
  return pointers;
}

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly oneOf?: readonly SchemaNode[];
}

function collect(node: SchemaNode, pointer: string, pointers: Set<string>): void {
  for (const branch of node.oneOf ?? []) collect(branch, pointer, pointers);
  for (const [name, member] of Object.entries(node.properties ?? {})) {
    pointers.add(`${pointer}/${name}`);
    collect(member, `${pointer}/${name}`, pointers);
  }
}
