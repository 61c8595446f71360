import { OperationsModule, type OperationsOptions } from '#platform';
import { Controller, Get, Header, Inject, Module, Query, type DynamicModule } from '@nestjs/common';

import { ContactFigures } from './figures/contact-figures.js';
import type { FiguresAnswer } from './figures/figures-answer.js';

const apiVersion = '1.0.0';

@Controller('v1')
class FiguresController {
  constructor(@Inject(ContactFigures) private readonly figures: ContactFigures) {}

  @Get('contactcijfers')
  @Header('API-Version', apiVersion)
  contactRates(@Query() query: unknown): Promise<FiguresAnswer> {
    return this.figures.answer(query);
  }
}

/** The monitor as Nest sees it: the figures, and the operator's health and metrics, on one port of the operator. */
@Module({})
export class MonitorModule {
  static register(figures: ContactFigures, operations: OperationsOptions): DynamicModule {
    return {
      module: MonitorModule,
      imports: [OperationsModule.register(operations)],
      controllers: [FiguresController],
      providers: [{ provide: ContactFigures, useValue: figures }],
    };
  }
}
