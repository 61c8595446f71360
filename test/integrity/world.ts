import { setTimeout as delay } from 'node:timers/promises';

import { testStack } from '#testing';

import { OutreachStand } from '../outreach-stand.js';
import type { App, AppProcess, Launch, Settings } from '../processes.js';
import { brokenPromises, type Broken } from './checker/check-history.js';
import type { Bounds, Delivery, History } from './checker/history.js';
import { AcknowledgedLedger } from './checker/ledger.js';
import { liveJobIds } from './checker/live-jobs.js';
import { Postman } from './checker/postman.js';
import { recompute } from './checker/recompute.js';
import { readSnapshot } from './checker/snapshot.js';
import { TcpProxy } from './faults/tcp-proxy.js';
import { IntakeStand } from './intake-stand.js';
import { townRecords, type TownOptions } from './town.js';

/** The morning on which a town tells what it has to tell, and the day on which the first letters are due. */
export const morning = '2026-03-02T20:00:00Z';
export const nextMorning = '2026-03-03T09:00:00Z';
/** When the visits are due that follow upon those letters. */
export const visitMorning = '2026-03-10T09:00:00Z';
const firstReceiptMs = Date.parse('2026-03-02T08:00:00Z');
/** What a process may have, and how long quiet may take; the machine of a test is small and busy. */
const bounds: Bounds = { rssBytes: 400_000_000, drainMs: 240_000 };
const signalPartitions = 4;

/**
 * The real processes on real servers, with ledgers beside them that ask nobody but Kafka and the fake channels; and
 * the checker, which holds the tables against the ledgers.
 */
export class World {
  readonly ledger: AcknowledgedLedger;
  readonly postman: Postman;
  readonly deliveries: Delivery[] = [];
  readonly reported: string[] = [];
  private readonly rssMaxBytes: Record<string, number> = {};
  private drainMs: number | null = null;
  private today = '2026-03-02';

  private constructor(
    readonly stand: IntakeStand,
    readonly outreach: OutreachStand,
    /** Servers and settings of the processes, where they are others than those of the run. */
    private readonly settings: Settings,
  ) {
    this.ledger = new AcknowledgedLedger(testStack().kafkaBrokers);
    this.postman = new Postman(stand, outreach.objectsDir);
  }

  /** @param redisDatabase 1 to 15; no other spec that runs at the same time may have it */
  static async open(redisDatabase: number, settings: Settings = {}): Promise<World> {
    const stand = await IntakeStand.open();
    const world = new World(stand, await OutreachStand.open(stand, redisDatabase), settings);
    await world.ledger.open();
    await stand.clock(morning);
    return world;
  }

  async close(): Promise<void> {
    await this.ledger.close();
    await this.stand.close();
    await this.outreach.close();
  }

  /** Has the two creditors tell about a town; resolves when Kafka has answered for all of it. */
  async tell(town: Pick<TownOptions, 'seed' | 'houses'> & Partial<TownOptions>): Promise<void> {
    const { creditors } = this.stand;
    await this.ledger.send(townRecords({ creditors, partitions: signalPartitions, firstReceiptMs, ...town }));
  }

  intake(group: string, launch: Launch = {}, settings: Settings = {}): Promise<AppProcess> {
    const own = { ...this.settings, EROPAF_CLOCK: 'simulated', ...settings };
    return this.stand.intake(group, own, launch);
  }

  app(app: Exclude<App, 'intake'>, launch: Launch = {}, settings: Settings = {}): Promise<AppProcess> {
    return this.stand.app(app, { ...this.outreach.settings, ...this.settings, ...settings }, launch);
  }

  /** Settings under which a process reaches these servers through proxies, which are added to the list. */
  async throughProxies(servers: readonly ('postgres' | 'redis')[], proxies: TcpProxy[]): Promise<Settings> {
    const { postgres } = testStack();
    const settings: Record<string, string | number> = {};
    for (const server of servers) {
      const url = new URL(String(this.outreach.settings['EROPAF_REDIS_URL']));
      const target = server === 'redis' ? { host: url.hostname, port: Number(url.port) } : postgres;
      const proxy = await TcpProxy.before({ host: target.host, port: target.port });
      proxies.push(proxy);
      url.host = `127.0.0.1:${proxy.port}`;
      if (server === 'redis') settings['EROPAF_REDIS_URL'] = url.href;
      else Object.assign(settings, { EROPAF_POSTGRES_HOST: '127.0.0.1', EROPAF_POSTGRES_PORT: proxy.port });
    }
    return settings;
  }

  /** The next morning: the letters of yesterday's signals are due. */
  async letTheNightPass(): Promise<void> {
    this.today = nextMorning.slice(0, 10);
    await this.stand.clock(nextMorning);
  }

  /** A week later: nobody has called, and the first visits are due. */
  async letAWeekPass(): Promise<void> {
    this.today = visitMorning.slice(0, 10);
    await this.stand.clock(visitMorning);
  }

  /** Everything acknowledged lies in a table, and nothing waits for its fold. */
  async waitUntilRead(timeoutMs = bounds.drainMs): Promise<boolean> {
    return this.waitFor(timeoutMs, async () => (await this.isRead()) && (await this.isFolded()));
  }

  /**
   * Waits until nothing is left to do for a process, or for as long as it may take. In vain is no error here: the
   * checker then says what is missing.
   */
  async waitUntilQuiet(timeoutMs = bounds.drainMs): Promise<boolean> {
    const beganMs = Date.now();
    const isQuiet = await this.waitFor(timeoutMs, async () => {
      await this.postman.round();
      return (await this.isRead()) && (await this.isFolded()) && (await this.isDone());
    });
    await this.postman.round();
    this.drainMs = Date.now() - beganMs;
    return isQuiet;
  }

  /** What all ledgers and tables say now. */
  async history(options: { readonly asksRedis?: boolean } = {}): Promise<History> {
    this.noteMemory();
    const pausedPartitions = await this.pausedPartitions();
    const groupOffsets = await this.stand.groupOffsets();
    const tables = await readSnapshot(this.stand.owner);
    const redisUrl = String(this.outreach.settings['EROPAF_REDIS_URL']);
    return {
      acknowledged: this.ledger.acknowledged,
      unanswered: this.ledger.unanswered,
      deliveries: [...this.postman.posted, ...this.deliveries],
      reported: this.reported,
      tables,
      observed: {
        rssMaxBytes: this.rssMaxBytes,
        drainMs: this.drainMs,
        pausedPartitions,
        groupOffsets,
        logs: await this.stand.logs(),
        liveJobs: options.asksRedis === true ? await liveJobIds(redisUrl, 'letters') : null,
      },
      bounds,
      today: this.today,
      recomputed: recompute(this.ledger.acknowledged),
    };
  }

  /** The promises that do not hold; at any moment, or now that it is quiet. */
  async broken(isQuiet: boolean, options: { readonly asksRedis?: boolean } = {}): Promise<readonly Broken[]> {
    return brokenPromises(await this.history(options), isQuiet);
  }

  /** Partitions that a running intake says it does not read. */
  async pausedPartitions(): Promise<Set<string>> {
    const paused = new Set<string>();
    for (const process of this.stand.running.filter(({ app }) => app === 'intake')) {
      for (const [, topic, partition] of (await process.metrics()).matchAll(
        /^eropaf_intake_partition_paused\{topic="([^"]+)",partition="(\d+)"[^}]*\} 1$/gm,
      ))
        paused.add(`${topic}/${partition}`);
    }
    return paused;
  }

  private noteMemory(): void {
    for (const process of this.stand.running) {
      const before = this.rssMaxBytes[process.app] ?? 0;
      this.rssMaxBytes[process.app] = Math.max(before, process.rssMaxBytes);
    }
  }

  private async isRead(): Promise<boolean> {
    const logs = await this.stand.logs();
    const positions = await this.stand.rows<{ partition: string; next: number }>(
      `select topic || '/' || partition as partition, next_offset as next from consumer_offset`,
    );
    const read = new Map(positions.map(({ next, partition }) => [partition, BigInt(next)]));
    return [...logs].every(
      ([partition, { high, low }]) => high === low || (read.get(partition) ?? 0n) >= high,
    );
  }

  private async isFolded(): Promise<boolean> {
    const [row] = await this.stand.rows<{ count: number }>('select count(*) as count from address_touched');
    return row?.count === 0;
  }

  private async isDone(): Promise<boolean> {
    const [row] = await this.stand.rows<{ count: number }>(
      `select (select count(*) from outreach_task
               where executor = 'worker' and state in ('created', 'queued', 'claimed', 'sending'))
            + (select count(*) from outreach_task where state = 'created')
            + (select count(*) from case_person where state = 'open' and next_due_on <= $1::date)
            + (select count(*) from feedback where state = 'created') as count`,
      [this.today],
    );
    return row?.count === 0;
  }

  private async waitFor(timeoutMs: number, holds: () => Promise<boolean>): Promise<boolean> {
    const giveUpAtMs = Date.now() + timeoutMs;
    while (Date.now() < giveUpAtMs) {
      if (await holds()) return true;
      await delay(250);
    }
    return false;
  }
}
