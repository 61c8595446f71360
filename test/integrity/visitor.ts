import { testStack } from '#testing';

import { until } from '../processes.js';
import type { World } from './world.js';

/**
 * Somebody who does house visits and reports them at the desk, and who asks again when there is no answer; with a
 * ledger of whom he visited and of what the desk took.
 */
export class Visitor {
  private readonly visited = new Set<string>();

  constructor(
    private readonly world: World,
    /** Where the desk is now; it may have ended. */
    private readonly deskPort: number,
    private readonly day: string,
  ) {}

  /** Visits that wait in the worklist. */
  async open(): Promise<readonly string[]> {
    const answer = await this.ask('GET', 'taken?kanaal=huisbezoeken');
    const { taken } = (answer?.body ?? { taken: [] }) as { taken: { taakId: string; status: string }[] };
    return taken.map(({ taakId }) => taakId);
  }

  /** Claims, visits and reports, each until the desk has answered. */
  async visit(taskId: string): Promise<void> {
    const claim = await this.insist(`taken/${taskId}/claim`, {});
    if (claim >= 400) return;
    // Whoever has claimed goes there once, whatever becomes of the report.
    if (!this.visited.has(taskId)) {
      this.visited.add(taskId);
      this.world.deliveries.push({ channel: 'desk', taskId, copy: `visit ${this.visited.size}`, text: null });
    }
    await this.report(taskId);
  }

  /** Reports what was done before; the same report twice is one. */
  async report(taskId: string): Promise<void> {
    const contactpoging = {
      soort: 'Huisbezoek',
      bereikt: false,
      richting: 'uitgaand',
      datum: this.day,
      dagdeel: 'Ochtend',
    };
    const status = await this.insist(`taken/${taskId}/afronden`, { contactpoging });
    if (status < 300) this.world.reported.push(taskId);
  }

  private insist(path: string, body: object): Promise<number> {
    return until(
      `the desk answers ${path.replace(/[0-9a-f-]{36}/, '…')}`,
      async () => (await this.ask('POST', path, body))?.status,
      240_000,
    );
  }

  /** Undefined: nobody answered, and what was asked was perhaps done. */
  private async ask(
    method: 'GET' | 'POST',
    path: string,
    body?: object,
  ): Promise<{ status: number; body: unknown } | undefined> {
    const token = `${testStack().configuration.EROPAF_DEMO_TOKEN}.GM0505.outreach-worker.sam`;
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    try {
      const answer = await fetch(`http://127.0.0.1:${this.deskPort}/v1/${path}`, {
        method,
        headers,
        signal: AbortSignal.timeout(20_000),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (answer.status >= 500) return undefined;
      return { status: answer.status, body: await answer.json() };
    } catch {
      return undefined;
    }
  }
}
