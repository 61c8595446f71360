import { Controller, Inject, Module, type DynamicModule } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';

import { SignalBatchHandler, type SubBatch } from '#kafka';
import { OperationsModule, type OperationsOptions } from '#platform';

import { IntakeHandler } from './intake-handler.js';

@Controller()
class SignalBatchController {
  constructor(@Inject(IntakeHandler) private readonly intake: IntakeHandler) {}

  @SignalBatchHandler()
  handle(@Payload() batch: SubBatch): Promise<void> {
    return this.intake.handle(batch);
  }
}

/** The intake as Nest sees it: one handler of sub-batches, and the operator's port. */
@Module({})
export class IntakeModule {
  static register(intake: IntakeHandler, operations: OperationsOptions): DynamicModule {
    return {
      module: IntakeModule,
      imports: [OperationsModule.register(operations)],
      controllers: [SignalBatchController],
      providers: [{ provide: IntakeHandler, useValue: intake }],
    };
  }
}
