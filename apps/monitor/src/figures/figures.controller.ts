import {
  contactFiguresSchema,
  creditorQualitySchema,
  problems,
  problemSchema,
  type FiguresAnswer,
  type ProblemCode,
  type QualityAnswer,
  type TokenHolder,
} from '#contracts';
import { openApiParameters, openApiSchema } from '#platform';
import { applyDecorators, Controller, Get, Inject, Query, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';

import { ContactFigures } from './contact-figures.js';
import { CreditorQualityFigures } from './creditor-quality.js';
import { figuresQuerySchema, qualityQuerySchema } from './figures-query.js';
import { CurrentHolder, FiguresGuard } from './figures.guard.js';

const refusals: readonly ProblemCode[] = [
  'invalid-request',
  'not-authenticated',
  'forbidden',
  'not-found',
  'internal-error',
  'unavailable',
];

/** A question to the figures, as the description of the API tells it. */
function Figures(figures: {
  readonly id: string;
  readonly summary: string;
  readonly query: z.ZodObject;
  readonly answers: z.ZodType;
}): MethodDecorator {
  const problem = { 'application/problem+json': { schema: openApiSchema(problemSchema, 'output') } };
  return applyDecorators(
    ApiBearerAuth(),
    ApiOperation({ operationId: figures.id, summary: figures.summary }),
    ...openApiParameters(figures.query).map((parameter) => ApiQuery(parameter)),
    ApiResponse({ status: 200, description: 'Gelukt.', schema: openApiSchema(figures.answers, 'output') }),
    ...refusals.map((code) =>
      ApiResponse({
        status: problems[code].status,
        description: `${code}: ${problems[code].title}`,
        content: problem,
      }),
    ),
  );
}

/** The figures of one municipality, for its own people. */
@Controller('v1')
@UseGuards(FiguresGuard)
export class FiguresController {
  constructor(
    @Inject(ContactFigures) private readonly figures: ContactFigures,
    @Inject(CreditorQualityFigures) private readonly quality: CreditorQualityFigures,
  ) {}

  @Get('contactcijfers')
  @Figures({
    id: 'contact-figures',
    summary: 'Contactgraad naast de benchmark',
    query: figuresQuerySchema,
    answers: contactFiguresSchema,
  })
  contactRates(@Query() query: unknown, @CurrentHolder() holder: TokenHolder): Promise<FiguresAnswer> {
    return this.figures.answer(query, holder);
  }

  @Get('meldkwaliteit')
  @Figures({
    id: 'creditor-quality',
    summary: 'Meldkwaliteit per signaalpartner',
    query: qualityQuerySchema,
    answers: creditorQualitySchema,
  })
  creditorQuality(@Query() query: unknown, @CurrentHolder() holder: TokenHolder): Promise<QualityAnswer> {
    return this.quality.answer(query, holder);
  }
}
