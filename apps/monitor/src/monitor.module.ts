import { OperationsModule, type OperationsOptions } from '#platform';
import { Controller, Get, Header, Inject, Module, Query, type DynamicModule } from '@nestjs/common';

import { ContactFigures } from './figures/contact-figures.js';
import { CreditorQualityFigures, type QualityAnswer } from './figures/creditor-quality.js';
import type { FiguresAnswer } from './figures/figures-answer.js';

const apiVersion = '1.0.0';

@Controller('v1')
class FiguresController {
  constructor(
    @Inject(ContactFigures) private readonly figures: ContactFigures,
    @Inject(CreditorQualityFigures) private readonly quality: CreditorQualityFigures,
  ) {}

  @Get('contactcijfers')
  @Header('API-Version', apiVersion)
  contactRates(@Query() query: unknown): Promise<FiguresAnswer> {
    return this.figures.answer(query);
  }

  @Get('meldkwaliteit')
  @Header('API-Version', apiVersion)
  creditorQuality(@Query() query: unknown): Promise<QualityAnswer> {
    return this.quality.answer(query);
  }
}

/** The monitor as Nest sees it: the figures, and the operator's health and metrics, on one port of the operator. */
@Module({})
export class MonitorModule {
  static register(
    figures: ContactFigures,
    quality: CreditorQualityFigures,
    operations: OperationsOptions,
  ): DynamicModule {
    return {
      module: MonitorModule,
      imports: [OperationsModule.register(operations)],
      controllers: [FiguresController],
      providers: [
        { provide: ContactFigures, useValue: figures },
        { provide: CreditorQualityFigures, useValue: quality },
      ],
    };
  }
}
