import { bearerToken, holderOfToken, ProblemException, type TokenHolder } from '#contracts';
import {
  createParamDecorator,
  Inject,
  Injectable,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';

/** The token under which the guard finds the secret of the demo tokens. */
export const DEMO_TOKEN = Symbol('demo-token');

interface RequestOfHolder {
  readonly headers: { readonly authorization?: string };
  holder?: TokenHolder;
}

/** Whoever asks, as the guard found him. */
export const CurrentHolder = createParamDecorator((_: unknown, context: ExecutionContext): TokenHolder => {
  const { holder } = context.switchToHttp().getRequest<RequestOfHolder>();
  if (holder === undefined) throw new Error('a route without the guard');
  return holder;
});

/**
 * Figures are for the people of the municipality: counts under ten stand in them, and among those a resident can be
 * recognised. An outside party gets them from the municipality, with `extern=true`.
 */
@Injectable()
export class FiguresGuard implements CanActivate {
  constructor(@Inject(DEMO_TOKEN) private readonly secret: string) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<RequestOfHolder>();
    const token = bearerToken(request.headers.authorization);
    const holder = token === undefined ? undefined : holderOfToken(token, this.secret);
    if (holder === undefined) throw new ProblemException('not-authenticated');
    if (holder.role.startsWith('external:')) throw new ProblemException('forbidden');
    request.holder = holder;
    return true;
  }
}
