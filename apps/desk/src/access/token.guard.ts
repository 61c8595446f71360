import { bearerToken, ProblemException } from '#contracts';
import {
  createParamDecorator,
  Inject,
  Injectable,
  SetMetadata,
  type CanActivate,
  type CustomDecorator,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';

import { mayDo, type Action } from './permissions.js';
import { userOfToken, type User } from './user.js';

/** The token under which the guard finds the secret of the demo tokens. */
export const DEMO_TOKEN = Symbol('demo-token');
const ACTION = 'eropaf:action';

interface RequestWithUser {
  readonly headers: { readonly authorization?: string };
  user?: User;
}

/** The action that a route is. A route without one is open to nobody. */
export const Permits = (action: Action): CustomDecorator => SetMetadata(ACTION, action);

/** The user of the request, as the guard found him. */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): User => {
  const { user } = context.switchToHttp().getRequest<RequestWithUser>();
  if (user === undefined) throw new Error('a route without the guard');
  return user;
});

/** Lets a request through when its bearer token names a user whose role may do what the route does. */
@Injectable()
export class TokenGuard implements CanActivate {
  constructor(
    @Inject(DEMO_TOKEN) private readonly secret: string,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<RequestWithUser>();
    const token = bearerToken(request.headers.authorization);
    const user = token === undefined ? undefined : userOfToken(token, this.secret);
    if (user === undefined) throw new ProblemException('not-authenticated');
    const action = this.reflector.get<Action | undefined>(ACTION, context.getHandler());
    if (action === undefined || !mayDo(user, action)) throw new ProblemException('forbidden');
    request.user = user;
    return true;
  }
}
