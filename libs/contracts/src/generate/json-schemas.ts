import { z } from 'zod';
import { recordHeadersSchema } from '../cloud-event.js';
import { creditorRegistrySchema } from '../creditor-registry.js';
import { feedbackDataSchema } from '../feedback-data.js';
import { policyDocumentSchema } from '../policy-document.js';
import { outreachJobSchema } from '../queues.js';
import { signalDataSchema, withdrawalDataSchema } from '../signal-data.js';

/** The published schemas by file name. */
export const PUBLISHED_SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  'signaal-gemeld.v1': signalDataSchema,
  'signaal-ingetrokken.v1': withdrawalDataSchema,
  'terugkoppeling.v1': feedbackDataSchema,
  'record-headers': recordHeadersSchema,
  'creditor-registry': creditorRegistrySchema,
  'municipality-policy': policyDocumentSchema,
  'outreach-job': outreachJobSchema,
};

/** JSON Schema 2020-12 of what a sender writes; patterns are ECMA-262 with the `u` flag, lengths are code points. */
export function publishedSchema(name: string, schema: z.ZodType): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' }) as Record<string, unknown>;
  return { $schema, $id: `urn:eropaf:schema:${name}`, ...rest };
}

/** The same schema for a document that has its own dialect (AsyncAPI). */
export function embeddedSchema(schema: z.ZodType): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }) as Record<
    string,
    unknown
  >;
  return $schema === undefined ? rest : { ...rest };
}

/** Paths of the leaves of an object schema, such as `persoon.achternaam`; items of lists lie under the list's name. */
export function leafPaths(schema: z.ZodType): readonly string[] {
  return [...new Set(leaves(z.toJSONSchema(schema) as Node, ''))];
}

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly oneOf?: readonly Node[];
  readonly items?: Node;
}

function leaves(node: Node, path: string): string[] {
  if (node.oneOf !== undefined) return node.oneOf.flatMap((branch) => leaves(branch, path));
  if (node.items !== undefined) return leaves(node.items, path);
  if (node.properties === undefined) return [path];
  return Object.entries(node.properties).flatMap(([name, member]) =>
    leaves(member, path === '' ? name : `${path}.${name}`),
  );
}
