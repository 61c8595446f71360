import { applyDecorators, Catch, UseFilters, type RpcExceptionFilter } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { throwError, type Observable } from 'rxjs';

/** The one pattern that this transport delivers; its payload is a `SubBatch`. */
export const SIGNAL_BATCH = 'signal-batch';

/**
 * Nest turns errors of a handler into "Internal server error" and logs them whole. Here the kind of error decides
 * between waiting, halving and stopping, and its text may quote a record: it goes through untouched and unlogged.
 */
@Catch()
export class HandlerErrorsPassThrough implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

/** Marks the method that handles sub-batches: `handle(@Payload() batch: SubBatch): Promise<void>`. Exactly one. */
export function SignalBatchHandler(): MethodDecorator {
  return applyDecorators(EventPattern<string>(SIGNAL_BATCH), UseFilters(HandlerErrorsPassThrough));
}
