import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket } from 'node:net';

import { Chance } from '../chance.js';
import { drawWireFault, TcpProxy } from './tcp-proxy.js';

/** Says back what it hears, and counts it. */
class Echo {
  heard = 0;
  readonly sockets = new Set<Socket>();
  readonly server: Server = createServer((socket) => {
    this.sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
    socket.on('data', (chunk: Buffer) => {
      this.heard += chunk.length;
      socket.write(chunk);
    });
  });

  async listen(): Promise<number> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const address = this.server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }
}

describe('the fault proxy', () => {
  let echo: Echo;
  let proxy: TcpProxy;
  let client: Socket;
  let received: string;

  beforeEach(async () => {
    echo = new Echo();
    proxy = await TcpProxy.before({ host: '127.0.0.1', port: await echo.listen() });
    received = '';
    client = createConnection({ host: '127.0.0.1', port: proxy.port });
    client.on('error', () => undefined).on('data', (chunk: Buffer) => (received += chunk.toString()));
    await once(client, 'connect');
  });
  afterEach(async () => {
    client.destroy();
    await proxy.close();
    for (const socket of echo.sockets) socket.destroy();
    echo.server.close();
  });

  const hears = async (text: string): Promise<void> => {
    while (!received.includes(text)) await once(client, 'data');
  };

  test('passes bytes both ways, and goes on after it was told otherwise', async () => {
    client.write('one');
    await hears('one');
    proxy.set({ kind: 'delay', ms: 20 });
    client.write('two');
    await hears('onetwo');
    proxy.set({ kind: 'pass' });
    client.write('three');
    await hears('onetwothree');
  });

  test('drop: nothing arrives, and the connection stays', async () => {
    proxy.set({ kind: 'drop' });
    client.write('lost');
    proxy.set({ kind: 'drop' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    proxy.set({ kind: 'pass' });
    client.write('kept');
    await hears('kept');
    expect(received).toBe('kept');
    expect(echo.heard).toBe(4);
  });

  test('cut: so many bytes arrive, and then the connection is gone', async () => {
    proxy.set({ kind: 'cut', afterBytes: 5 });
    const ended = once(client, 'close');
    client.write('123456789');
    await ended;
    while (echo.heard < 5) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(echo.heard).toBe(5);
  });

  test('reset: the process is told so, and so is whoever comes while it lasts', async () => {
    const failed = once(client, 'error') as Promise<[NodeJS.ErrnoException]>;
    proxy.set({ kind: 'reset' });
    expect((await failed)[0].code).toBe('ECONNRESET');
    const next = createConnection({ host: '127.0.0.1', port: proxy.port });
    await new Promise((closed) => next.on('error', () => undefined).on('close', closed));
  });

  test('half-open: the server is gone, and the process is not told', async () => {
    client.write('before');
    await hears('before');
    const [server] = echo.sockets;
    if (server === undefined) throw new Error('somebody is connected');
    const gone = once(server, 'close');
    proxy.set({ kind: 'half-open' });
    await gone;
    client.write('into nothing');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(client.destroyed).toBe(false);
    expect(echo.heard).toBe(6);
  });

  test('a seed draws the same faults again, and all kinds of them', () => {
    const draw = (seed: number) => {
      const chance = new Chance(seed);
      return Array.from({ length: 60 }, () => drawWireFault(chance));
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    expect(new Set(draw(7).map(({ kind }) => kind)).size).toBe(6);
  });
});
