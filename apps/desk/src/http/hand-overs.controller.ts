import { finishHandOverRequest, handOverPageSchema, handOverSchema, listHandOversRequest } from '#contracts';
import { Controller, Get, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { CurrentUser } from '../access/token.guard.js';
import type { User } from '../access/user.js';
import type { Desk } from '../desk.js';
import { finishHandOver, listHandOvers } from '../use-cases/hand-over.js';
import { DESK } from './desk.token.js';
import { Input, type Parsed } from './input.js';
import { Route } from './route.js';

@ApiTags('overdrachten')
@Controller('v1/overdrachten')
export class HandOversController {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  @Get()
  @Route({
    action: 'list-hand-overs',
    summary: 'Wat aan een hulpverlener of een andere gemeente moet worden overgedragen',
    answers: handOverPageSchema,
  })
  list(
    @CurrentUser() user: User,
    @Input(listHandOversRequest) input: Parsed<typeof listHandOversRequest>,
  ): unknown {
    return listHandOvers(this.desk, user, input);
  }

  @Post(':persoonId/:periodeStart/:soort/afronden')
  @Route({
    action: 'finish-hand-over',
    summary: 'Vastleggen dat de hulpverlener contact had, of dat de andere gemeente het weet',
    answers: handOverSchema,
  })
  finish(
    @CurrentUser() user: User,
    @Input(finishHandOverRequest) input: Parsed<typeof finishHandOverRequest>,
  ): unknown {
    return finishHandOver(this.desk, user, input);
  }
}
