import { ProblemException, type FaultPlace, type RequestFault } from '#contracts';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiBody, ApiParam, ApiQuery } from '@nestjs/swagger';
import { z } from 'zod';

import { requestFaultsOf } from './request-faults.js';

/** The parts of a request that a route reads, each with its schema. */
export interface RequestSchema {
  readonly path?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
}

/** What a use case gets: the parts that the schema names, parsed. */
export type Parsed<Schema extends RequestSchema> = {
  readonly [Part in keyof Schema]: Schema[Part] extends z.ZodType ? z.output<Schema[Part]> : never;
};

interface RawRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

const parts: readonly (readonly [FaultPlace, keyof RawRequest])[] = [
  ['path', 'params'],
  ['query', 'query'],
  ['body', 'body'],
];

/** @throws ProblemException with the faults of all parts together */
function parseRequest(schema: RequestSchema, request: RawRequest): Record<string, unknown> {
  const faults: RequestFault[] = [];
  const parsed: Record<string, unknown> = {};
  for (const [place, member] of parts) {
    const part = schema[place];
    if (part === undefined) continue;
    // A POST without a body is an empty one: some of our commands need nothing but their path.
    const value = request[member] ?? {};
    const result = part.safeParse(value);
    if (result.success) parsed[place] = result.data;
    else faults.push(...requestFaultsOf(place, result.error.issues, value));
  }
  if (faults.length > 0) throw new ProblemException('invalid-request', faults);
  return parsed;
}

const parsedRequest = createParamDecorator((schema: RequestSchema, context: ExecutionContext) =>
  parseRequest(schema, context.switchToHttp().getRequest<RawRequest>()),
);

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

/** Parses the whole request by one schema and writes the same schema into the OpenAPI document. */
export function Input(schema: RequestSchema): ParameterDecorator {
  return (target, property, index) => {
    parsedRequest(schema)(target, property, index);
    if (property === undefined) throw new Error('a request belongs to a method');
    const method = Object.getOwnPropertyDescriptor(target, property);
    if (method === undefined) throw new Error('a request belongs to a method of its controller');
    describeParameters(schema.path, (name, inner, required) =>
      ApiParam({ name, required, schema: inner, ...descriptionOf(inner) })(target, property, method),
    );
    describeParameters(schema.query, (name, inner, required) =>
      ApiQuery({ name, required, schema: inner, ...descriptionOf(inner) })(target, property, method),
    );
    if (schema.body !== undefined) {
      const required = !schema.body.safeParse({}).success;
      ApiBody({ required, schema: openApiSchema(schema.body, 'input') })(target, property, method);
    }
  };
}

function describeParameters(
  schema: z.ZodObject | undefined,
  describe: (name: string, inner: JsonSchema, required: boolean) => void,
): void {
  if (schema === undefined) return;
  const json = openApiSchema(schema, 'input') as {
    readonly properties?: Record<string, JsonSchema>;
    readonly required?: readonly string[];
  };
  for (const [name, inner] of Object.entries(json.properties ?? {})) {
    describe(name, inner, json.required?.includes(name) ?? false);
  }
}

function descriptionOf(schema: JsonSchema): { readonly description?: string } {
  return typeof schema['description'] === 'string' ? { description: schema['description'] } : {};
}
