import {
  assignmentSchema,
  claimTaskRequest,
  completeTaskRequest,
  decideTaskRequest,
  listTasksRequest,
  recordedContactSchema,
  releaseTaskRequest,
  taskPageSchema,
  taskSchema,
} from '#contracts';
import { Controller, Get, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { CurrentUser } from '../access/token.guard.js';
import type { User } from '../access/user.js';
import type { Desk } from '../desk.js';
import { claimTask } from '../use-cases/claim-task.js';
import { completeTask } from '../use-cases/complete-task.js';
import { decideTask } from '../use-cases/decide-task.js';
import { listTasks } from '../use-cases/list-tasks.js';
import { releaseTask } from '../use-cases/release-task.js';
import { DESK } from './desk.token.js';
import { Input, type Parsed } from './input.js';
import { Route } from './route.js';

@ApiTags('taken')
@Controller('v1/taken')
export class TasksController {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  @Get()
  @Route({
    action: 'list-tasks',
    summary: 'De werkbak: crisis eerst, dan wat het langst ligt',
    description:
      'Een medewerker ziet de taken van de gemeente, een externe partij alleen haar eigen taken. De teamleider ziet alle ' +
      'taken van zijn gemeente, wie ze ook uitvoert: ook brieven, en ook wat een externe partij niet is gelukt. Met ' +
      '`uitvoerder` kiest hij van wie. Zien is niet oppakken: dat kan alleen wie de taak uitvoert.',
    answers: taskPageSchema,
  })
  list(@CurrentUser() user: User, @Input(listTasksRequest) input: Parsed<typeof listTasksRequest>): unknown {
    return listTasks(this.desk, user, input);
  }

  @Post(':taakId/claim')
  @Route({
    action: 'claim-task',
    summary: 'Een taak oppakken; het antwoord geeft wat nodig is om haar te doen',
    answers: assignmentSchema,
    refuses: ['task-not-claimable', 'do-not-approach'],
  })
  claim(@CurrentUser() user: User, @Input(claimTaskRequest) input: Parsed<typeof claimTaskRequest>): unknown {
    return claimTask(this.desk, user, input);
  }

  @Post(':taakId/vrijgeven')
  @Route({
    action: 'release-task',
    summary: 'Een opgepakte taak teruggeven',
    answers: taskSchema,
    refuses: ['task-not-yours'],
  })
  release(
    @CurrentUser() user: User,
    @Input(releaseTaskRequest) input: Parsed<typeof releaseTaskRequest>,
  ): unknown {
    return releaseTask(this.desk, user, input);
  }

  @Post(':taakId/afronden')
  @Route({
    action: 'complete-task',
    summary: 'Een opgepakte taak afronden met een contactpoging, of met de reden dat het niet kon',
    answers: recordedContactSchema,
    refuses: ['task-not-yours', 'task-otherwise-ended'],
  })
  complete(
    @CurrentUser() user: User,
    @Input(completeTaskRequest) input: Parsed<typeof completeTaskRequest>,
  ): unknown {
    return completeTask(this.desk, user, input);
  }

  @Post(':taakId/beslissen')
  @Route({
    action: 'decide-task',
    summary: 'Als teamleider zeggen wat er van een onzekere taak is geworden',
    answers: recordedContactSchema,
    refuses: ['task-not-uncertain'],
  })
  decide(
    @CurrentUser() user: User,
    @Input(decideTaskRequest) input: Parsed<typeof decideTaskRequest>,
  ): unknown {
    return decideTask(this.desk, user, input);
  }
}
