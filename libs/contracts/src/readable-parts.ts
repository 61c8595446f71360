import type { z } from 'zod';

import { policyDocumentSchema, type PolicyDocument } from './policy-document.js';

type Listed = 'plans' | 'exclusions' | 'postcodeRanges';

/**
 * What could be read of a policy: a member that could not is absent, and in a list null, so that the others keep
 * their places.
 */
export type PolicyParts = {
  readonly [Name in Exclude<keyof PolicyDocument, Listed>]?: PolicyDocument[Name];
} & { readonly [Name in Listed]?: readonly (PolicyDocument[Name][number] | null)[] };

/** The parts of a faulty document that fit their schemas; each member for itself, and each item of a list. */
export function readableParts(content: unknown): PolicyParts {
  if (typeof content !== 'object' || content === null) return {};
  const members = content as Readonly<Record<string, unknown>>;
  const parts: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(policyDocumentSchema.shape)) {
    const whole = schema.safeParse(members[name]);
    if (whole.success) parts[name] = whole.data;
    else if (Array.isArray(members[name])) parts[name] = itemsOf(schema, members[name]);
  }
  return parts;
}

/** A list of one item fits or it does not; where lists need more of each other, that is a relation. */
function itemsOf(schema: z.ZodType, items: readonly unknown[]): readonly unknown[] {
  return items.map((item) => {
    const alone = schema.safeParse([item]);
    return alone.success && Array.isArray(alone.data) ? (alone.data[0] as unknown) : null;
  });
}
