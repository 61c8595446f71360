import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';

import { packageRoot } from '#postgres';
import { testStack } from '#testing';

import type { Launch } from '../processes.js';
import type { Delivery } from './checker/history.js';

/** A channel to residents whose effect lies outside, with a ledger of what reached them. */
export class FakeChannel {
  private constructor(
    private readonly server: Server,
    private readonly url: string,
  ) {}

  /** @param ledger gets a line for each message that went out, before the sender is answered */
  static async open(ledger: Delivery[]): Promise<FakeChannel> {
    const server = createServer((request, response) => {
      const taskId = (request.url ?? '').slice(1);
      ledger.push({ channel: 'messages', taskId, copy: `message ${ledger.length}`, text: null });
      response.writeHead(204).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('a listening server has a port');
    return new FakeChannel(server, `http://127.0.0.1:${address.port}`);
  }

  /**
   * Runs a sender on one task, as a process of its own.
   *
   * @returns what it says became of the task; null when it died
   */
  async send(
    task: { municipality: string; taskId: string; generation: number },
    database: string,
    launch: Launch = {},
  ): Promise<string | null> {
    const preload = launch.preload === undefined ? [] : ['--import', launch.preload];
    const environment = {
      ...testStack().configuration,
      EROPAF_POSTGRES_DATABASE: database,
      CRASH_ROOT: packageRoot(),
      ...launch.environment,
      CHANNEL_URL: this.url,
      TASK: JSON.stringify(task),
    };
    const child = spawn(process.execPath, [...preload, join(__dirname, 'faults/message-sender.mjs')], {
      env: Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)])),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    return code === 0 ? said.trim() : null;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
