import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

import type { Chance } from '../chance.js';

/** What happens to the bytes between a process and a server. */
export type WireFault =
  /** They pass. */
  | { readonly kind: 'pass' }
  /** They pass, so many milliseconds later. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** They are swallowed, and the connection stays: a black hole. */
  | { readonly kind: 'drop' }
  /** After so many more bytes of the process, each connection ends in the middle of what it says. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** The server's end is closed, and the process is not told. */
  | { readonly kind: 'half-open' }
  /** Every connection is reset, also those that are made while it lasts. */
  | { readonly kind: 'reset' };

const kinds = [
  'pass',
  'delay',
  'drop',
  'cut',
  'half-open',
  'reset',
] as const satisfies readonly WireFault['kind'][];

/** Draws a fault. What a seed draws it draws again. */
export function drawWireFault(chance: Chance): WireFault {
  const kind = chance.one(kinds);
  if (kind === 'delay') return { kind, ms: chance.between(5, 400) };
  // From inside the first message of a protocol to somewhere in the hundredth.
  if (kind === 'cut') return { kind, afterBytes: chance.between(1, 60_000) };
  return { kind };
}

/** One connection through the proxy. */
interface Wire {
  readonly client: Socket;
  readonly server: Socket;
  /** What may still pass before the cut; null: it is not cut. */
  bytesLeft: number | null;
}

/** Stands between our processes and one server on this machine, and does to the bytes what it is told. */
export class TcpProxy {
  private fault: WireFault = { kind: 'pass' };
  private readonly wires = new Set<Wire>();

  private constructor(
    private readonly listener: Server,
    private readonly target: { readonly host: string; readonly port: number },
    readonly port: number,
  ) {}

  static async before(target: { readonly host: string; readonly port: number }): Promise<TcpProxy> {
    const listener = createServer({ allowHalfOpen: true });
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const address = listener.address();
    if (address === null || typeof address === 'string') throw new Error('a listening server has a port');
    const proxy = new TcpProxy(listener, target, address.port);
    listener.on('connection', (client) => proxy.connect(client));
    return proxy;
  }

  /** Connections that are open now. */
  get connections(): number {
    return this.wires.size;
  }

  /** From now on this happens, to connections that are open too. */
  set(fault: WireFault): void {
    this.fault = fault;
    for (const wire of this.wires) this.begin(wire);
  }

  async close(): Promise<void> {
    for (const { client, server } of this.wires) {
      client.destroy();
      server.destroy();
    }
    const closed = once(this.listener, 'close');
    this.listener.close();
    await closed;
  }

  private connect(client: Socket): void {
    const server = createConnection({ ...this.target, allowHalfOpen: true });
    const wire: Wire = { client, server, bytesLeft: null };
    this.wires.add(wire);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      // Whoever it was: the other side hears of it below.
      socket.on('error', () => undefined);
    }
    client.on('close', () => {
      this.wires.delete(wire);
      if (this.fault.kind !== 'half-open') server.destroy();
    });
    server.on('close', () => {
      if (this.fault.kind !== 'half-open') client.destroy();
    });
    void this.pump(wire, client, server, true);
    void this.pump(wire, server, client, false);
    this.begin(wire);
  }

  private begin(wire: Wire): void {
    const { fault } = this;
    wire.bytesLeft = fault.kind === 'cut' ? fault.afterBytes : null;
    if (fault.kind === 'reset') {
      wire.client.resetAndDestroy();
      wire.server.destroy();
    }
    if (fault.kind === 'half-open') wire.server.destroy();
  }

  /** Carries bytes one way, one chunk after the other, so that a delay keeps their order. */
  private async pump(wire: Wire, from: Socket, to: Socket, isOutward: boolean): Promise<void> {
    try {
      for await (const chunk of from as AsyncIterable<Buffer>) {
        const bytes = await this.through(wire, chunk, isOutward);
        if (bytes.length > 0 && !to.destroyed) await written(to, bytes);
        if (wire.bytesLeft === 0) {
          wire.client.destroy();
          wire.server.destroy();
        }
      }
      if (this.fault.kind !== 'half-open' && !to.destroyed) to.end();
    } catch {
      // The connection broke, which is what this is for.
    }
  }

  private async through(wire: Wire, chunk: Buffer, isOutward: boolean): Promise<Buffer> {
    const { fault } = this;
    if (fault.kind === 'drop' || fault.kind === 'half-open') return Buffer.alloc(0);
    if (fault.kind === 'delay') await delay(fault.ms);
    if (!isOutward || wire.bytesLeft === null) return chunk;
    const passes = chunk.subarray(0, wire.bytesLeft);
    wire.bytesLeft -= passes.length;
    return passes;
  }
}

/** Resolves when the bytes have left, or never will. */
function written(to: Socket, bytes: Buffer): Promise<void> {
  return new Promise((done) => {
    to.write(bytes, () => done());
  });
}
