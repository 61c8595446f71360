import { Module, type DynamicModule } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';

import { OPERATIONS_OPTIONS, OperationsController } from './operations.controller.js';
import type { OperationsOptions } from './probe.js';

/**
 * /health/live, /health/ready and /metrics. An app whose only port is the operator's imports it; an app that
 * also serves others starts it on a port of its own with `startOperations`.
 */
@Module({})
export class OperationsModule {
  static register(options: OperationsOptions): DynamicModule {
    return {
      module: OperationsModule,
      // A failing probe is in the answer and in the metrics; Terminus would log it again at every question.
      imports: [TerminusModule.forRoot({ logger: false })],
      controllers: [OperationsController],
      providers: [{ provide: OPERATIONS_OPTIONS, useValue: options }],
    };
  }
}
