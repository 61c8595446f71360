import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import { z } from 'zod';

type JsonSchema = Record<string, unknown>;

/** The schema of a contract as OpenAPI 3.0 writes it. */
export function openApiSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  return z.toJSONSchema(schema, {
    target: 'openapi-3.0',
    io,
    override: ({ jsonSchema }) => {
      // The bounds of a safe integer say nothing to a reader.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
}

/** One parameter of a path or a query, as the decorators of Nest take it. */
export interface DescribedParameter {
  readonly name: string;
  readonly required: boolean;
  readonly schema: JsonSchema;
  readonly description?: string;
}

/** The members of a schema as parameters. */
export function openApiParameters(schema: z.ZodObject): readonly DescribedParameter[] {
  const { properties = {}, required = [] } = openApiSchema(schema, 'input') as {
    readonly properties?: Record<string, JsonSchema>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, inner]) => {
    const { description } = inner;
    return {
      name,
      required: required.includes(name),
      schema: inner,
      ...(typeof description === 'string' ? { description } : {}),
    };
  });
}

/**
 * Every schema with a title stands once, under that title, and is referred to elsewhere: a client gets one type of
 * it, and the problem of every route is not written out a hundred times.
 */
export function withSharedSchemas<Document extends { paths: object; components?: object }>(
  document: Document,
): Document {
  const shared = new Map<string, unknown>();
  const visit = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(visit);
    if (typeof node !== 'object' || node === null) return node;
    const visited = Object.fromEntries(Object.entries(node).map(([name, value]) => [name, visit(value)]));
    const { nullable, ...schema } = visited;
    const { title } = schema;
    if (typeof title !== 'string' || schema['type'] !== 'object') return visited;
    if (shared.has(title) && !isDeepStrictEqual(shared.get(title), schema)) {
      throw new Error(`two different schemas are called ${title}`);
    }
    shared.set(title, schema);
    const $ref = `#/components/schemas/${title}`;
    // OpenAPI 3.0 looks at nothing beside a $ref.
    return nullable === true ? { nullable, allOf: [{ $ref }] } : { $ref };
  };
  const paths = visit(document.paths) as Document['paths'];
  const schemas = Object.fromEntries(
    [...shared.entries()].sort(([left], [right]) => (left < right ? -1 : 1)),
  );
  return { ...document, paths, components: { ...document.components, schemas } };
}

/** Writes a description to OUT: a file, or a folder that gets it under `name`. */
export function writeDescription(document: object, out: string, name: string): void {
  const isFolder = statSync(out, { throwIfNoEntry: false })?.isDirectory() === true;
  const file = isFolder ? join(out, name) : out;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`);
}
