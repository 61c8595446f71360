import { setTimeout as delay } from 'node:timers/promises';

import {
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhen,
  isBrokenCircuitError,
} from 'cockatiel';

import type { BeforeQuestion } from '../resident-register.js';
import type { JsonAnswer, JsonClient } from './json-client.js';
import {
  RegisterRefused,
  RegisterUnavailable,
  type RefusedCode,
  type UnavailableCode,
} from './register-error.js';

export interface GuardLimits {
  /** The ceiling that the register lays down for us, in one process. */
  readonly requestsPerSecond: number;
  /** So many failures in a row open the circuit. */
  readonly failuresMax: number;
  /** So long nobody asks once it is open; then one request tries. */
  readonly openForMs: number;
}

export const guardDefaults: GuardLimits = { requestsPerSecond: 10, failuresMax: 5, openForMs: 30_000 };

/** However long a register asks to be left alone, an hour later one request may look. */
const restMaxMs = 3_600_000;

/**
 * One way to one register: never faster than its ceiling, silent while it asks for rest, and behind a circuit
 * breaker, so that a register that is down is not asked by everybody in turn while each waits for its time-out.
 * There is no retry here: a check that failed waits in Postgres, where it survives us.
 */
export class GuardedClient {
  private readonly breaker;
  private nextFreeMs = 0;
  private rest: { readonly untilMs: number; readonly code: UnavailableCode } | null = null;

  constructor(
    private readonly client: Pick<JsonClient, 'post' | 'close'>,
    private readonly limits: GuardLimits = guardDefaults,
  ) {
    this.breaker = circuitBreaker(handleWhen(isFailure), {
      halfOpenAfter: limits.openForMs,
      breaker: new ConsecutiveBreaker(limits.failuresMax),
    });
  }

  /**
   * @param before waited for once the request may leave, and before it does; what it throws keeps the request here
   * @throws RegisterUnavailable; RegisterRefused. A 400 is the caller's to read.
   */
  async post(body: unknown, signal: AbortSignal, before: BeforeQuestion): Promise<JsonAnswer> {
    await this.waitTurn(signal);
    try {
      return await this.breaker.execute(async () => {
        await before();
        return this.ask(body, signal);
      });
    } catch (error) {
      if (isBrokenCircuitError(error)) throw new RegisterUnavailable('circuit-open', this.limits.openForMs);
      throw error;
    }
  }

  /** Whether the circuit lets requests through: a gauge. */
  get open(): boolean {
    return this.breaker.state === CircuitState.Open;
  }

  close(): void {
    this.client.close();
  }

  private async ask(body: unknown, signal: AbortSignal): Promise<JsonAnswer> {
    const answer = await this.client.post(body, signal);
    const { status, retryAfterMs } = answer;
    if (status === 429 || status === 503) {
      const code = status === 429 ? 'too-many-requests' : 'out-of-service';
      if (retryAfterMs !== null)
        this.rest = { untilMs: Date.now() + Math.min(retryAfterMs, restMaxMs), code };
      throw new RegisterUnavailable(code, retryAfterMs);
    }
    if (status >= 500) throw new RegisterUnavailable('server-error', retryAfterMs);
    const refused = refusals[status];
    if (refused !== undefined) throw new RegisterRefused(refused, problemCode(answer.body));
    if (status !== 200 && status !== 400) throw new RegisterUnavailable('unreadable-answer');
    return answer;
  }

  /** Takes the next free place in time. Whoever the register told to rest says so at once instead of waiting here. */
  private async waitTurn(signal: AbortSignal): Promise<void> {
    const nowMs = Date.now();
    if (this.rest !== null && nowMs < this.rest.untilMs)
      throw new RegisterUnavailable(this.rest.code, this.rest.untilMs - nowMs);
    const turnMs = Math.max(nowMs, this.nextFreeMs);
    this.nextFreeMs = turnMs + 1_000 / this.limits.requestsPerSecond;
    if (turnMs > nowMs) await delay(turnMs - nowMs, undefined, { signal });
  }
}

const refusals: Readonly<Record<number, RefusedCode>> = {
  401: 'not-authenticated',
  403: 'forbidden',
  404: 'not-acceptable',
  406: 'not-acceptable',
  415: 'not-acceptable',
};

/** A register that is busy or refuses us works; the circuit opens for one that does not. */
function isFailure(error: unknown): boolean {
  return error instanceof RegisterUnavailable && error.code !== 'too-many-requests';
}

/** The `code` of a problem (RFC 7807), where it is a word: anything longer could quote what was asked. */
export function problemCode(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('code' in body)) return null;
  return typeof body.code === 'string' && /^[a-zA-Z0-9]{1,25}$/.test(body.code) ? body.code : null;
}
