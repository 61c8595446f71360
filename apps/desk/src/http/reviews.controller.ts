import { answeredReviewSchema, answerReviewRequest, listReviewsRequest, reviewPageSchema } from '#contracts';
import { Controller, Get, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { CurrentUser } from '../access/token.guard.js';
import type { User } from '../access/user.js';
import type { Desk } from '../desk.js';
import { answerReview } from '../use-cases/answer-review.js';
import { listReviews } from '../use-cases/list-reviews.js';
import { DESK } from './desk.token.js';
import { Input, type Parsed } from './input.js';
import { Route } from './route.js';

@ApiTags('beoordelingen')
@Controller('v1/beoordelingen')
export class ReviewsController {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  @Get()
  @Route({
    action: 'list-reviews',
    summary: 'Signalen waarover een medewerker moet oordelen: van wie ze zijn, of ze tellen',
    answers: reviewPageSchema,
  })
  list(
    @CurrentUser() user: User,
    @Input(listReviewsRequest) input: Parsed<typeof listReviewsRequest>,
  ): unknown {
    return listReviews(this.desk, user, input);
  }

  @Post(':signaalId/antwoorden')
  @Route({
    action: 'answer-review',
    summary: 'Zeggen of een signaal over dezelfde inwoner gaat als een kandidaat',
    answers: answeredReviewSchema,
    refuses: ['review-settled', 'review-changed'],
  })
  answer(
    @CurrentUser() user: User,
    @Input(answerReviewRequest) input: Parsed<typeof answerReviewRequest>,
  ): unknown {
    return answerReview(this.desk, user, input);
  }
}
