import { ProblemException } from '#contracts';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { map, type Observable } from 'rxjs';

import { Refusal } from '../refusal.js';

/** Turns the refusal that a use case returns into the error that Nest knows, so that controllers stay one line. */
@Injectable()
export class RefusalInterceptor implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    return next.handle().pipe(
      map((answer) => {
        if (answer instanceof Refusal) throw new ProblemException(answer.code, answer.faults);
        return answer;
      }),
    );
  }
}
