import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

import { RegisterUnavailable } from './register-error.js';

/** Where a register listens and how we show who we are. */
export interface Endpoint {
  readonly url: URL;
  /** Header name → value, for example an API key. Never logged. */
  readonly headers: Readonly<Record<string, string>>;
  /** PEM. With certificate and key the register knows us by TLS (mTLS). */
  readonly tls: { readonly cert?: Buffer; readonly key?: Buffer; readonly ca?: Buffer };
  /** From the first byte sent to the last one read, in milliseconds. */
  readonly timeoutMs: number;
}

export interface JsonAnswer {
  readonly status: number;
  /** Milliseconds of `Retry-After`, whether it was written as seconds or as a date. */
  readonly retryAfterMs: number | null;
  readonly body: unknown;
}

/** Thirty residents with all their names stay far below; an endless answer must not fill the memory. */
const answerBytesMax = 1_048_576;
const socketsMax = 8;

/** POSTs JSON and reads JSON, within one bound of time and one of size. */
export class JsonClient {
  private readonly agent: HttpAgent | HttpsAgent;

  constructor(private readonly endpoint: Endpoint) {
    const { protocol } = endpoint.url;
    const shared = { keepAlive: true, maxSockets: socketsMax };
    this.agent =
      protocol === 'https:' ? new HttpsAgent({ ...shared, ...endpoint.tls }) : new HttpAgent(shared);
  }

  /** @throws RegisterUnavailable when no whole answer came, or one that is no JSON */
  async post(body: unknown, signal: AbortSignal): Promise<JsonAnswer> {
    const timeout = AbortSignal.timeout(this.endpoint.timeoutMs);
    try {
      return await this.exchange(Buffer.from(JSON.stringify(body)), AbortSignal.any([signal, timeout]));
    } catch (error) {
      if (error instanceof RegisterUnavailable || signal.aborted) throw error;
      // The cause is left out: messages of sockets and TLS name hosts, and parsers quote what they read.
      throw new RegisterUnavailable(timeout.aborted ? 'timeout' : 'no-connection');
    }
  }

  close(): void {
    this.agent.destroy();
  }

  private async exchange(bytes: Buffer, signal: AbortSignal): Promise<JsonAnswer> {
    const response = await this.send(bytes, signal);
    const status = response.statusCode ?? 0;
    const text = await readWhole(response);
    const retryAfterMs = readRetryAfter(response.headers['retry-after'], Date.now());
    // What failed may carry a page of a proxy; only its status counts then.
    const body = parsed(text, status < 500);
    return { status, retryAfterMs, body };
  }

  private send(bytes: Buffer, signal: AbortSignal): Promise<IncomingMessage> {
    const { url, headers } = this.endpoint;
    const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const sent = request(url, {
        method: 'POST',
        agent: this.agent,
        signal,
        headers: {
          ...headers,
          'content-type': 'application/json; charset=utf-8',
          'content-length': bytes.length,
          accept: 'application/json, application/problem+json',
        },
      });
      sent.once('response', resolve);
      sent.once('error', reject);
      sent.end(bytes);
    });
  }
}

async function readWhole(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > answerBytesMax) throw new RegisterUnavailable('unreadable-answer');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string, mustBeJson: boolean): unknown {
  try {
    return JSON.parse(text);
  } catch {
    if (mustBeJson) throw new RegisterUnavailable('unreadable-answer');
    return null;
  }
}

/** RFC 9110: whole seconds, or a date. Anything else says nothing. */
export function readRetryAfter(header: string | undefined, nowMs: number): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}
