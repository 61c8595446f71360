import { problemSchema, problems, type ProblemCode } from '#contracts';
import { openApiSchema } from '#platform';
import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';

import { Permits } from '../access/token.guard.js';
import type { Action } from '../access/permissions.js';

/** Every route may end in one of these. */
const always: readonly ProblemCode[] = [
  'invalid-request',
  'not-authenticated',
  'forbidden',
  'not-found',
  'internal-error',
  'unavailable',
];

/** What a route declares: who may, what it is for, what it answers, and how it says no. */
export function Route(route: {
  readonly action: Action;
  readonly summary: string;
  /** What the summary cannot say, in plain Dutch. */
  readonly description?: string;
  readonly answers: z.ZodType;
  readonly status?: 200 | 201;
  readonly refuses?: readonly ProblemCode[];
}): MethodDecorator {
  const codes = [...always, ...(route.refuses ?? [])];
  const statuses = [...new Set(codes.map((code) => problems[code].status))].sort();
  const problem = { 'application/problem+json': { schema: openApiSchema(problemSchema, 'output') } };
  return applyDecorators(
    Permits(route.action),
    HttpCode(route.status ?? 200),
    ApiBearerAuth(),
    ApiOperation({
      operationId: route.action,
      summary: route.summary,
      ...(route.description === undefined ? {} : { description: route.description }),
    }),
    ApiResponse({
      status: route.status ?? 200,
      description: 'Gelukt.',
      schema: openApiSchema(route.answers, 'output'),
    }),
    ...statuses.map((status) =>
      ApiResponse({
        status,
        description: codes
          .filter((code) => problems[code].status === status)
          .map((code) => `${code}: ${problems[code].title}`)
          .join(' '),
        content: problem,
      }),
    ),
  );
}
