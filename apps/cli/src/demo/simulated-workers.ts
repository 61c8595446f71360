import { outreachQueues, type AssignmentView } from '#contracts';
import type { Channel } from '#domain';
import type { Clock, Logger } from '#platform';
import { externalQueueName, startExternalWorker, type ExternalWorker } from '#queue';
import { setTimeout as delay } from 'node:timers/promises';

import type { DeskClient } from './desk-client.js';
import { acceptsHelp, isReached, isServed, KIND_OF_CHANNEL } from './reach.js';
import { doneAt } from './moment.js';
import type { Residents } from './residents.js';

/** Channels of the outside party, with their names in the API. */
const EXTERNAL_CHANNELS = [
  ['calls', 'telefoon'],
  ['house-visits', 'huisbezoeken'],
] as const satisfies readonly (readonly [Channel, string])[];
const MESSAGES = 'berichten';

/** Tasks at a time in each channel: a town has a few callers. */
const CONCURRENCY = 4;
/** Wait between two looks at an empty worklist, in milliseconds of machine time. */
const WORKLIST_IDLE_MS = 50;

/** Of a job: the task that may be claimed, and its round. */
interface Job {
  readonly taskId: string;
  readonly generation: number;
}

export interface SimulatedWorkersOptions {
  readonly municipality: string;
  /** The executor's name in the policy: `demo` for `external:demo`. */
  readonly executor: string;
  readonly redisUrl: string;
  readonly queuePrefix: string;
  /** The desk as the outside party, and as somebody of the municipality. */
  readonly external: DeskClient;
  readonly desk: DeskClient;
  readonly deskUser: string;
  readonly residents: Residents;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * The simulated outreach workers: an outside party that takes its jobs from its own queues, and somebody at the desk
 * who sends the messages of the worklist. Both know only what queue and API tell them.
 */
export class SimulatedWorkers {
  readonly #options: SimulatedWorkersOptions;
  #queues: readonly ExternalWorker[] = [];
  #worklist: Promise<void> | undefined;
  #reports = new Set<Promise<void>>();
  #stopping = false;
  #failure: Error | undefined;
  /** Settled while they work; resolved by `release` while they are held. */
  #atWork: PromiseWithResolvers<void> = Promise.withResolvers();

  constructor(options: SimulatedWorkersOptions) {
    this.#options = options;
    this.#atWork.resolve();
  }

  /** Nobody claims anything from now on; what is claimed is reported. */
  hold(): void {
    this.#atWork = Promise.withResolvers();
  }

  release(): void {
    this.#atWork.resolve();
  }

  async start(): Promise<void> {
    const { external, executor, logger, municipality, queuePrefix, redisUrl } = this.#options;
    for (const [channel, word] of EXTERNAL_CHANNELS) {
      await this.#takeUpAgain(external, channel, word);
      const worker = await startExternalWorker({
        redisUrl,
        prefix: queuePrefix,
        queueName: externalQueueName(channel, municipality, executor),
        definition: outreachQueues[channel],
        concurrency: CONCURRENCY,
        logger,
        handler: (job) => this.#take(channel, job),
      });
      this.#queues = [...this.#queues, worker];
    }
    await this.#takeUpAgain(this.#options.desk, 'messages', MESSAGES);
    this.#worklist = this.#walkWorklist().catch((error: unknown) => this.#fail(error));
  }

  /** Throws what went wrong in the background since the last look. */
  check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.release();
    await Promise.all(this.#queues.map((worker) => worker.close()));
    await this.#worklist;
    await Promise.all(this.#reports);
  }

  /**
   * A job means "this is yours to claim". It is completed as soon as it is claimed; the report follows over HTTP,
   * within the lease that the claim got (decision 9). A few reports at a time, so that claims do not run ahead.
   */
  async #take(channel: Channel, { taskId, generation }: Job): Promise<void> {
    while (this.#reports.size >= CONCURRENCY * EXTERNAL_CHANNELS.length) await Promise.race(this.#reports);
    const assignment = await this.#claim(this.#options.external, taskId, generation);
    if (assignment === null) return;
    const report = this.#report(this.#options.external, channel, assignment).catch((error: unknown) =>
      this.#fail(error),
    );
    this.#reports.add(report);
    void report.finally(() => this.#reports.delete(report));
  }

  async #claim(client: DeskClient, taskId: string, generation: number): Promise<AssignmentView | null> {
    await this.#atWork.promise;
    return client.claim(taskId, generation);
  }

  /** What an interrupted run had claimed and not reported yet. */
  async #takeUpAgain(client: DeskClient, channel: Channel, word: string): Promise<void> {
    const user = client === this.#options.desk ? this.#options.deskUser : null;
    for (;;) {
      const held = await client.listTasks({ kanaal: word, status: 'in-behandeling' });
      const own = held.filter(({ opgepaktDoor }) => user === null || opgepaktDoor === user);
      if (own.length === 0) return;
      for (const { taakId } of own) {
        const assignment = await client.claim(taakId);
        if (assignment !== null) await this.#report(client, channel, assignment);
      }
      if (held.length < 100) return;
    }
  }

  async #walkWorklist(): Promise<void> {
    const { desk } = this.#options;
    while (!this.#stopping) {
      await this.#atWork.promise;
      const open = await desk.listTasks({ kanaal: MESSAGES, status: 'open' });
      const waiting = [...open];
      const work = async (): Promise<void> => {
        for (let task = waiting.pop(); task !== undefined; task = waiting.pop()) {
          const assignment = await this.#claim(desk, task.taakId, task.generatie);
          if (assignment !== null) await this.#report(desk, 'messages', assignment);
        }
      };
      await Promise.all(Array.from({ length: CONCURRENCY }, work));
      if (open.length === 0) await delay(WORKLIST_IDLE_MS);
    }
  }

  /** What came of it. Without a number or without capacity there is no attempt but a task that failed. */
  async #report(client: DeskClient, channel: Channel, assignment: AssignmentView): Promise<void> {
    const { taakId, persoonId, periodeStart, dagdeel, stap, telefoonnummer } = assignment;
    if (channel === 'calls' && telefoonnummer === null) {
      await client.complete(taakId, { mislukt: 'telefoonnummer-onbruikbaar' });
      return;
    }
    const key = this.#options.residents.approached(persoonId, periodeStart);
    if (!isServed(key, channel)) {
      await client.complete(taakId, { mislukt: 'geen-capaciteit' });
      return;
    }
    const reached = isReached(key, channel, stap);
    const accepts = reached && acceptsHelp(key);
    const byMail = channel === 'messages' && telefoonnummer === null;
    await client.complete(taakId, {
      contactpoging: {
        soort: byMail ? 'Mail' : KIND_OF_CHANNEL[channel],
        bereikt: reached,
        ...doneAt(await this.#options.clock.nowMs(), dagdeel),
        richting: 'uitgaand',
      },
      aanbodGedaan: reached,
      hulpGeaccepteerd: accepts,
      eersteGesprek: accepts && channel !== 'messages',
    });
  }

  #fail(error: unknown): void {
    this.#failure ??= error instanceof Error ? error : new Error(String(error));
  }
}
