import type {
  AssignmentView,
  completeTaskRequest,
  closeCasePersonRequest,
  FoundCases,
  recordContactRequest,
  TaskPage,
} from '#contracts';
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';

/** The desk answered in a way that the demo did not expect. Only the route and the status: no body, no names. */
export class DeskUnexpected extends Error {
  constructor(route: string, status: number, codes: string) {
    super(`the desk's API answered ${status} to ${route}${codes === '' ? '' : ` (${codes})`}`);
    this.name = 'DeskUnexpected';
  }
}

/** The desk could not be reached, or had trouble of its own, for longer than a restart takes. */
export class DeskUnavailable extends Error {
  constructor(url: string, options?: ErrorOptions) {
    super(`the desk's API at ${url} does not answer; is it running? (make apps starts it)`, options);
    this.name = 'DeskUnavailable';
  }
}

const ANSWER_TIMEOUT_MS = 15_000;
const TRIES_MAX = 8;
const FIRST_WAIT_MS = 100;
/** Refusals that mean that somebody or something else was first: expected, and no reason to stop. */
const OVERTAKEN: ReadonlySet<number> = new Set([404, 409, 422]);

/** Connections are kept: a run asks tens of thousands of times. `fetch` takes three times the processor for each. */
const agent = new Agent({ keepAlive: true });

interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
}

/** The HTTP API of the desk, as one user of it. */
export class DeskClient {
  readonly #token: string;

  /** @param token `<secret>.<municipality>.<role>.<user>` */
  constructor(
    private readonly url: string,
    token: string,
  ) {
    this.#token = token;
  }

  async listTasks(query: {
    readonly kanaal: string;
    readonly status: 'open' | 'in-behandeling';
  }): Promise<TaskPage['taken']> {
    const search = new URLSearchParams({ ...query, aantal: '100' }).toString();
    const { body } = await this.#ask<TaskPage>('GET', `/v1/taken?${search}`);
    return body?.taken ?? [];
  }

  /** @returns null when the task is not to be claimed any more */
  async claim(taskId: string, generation?: number): Promise<AssignmentView | null> {
    const body = generation === undefined ? {} : { generatie: generation };
    return (await this.#ask<AssignmentView>('POST', `/v1/taken/${taskId}/claim`, body)).body;
  }

  async complete(taskId: string, report: z.input<typeof completeTaskRequest.body>): Promise<void> {
    await this.#ask('POST', `/v1/taken/${taskId}/afronden`, report);
  }

  async findByLetter(reference: string): Promise<FoundCases['zaken']> {
    const { body } = await this.#ask<FoundCases>('POST', '/v1/zaken/zoeken', { briefkenmerk: reference });
    return body?.zaken ?? [];
  }

  async recordContact(
    path: z.input<typeof recordContactRequest.path>,
    contact: z.input<typeof recordContactRequest.body>,
  ): Promise<void> {
    await this.#ask(
      'POST',
      `/v1/zaakpersonen/${path.persoonId}/${path.periodeStart}/contactpogingen`,
      contact,
    );
  }

  async close(
    path: z.input<typeof closeCasePersonRequest.path>,
    closing: z.input<typeof closeCasePersonRequest.body>,
  ): Promise<void> {
    await this.#ask('POST', `/v1/zaakpersonen/${path.persoonId}/${path.periodeStart}/afsluiten`, closing);
  }

  /** Asks until the desk answers; every route here may be asked twice. @returns body null where it was overtaken */
  async #ask<Body>(method: string, path: string, body?: unknown): Promise<Answer<Body | null>> {
    let failure: unknown;
    for (let attempt = 0; attempt < TRIES_MAX; attempt += 1) {
      if (attempt > 0) await delay(FIRST_WAIT_MS * 2 ** attempt);
      try {
        const { status, text } = await this.#exchange(method, path, body);
        if (status < 300) return { status, body: JSON.parse(text) as Body };
        if (OVERTAKEN.has(status)) return { status, body: null };
        if (status < 500) throw new DeskUnexpected(routeOf(path), status, codesOf(text));
        failure = new DeskUnexpected(routeOf(path), status, '');
      } catch (error) {
        if (error instanceof DeskUnexpected) throw error;
        failure = error;
      }
    }
    throw new DeskUnavailable(this.url, { cause: failure });
  }

  #exchange(method: string, path: string, body?: unknown): Promise<{ status: number; text: string }> {
    const content = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      authorization: `Bearer ${this.#token}`,
      ...(content === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(content) }),
    };
    const options = { agent, method, headers, timeout: ANSWER_TIMEOUT_MS };
    return new Promise((resolve, reject) => {
      const asked = request(new URL(path, this.url), options, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.once('error', reject);
        response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
      });
      asked.once('error', reject);
      asked.once('timeout', () => asked.destroy(new Error('no answer in time')));
      asked.end(content);
    });
  }
}

/** The route without its ids. */
function routeOf(path: string): string {
  return (path.split('?', 1)[0] ?? '').replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gu, '…');
}

/** The fault codes of a problem, which hold no values. */
function codesOf(problem: string): string {
  try {
    const { fouten } = JSON.parse(problem) as { fouten?: readonly { pointer: string; code: string }[] };
    return (fouten ?? []).map(({ pointer, code }) => `${pointer} ${code}`).join(', ');
  } catch {
    return '';
  }
}
