import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';

import { DEMO_TOKEN, TokenGuard } from './access/token.guard.js';
import type { Desk } from './desk.js';
import { CasesController } from './http/cases.controller.js';
import { DESK } from './http/desk.token.js';
import { ExplanationController } from './http/explanation.controller.js';
import { HandOversController } from './http/hand-overs.controller.js';
import { IdentityController } from './http/identity.controller.js';
import { RegistersController } from './http/registers.controller.js';
import { RefusalInterceptor } from './http/refusal.interceptor.js';
import { ReviewsController } from './http/reviews.controller.js';
import { TasksController } from './http/tasks.controller.js';

/** The API of the desk. The guard stands before every route: what declares no action is open to nobody. */
@Module({})
export class DeskModule {
  static register(desk: Desk, demoToken: string): DynamicModule {
    return {
      module: DeskModule,
      controllers: [
        TasksController,
        CasesController,
        IdentityController,
        ExplanationController,
        RegistersController,
        ReviewsController,
        HandOversController,
      ],
      providers: [
        { provide: DESK, useValue: desk },
        { provide: DEMO_TOKEN, useValue: demoToken },
        { provide: APP_GUARD, useClass: TokenGuard },
        { provide: APP_INTERCEPTOR, useClass: RefusalInterceptor },
      ],
    };
  }
}
