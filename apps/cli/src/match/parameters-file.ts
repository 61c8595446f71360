import { readFile } from 'node:fs/promises';

import { z } from 'zod';

import {
  frequencyFields,
  matchFieldNames,
  matchLevels,
  parseDay,
  type Day,
  type FrequencyField,
  type FrequencyTable,
  type MatchField,
  type MatchParameters,
} from '#domain';

import { CommandRefused } from '../command.js';

const day = z.string().transform((text, context): Day => {
  const parsed = parseDay(text);
  if (parsed !== null) return parsed;
  context.addIssue({ code: 'custom', message: 'not a day as YYYY-MM-DD' });
  return z.NEVER;
});
const share = z.number().gt(0).lte(1);
const part = z.number().min(0).max(1);
const SUM_TOLERANCE = 1e-6;

function shares(field: MatchField) {
  return z
    .strictObject(Object.fromEntries(matchLevels[field].map((level) => [level, share])))
    .refine(
      (levels) => Math.abs(Object.values(levels).reduce((sum, value) => sum + value, 0) - 1) < SUM_TOLERANCE,
      'the shares of the levels are not 1 together',
    );
}

const circumstance = z.strictObject({
  share: part,
  same: z.partialRecord(z.enum(matchFieldNames), part),
  alike: z.partialRecord(z.enum(matchFieldNames), z.number().gt(0).max(100)).optional(),
});

const ParametersFile = z
  .strictObject({
    version: z.string().min(1).max(100),
    effectiveFrom: day,
    estimatedOn: day,
    data: z.string().max(1_000),
    estimator: z.string().max(200),
    thresholds: z.strictObject({ upper: z.number(), lower: z.number(), ahead: z.number().min(0) }),
    circumstances: z.strictObject({ moved: circumstance, relatives: circumstance, neighbours: circumstance }),
    fields: z.strictObject(
      Object.fromEntries(
        matchFieldNames.map((field) => [field, z.strictObject({ m: shares(field), u: shares(field) })]),
      ),
    ),
    frequencies: z.partialRecord(
      z.enum(frequencyFields),
      z.strictObject({ source: z.string(), unlisted: share, shares: z.record(z.string(), share) }),
    ),
  })
  .refine(({ thresholds }) => thresholds.lower <= thresholds.upper, {
    path: ['thresholds'],
    message: 'the lower weight lies above the upper',
  });

/** @throws CommandRefused with every fault of the file */
export async function readParametersFile(file: string): Promise<MatchParameters> {
  let document: unknown;
  try {
    document = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new CommandRefused([`${file}: not JSON: ${error.message}`]);
    throw error;
  }
  const parsed = ParametersFile.safeParse(document);
  if (!parsed.success) {
    throw new CommandRefused(
      parsed.error.issues.map(({ message, path }) => `${file}: ${path.join('.') || '(file)'}: ${message}`),
    );
  }
  const { fields, frequencies, ...rest } = parsed.data;
  const tables = Object.entries(frequencies).map(([field, table]) => [
    field,
    { ...table, shares: new Map(Object.entries(table.shares)) },
  ]);
  // The schema has each field with each of its levels, which its type, made from a list, cannot say.
  return {
    ...rest,
    fields: fields as unknown as MatchParameters['fields'],
    frequencies: Object.fromEntries(tables) as MatchParameters['frequencies'],
  };
}

/** The text of a parameters file. */
export function textOfParameters(parameters: MatchParameters): string {
  const entries = Object.entries(parameters.frequencies) as [FrequencyField, FrequencyTable][];
  const frequencies = Object.fromEntries(
    entries.map(([field, table]) => [field, { ...table, shares: Object.fromEntries(table.shares) }]),
  );
  return `${JSON.stringify({ ...parameters, frequencies }, null, 2)}\n`;
}
