import { askLetterReleaseRequest, letterReleaseSchema, releaseLetterRequest } from '#contracts';
import { Controller, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { CurrentUser } from '../access/token.guard.js';
import type { User } from '../access/user.js';
import type { Desk } from '../desk.js';
import { askLetterRelease, releaseLetter } from '../use-cases/release-letter.js';
import { DESK } from './desk.token.js';
import { Input, type Parsed } from './input.js';
import { Route } from './route.js';

@ApiTags('geheime adressen')
@Controller('v1')
export class RegistersController {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  @Post('zaakpersonen/:persoonId/:periodeStart/briefvrijgave/aanvragen')
  @Route({
    action: 'ask-letter-release',
    summary: 'Een brief aan een inwoner met een geheim adres aanvragen',
    answers: letterReleaseSchema,
    refuses: ['address-not-secret'],
  })
  ask(
    @CurrentUser() user: User,
    @Input(askLetterReleaseRequest) input: Parsed<typeof askLetterReleaseRequest>,
  ): unknown {
    return askLetterRelease(this.desk, user, input);
  }

  @Post('zaakpersonen/:persoonId/:periodeStart/briefvrijgave/vrijgeven')
  @Route({
    action: 'release-letter',
    summary: 'Een aangevraagde brief aan een geheim adres vrijgeven; een ander dan de aanvrager',
    answers: letterReleaseSchema,
    refuses: ['address-not-secret', 'release-not-asked', 'release-by-another'],
  })
  release(
    @CurrentUser() user: User,
    @Input(releaseLetterRequest) input: Parsed<typeof releaseLetterRequest>,
  ): unknown {
    return releaseLetter(this.desk, user, input);
  }
}
