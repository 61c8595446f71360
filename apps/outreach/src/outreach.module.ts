import { Module, type DynamicModule } from '@nestjs/common';
import { OperationsModule, type OperationsOptions } from '#platform';

/** Outreach has no door but the operator's: what it does, its loops and its queue worker begin. */
@Module({})
export class OutreachModule {
  static register(operations: OperationsOptions): DynamicModule {
    return { module: OutreachModule, imports: [OperationsModule.register(operations)] };
  }
}
