import { explainSignalRequest, signalStorySchema } from '#contracts';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { CurrentUser } from '../access/token.guard.js';
import type { User } from '../access/user.js';
import type { Desk } from '../desk.js';
import { explainSignal } from '../use-cases/explain-signal.js';
import { DESK } from './desk.token.js';
import { Input, type Parsed } from './input.js';
import { Route } from './route.js';

@ApiTags('uitleg')
@Controller('v1')
export class ExplanationController {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  @Get('signalen/:signaalId/uitleg')
  @Route({
    action: 'explain-signal',
    summary: 'In eenvoudig Nederlands: wat er binnenkwam, om wie het gaat, wat is besloten en wat er gebeurt',
    answers: signalStorySchema,
  })
  explain(
    @CurrentUser() user: User,
    @Input(explainSignalRequest) input: Parsed<typeof explainSignalRequest>,
  ): unknown {
    return explainSignal(this.desk, user, input);
  }
}
