import { ProblemException, type FaultPlace, type RequestFault } from '#contracts';
import { openApiParameters, openApiSchema, type DescribedParameter } from '#platform';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiBody, ApiParam, ApiQuery } from '@nestjs/swagger';
import type { z } from 'zod';

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
    // A POST without a body is an empty one: some of our commands need nothing but their path. `null` is one, and no object.
    const value = request[member] === undefined ? {} : request[member];
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

/** Parses the whole request by one schema and writes the same schema into the OpenAPI document. */
export function Input(schema: RequestSchema): ParameterDecorator {
  return (target, property, index) => {
    parsedRequest(schema)(target, property, index);
    if (property === undefined) throw new Error('a request belongs to a method');
    const method = Object.getOwnPropertyDescriptor(target, property);
    if (method === undefined) throw new Error('a request belongs to a method of its controller');
    for (const parameter of parametersOf(schema.path)) ApiParam(parameter)(target, property, method);
    for (const parameter of parametersOf(schema.query)) ApiQuery(parameter)(target, property, method);
    if (schema.body !== undefined) {
      const required = !schema.body.safeParse({}).success;
      ApiBody({ required, schema: openApiSchema(schema.body, 'input') })(target, property, method);
    }
  };
}

function parametersOf(schema: z.ZodObject | undefined): readonly DescribedParameter[] {
  return schema === undefined ? [] : openApiParameters(schema);
}
