import { Parser } from '@asyncapi/parser';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  feedbackDataSchema,
  outreachJobSchema,
  registerCheckJobSchema,
  signalDataSchema,
  withdrawalDataSchema,
} from '../index.js';
import {
  FEEDBACK_PRIVACY,
  JOB_PRIVACY,
  REGISTER_JOB_PRIVACY,
  SIGNAL_PRIVACY,
  WITHDRAWAL_PRIVACY,
} from '../field-privacy.js';
import { asyncApiDocument } from './asyncapi.js';
import { leafPaths, PUBLISHED_SCHEMAS, publishedSchema } from './json-schemas.js';
import { generate } from './main.js';

const project = path.resolve(__dirname, '../../../..');

it('what is committed is what the contracts generate', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'contracts-'));
  try {
    for (const file of generate(folder)) {
      expect([file, readFileSync(path.join(project, file), 'utf8')]).toEqual([
        file,
        readFileSync(path.join(folder, file), 'utf8'),
      ]);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('the AsyncAPI document is one', async () => {
  const { diagnostics, document } = await new Parser().parse(asyncApiDocument());
  // Severity 0 is an error, 1 a warning; the rest is advice.
  expect(
    diagnostics
      .filter(({ severity }) => Number(severity) <= 1)
      .map(({ message, path: place }) => [message, place]),
  ).toEqual([]);
  expect(document?.version()).toBe('3.0.0');
  expect(
    document
      ?.allChannels()
      .all()
      .map((channel) => channel.address()),
  ).toEqual(['signals.{sector}', 'signals.{sector}.{creditor}', 'signals.feedback.{creditor}']);
});

it.each(Object.entries(PUBLISHED_SCHEMAS))('the schema %s compiles strictly', (name, schema) => {
  const ajv = new Ajv2020({ strict: true, strictTypes: false });
  expect(() => ajv.compile(publishedSchema(name, schema))).not.toThrow();
});

it.each([
  ['signal', signalDataSchema, SIGNAL_PRIVACY],
  ['withdrawal', withdrawalDataSchema, WITHDRAWAL_PRIVACY],
  ['feedback', feedbackDataSchema, FEEDBACK_PRIVACY],
  ['outreach job', outreachJobSchema, JOB_PRIVACY],
  ['register check job', registerCheckJobSchema, REGISTER_JOB_PRIVACY],
] as const)('every field of a %s has its ground, term and viewers', (_name, schema, privacy) => {
  expect(Object.keys(privacy).sort()).toEqual([...leafPaths(schema)].sort());
});
