import {
  answerRegisterRequest,
  doNotApproachSchema,
  liftDoNotApproachRequest,
  markDoNotApproachRequest,
  mergedPersonsSchema,
  mergePersonsRequest,
  movedSignalSchema,
  moveSignalRequest,
  recordedLanguageSchema,
  recordLanguageRequest,
  registerAnswerSchema,
  splitPersonRequest,
  splitPersonSchema,
} from '#contracts';
import { Controller, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { CurrentUser } from '../access/token.guard.js';
import type { User } from '../access/user.js';
import type { Desk } from '../desk.js';
import { answerRegister } from '../use-cases/answer-register.js';
import { liftDoNotApproach } from '../use-cases/lift-do-not-approach.js';
import { markDoNotApproach } from '../use-cases/mark-do-not-approach.js';
import { mergePersons } from '../use-cases/merge-persons.js';
import { moveSignal } from '../use-cases/move-signal.js';
import { recordLanguage } from '../use-cases/record-language.js';
import { splitPerson } from '../use-cases/split-person.js';
import { DESK } from './desk.token.js';
import { Input, type Parsed } from './input.js';
import { Route } from './route.js';

@ApiTags('personen')
@Controller('v1')
export class IdentityController {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  @Post('niet-benaderen')
  @Route({
    action: 'mark-do-not-approach',
    summary: 'Vastleggen dat een persoon of adres niet wordt benaderd',
    answers: doNotApproachSchema,
    status: 201,
  })
  mark(
    @CurrentUser() user: User,
    @Input(markDoNotApproachRequest) input: Parsed<typeof markDoNotApproachRequest>,
  ): unknown {
    return markDoNotApproach(this.desk, user, input);
  }

  @Post('niet-benaderen/:markeringId/opheffen')
  @Route({
    action: 'lift-do-not-approach',
    summary: 'Een markering opheffen',
    answers: doNotApproachSchema,
  })
  lift(
    @CurrentUser() user: User,
    @Input(liftDoNotApproachRequest) input: Parsed<typeof liftDoNotApproachRequest>,
  ): unknown {
    return liftDoNotApproach(this.desk, user, input);
  }

  @Post('personen/samenvoegen')
  @Route({
    action: 'merge-persons',
    summary: 'Zeggen dat twee personen dezelfde zijn',
    answers: mergedPersonsSchema,
    refuses: ['persons-already-one'],
  })
  merge(
    @CurrentUser() user: User,
    @Input(mergePersonsRequest) input: Parsed<typeof mergePersonsRequest>,
  ): unknown {
    return mergePersons(this.desk, user, input);
  }

  @Post('personen/splitsen')
  @Route({
    action: 'split-person',
    summary: 'Zeggen dat signalen van een ander zijn',
    answers: splitPersonSchema,
    refuses: ['signal-already-split', 'split-takes-all'],
  })
  split(
    @CurrentUser() user: User,
    @Input(splitPersonRequest) input: Parsed<typeof splitPersonRequest>,
  ): unknown {
    return splitPerson(this.desk, user, input);
  }

  @Post('personen/:persoonId/voorkeurstaal')
  @Route({
    action: 'record-language',
    summary: 'Vastleggen in welke taal een inwoner het liefst wordt benaderd',
    answers: recordedLanguageSchema,
  })
  language(
    @CurrentUser() user: User,
    @Input(recordLanguageRequest) input: Parsed<typeof recordLanguageRequest>,
  ): unknown {
    return recordLanguage(this.desk, user, input);
  }

  @Post('signalen/:signaalId/verplaatsen')
  @Route({
    action: 'move-signal',
    summary: 'Een signaal op een ander adres leggen',
    answers: movedSignalSchema,
    refuses: ['signal-already-there'],
  })
  move(
    @CurrentUser() user: User,
    @Input(moveSignalRequest) input: Parsed<typeof moveSignalRequest>,
  ): unknown {
    return moveSignal(this.desk, user, input);
  }

  @Post('signalen/:signaalId/registerantwoorden')
  @Route({
    action: 'answer-register',
    summary: 'Vastleggen wat een raadpleging over de persoon van een signaal opleverde',
    answers: registerAnswerSchema,
    status: 201,
  })
  answer(
    @CurrentUser() user: User,
    @Input(answerRegisterRequest) input: Parsed<typeof answerRegisterRequest>,
  ): unknown {
    return answerRegister(this.desk, user, input);
  }
}
