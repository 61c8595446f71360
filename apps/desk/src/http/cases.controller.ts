import {
  caseSchema,
  closeCasePersonRequest,
  closedCasePersonSchema,
  findCasesRequest,
  foundCasesSchema,
  readCaseRequest,
  recordContactRequest,
  recordedContactSchema,
} from '#contracts';
import { Controller, Get, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { CurrentUser } from '../access/token.guard.js';
import type { User } from '../access/user.js';
import type { Desk } from '../desk.js';
import { closeCasePerson } from '../use-cases/close-case-person.js';
import { findCases } from '../use-cases/find-cases.js';
import { readCase } from '../use-cases/read-case.js';
import { recordContact } from '../use-cases/record-contact.js';
import { DESK } from './desk.token.js';
import { Input, type Parsed } from './input.js';
import { Route } from './route.js';

@ApiTags('zaken')
@Controller('v1')
export class CasesController {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  @Post('zaken/zoeken')
  @Route({
    action: 'find-cases',
    summary: 'De zaken van wie belt: op briefkenmerk, telefoonnummer, of adres en geboortedatum',
    answers: foundCasesSchema,
  })
  find(@CurrentUser() user: User, @Input(findCasesRequest) input: Parsed<typeof findCasesRequest>): unknown {
    return findCases(this.desk, user, input);
  }

  @Get('zaken/:adresId/:periodeStart')
  @Route({
    action: 'read-case',
    summary: 'Een zaak met personen, signalen, contactpogingen, taken en besluiten',
    answers: caseSchema,
  })
  read(@CurrentUser() user: User, @Input(readCaseRequest) input: Parsed<typeof readCaseRequest>): unknown {
    return readCase(this.desk, user, input);
  }

  @Post('zaakpersonen/:persoonId/:periodeStart/contactpogingen')
  @Route({
    action: 'record-contact',
    summary: 'Een contactpoging zonder taak vastleggen, bijvoorbeeld als iemand terugbelt',
    answers: recordedContactSchema,
    status: 201,
    refuses: ['attempt-differs'],
  })
  record(
    @CurrentUser() user: User,
    @Input(recordContactRequest) input: Parsed<typeof recordContactRequest>,
  ): unknown {
    return recordContact(this.desk, user, input);
  }

  @Post('zaakpersonen/:persoonId/:periodeStart/afsluiten')
  @Route({
    action: 'close-case-person',
    summary: 'De zaak van een persoon afsluiten met een eindresultaat',
    answers: closedCasePersonSchema,
    refuses: ['case-closed', 'outcome-contradicts'],
  })
  close(
    @CurrentUser() user: User,
    @Input(closeCasePersonRequest) input: Parsed<typeof closeCasePersonRequest>,
  ): unknown {
    return closeCasePerson(this.desk, user, input);
  }
}
