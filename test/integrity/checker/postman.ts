import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';

import { letterPath } from '#letters';
import { readPdf } from '#testing';

import type { IntakeStand } from '../intake-stand.js';
import type { Delivery } from './history.js';

/**
 * Whoever prints and posts the letters, with a ledger of its own: files of finished tasks only, as decision page 0012
 * says, and each file that appears under a name anew is another copy that went out.
 */
export class Postman {
  readonly posted: Delivery[] = [];
  private readonly seen = new Set<string>();

  constructor(
    private readonly stand: IntakeStand,
    private readonly objectsDir: string,
  ) {}

  /** Takes what is finished and was not taken yet. A finished task without its file is not posted: the checker sees it. */
  async round(): Promise<void> {
    const done = await this.stand.rows<{ municipality: string; task_id: string }>(
      `select municipality, task_id from outreach_task where channel = 'letters' and state = 'done'`,
    );
    for (const { municipality, task_id: taskId } of done) {
      const path = letterPath(this.objectsDir, municipality, taskId);
      const file = await stat(path, { bigint: true }).catch(() => null);
      if (file === null) continue;
      const made = `${taskId} ${file.ino} ${file.mtimeNs}`;
      if (this.seen.has(made)) continue;
      this.seen.add(made);
      const bytes = await readFile(path);
      const copy = `${file.ino} ${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}`;
      this.posted.push({ channel: 'letters', taskId, copy, text: (await readPdf(bytes)).text });
    }
  }
}
