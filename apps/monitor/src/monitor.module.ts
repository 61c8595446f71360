import { OperationsModule, type OperationsOptions } from '#platform';
import { Module, type DynamicModule } from '@nestjs/common';

import { ContactFigures } from './figures/contact-figures.js';
import { CreditorQualityFigures } from './figures/creditor-quality.js';
import { FiguresController } from './figures/figures.controller.js';
import { DEMO_TOKEN, FiguresGuard } from './figures/figures.guard.js';

/** What the figures are made from, and whom they are shown. */
export interface FiguresOptions {
  readonly contact: ContactFigures;
  readonly quality: CreditorQualityFigures;
  readonly demoToken: string;
}

/** The figures of a municipality, behind its token. */
@Module({})
export class FiguresModule {
  static register({ contact, quality, demoToken }: FiguresOptions): DynamicModule {
    return {
      module: FiguresModule,
      controllers: [FiguresController],
      providers: [
        { provide: ContactFigures, useValue: contact },
        { provide: CreditorQualityFigures, useValue: quality },
        { provide: DEMO_TOKEN, useValue: demoToken },
        FiguresGuard,
      ],
    };
  }
}

/** The monitor as Nest sees it: the figures, and the operator's health and metrics, on one port. */
@Module({})
export class MonitorModule {
  static register(figures: FiguresOptions, operations: OperationsOptions): DynamicModule {
    return {
      module: MonitorModule,
      imports: [OperationsModule.register(operations), FiguresModule.register(figures)],
    };
  }
}
