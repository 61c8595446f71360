import type { z } from 'zod';
import { contractFields, type ContractField } from '../contract-fields.js';
import { GROUNDED_FIELDS, signalDataSchema, withdrawalDataSchema } from '../signal-data.js';
import { SIGNAL_EXAMPLE, WITHDRAWAL_EXAMPLE } from './field-examples.js';
import { markdownTable } from './markdown-table.js';

const REQUIRED: Readonly<Record<ContractField['required'], string>> = {
  always: 'yes',
  'with-parent': 'with its object',
  no: 'no',
};

const code = (text: string): string => `\`${text}\``;

function typeAndBounds({ kind }: ContractField): readonly [string, string] {
  switch (kind.kind) {
    case 'one-of':
      return ['text', kind.values.map(code).join(', ')];
    case 'whole-number':
      return ['whole number', `${kind.minimum} to ${kind.maximum}`];
    case 'boolean':
      return ['boolean', '`true`, `false`'];
    case 'day':
      return ['day', 'YYYY-MM-DD, 1900 to 2099'];
    case 'text':
      return ['text', `at most ${kind.charactersMax} characters`];
    default:
      return kind satisfies never;
  }
}

/** The value of the example at a path; every field has one, or this page could not be made. */
function exampleAt(example: object, path: readonly string[]): string {
  let value: unknown = example;
  for (const name of path) value = (value as Readonly<Record<string, unknown>>)[name];
  if (value === undefined) throw new Error(`no example of ${path.join('.')}`);
  return code(JSON.stringify(value));
}

function fieldsOf(schema: z.ZodType, example: object): string {
  const rows = contractFields(schema).map((field) => {
    const name = field.path.join('.');
    const isGrounded = GROUNDED_FIELDS.some((one) => one === name);
    return [
      code(name),
      ...typeAndBounds(field),
      REQUIRED[field.required],
      isGrounded ? 'yes' : '',
      field.meaning,
      exampleAt(example, field.path),
    ];
  });
  return markdownTable(['field', 'type', 'bounds', 'required', 'own ground', 'meaning', 'example'], rows);
}

/** docs/creditor-fields.md: every field that a creditor may send. */
export function creditorFieldsPage(): string {
  return `<!-- Generated from libs/contracts (signal-data.ts): change it there, then run \`make generate\`. -->

# The fields of a record

What stands in the value of a record, for whoever fills it; [how a creditor connects](creditors.md) has the rest. A dot
goes into an object: \`persoon.achternaam\` is \`{ "persoon": { "achternaam": … } }\`. _With its object_: required where the
object around it is sent, or this kind of it. _Own ground_: the field must be named in the creditor's ground in the
registry, else \`no-legal-ground\`. The exact notations are the patterns in the
[JSON Schemas](../libs/contracts/generated/schemas/). A text has at least one character that is no space, and no control
characters. There is no field for a BSN. \`eropaf signal validate FILE\` says of each fault what is allowed there.

## Signal

${fieldsOf(signalDataSchema, SIGNAL_EXAMPLE)}

## Withdrawal

${fieldsOf(withdrawalDataSchema, WITHDRAWAL_EXAMPLE)}
`;
}
