import { setTimeout as delay } from 'node:timers/promises';

import { freePort, type AppProcess, type Launch, type Settings } from '../../processes.js';
import { Chance } from '../chance.js';
import type { Broken } from '../checker/check-history.js';
import { TcpProxy } from '../faults/tcp-proxy.js';
import { Visitor } from '../visitor.js';
import { visitMorning, World } from '../world.js';
import { nameOf, type Cell } from './cells.js';
import { OwnServers, slowly, type Server } from './own-servers.js';

/** How long a fault lasts, milliseconds; a zombie of the whole matrix sleeps for a minute. */
export interface Pace {
  readonly stopMs: number;
  readonly slowMs: number;
}

export interface CellResult {
  readonly cell: string;
  readonly seed: number;
  readonly outcome: 'held' | 'broken' | 'not-run';
  /** What was broken, or why it was not run. */
  readonly says: readonly string[];
  readonly ms: number;
}

const serverOf: Readonly<Record<string, Server>> = { PostgreSQL: 'postgres', Redis: 'redis', Kafka: 'kafka' };
/** The database of Redis that the cells use, one after the other. */
const redisDatabase = 5;
/** How long the broker waits for a silent member. */
const sessionMs = 45_000;

/** A cell that cannot be run here; the message says why. */
class CannotRun extends Error {}

/** One cell: a town on real servers, one fault in the middle of its day, and the checker at its end. */
export class CellRun {
  private readonly chance: Chance;
  private readonly proxies: TcpProxy[] = [];
  private settings: Settings = {};
  /** Houses told of so far: a house number has five digits at most. */
  private houses = 0;
  private group: string | undefined;

  private constructor(
    private readonly world: World,
    private readonly cell: Cell,
    seed: number,
    private readonly pace: Pace,
    private readonly servers: OwnServers | null,
  ) {
    this.chance = new Chance(seed);
  }

  /**
   * @param seed decides the town, the moments and the fault; the same one runs the same cell again
   * @param servers null: servers of others, which are neither killed nor starved
   */
  static async run(cell: Cell, seed: number, pace: Pace, servers: OwnServers | null): Promise<CellResult> {
    const beganMs = Date.now();
    const world = await World.open(redisDatabase);
    const run = new CellRun(world, cell, seed, pace, servers);
    const result = (outcome: CellResult['outcome'], says: readonly string[]): CellResult => ({
      cell: nameOf(cell),
      seed,
      outcome,
      says,
      ms: Date.now() - beganMs,
    });
    try {
      const broken = await run.day();
      const says = broken.flatMap(({ breaches, promise }) => breaches.map((one) => `${promise}: ${one}`));
      return result(says.length === 0 ? 'held' : 'broken', says);
    } catch (error) {
      if (error instanceof CannotRun) return result('not-run', [error.message]);
      return result('broken', [error instanceof Error ? error.message : String(error)]);
    } finally {
      await run.close();
    }
  }

  /** Evening: signals are read. Morning: letters go out. A week later: visits. The fault is where its target works. */
  private async day(): Promise<readonly Broken[]> {
    const { target } = this.cell;
    await this.stand();
    if (this.cell.load === 'backlog') await this.tell(120);
    const hitsReading = ['intake', 'PostgreSQL', 'Kafka'].includes(target);
    await this.intake();
    if (hitsReading) await this.hit();
    await this.tell(10);
    await this.world.waitUntilRead();
    await this.world.letTheNightPass();
    await this.outreach();
    if (target === 'relay' || target === 'workers' || target === 'Redis') await this.hit();
    await this.world.waitUntilQuiet();
    await this.world.letAWeekPass();
    if (target === 'desk') await this.visits();
    await this.world.waitUntilQuiet();
    return this.world.broken(true);
  }

  private async hit(): Promise<void> {
    const { fault, load, target } = this.cell;
    if (target === 'workers') await this.letterIsPosted();
    await delay(this.chance.between(0, 1_500));
    const inflicted = this.inflict(fault, serverOf[target]);
    if (load === 'steady') {
      let lasts = true;
      void inflicted.finally(() => (lasts = false)).catch(() => undefined);
      // As long as it lasts, and once more.
      do {
        await this.tell(3);
        await delay(500);
      } while (lasts);
    }
    await inflicted;
    await this.replaceTheDead();
  }

  private async inflict(fault: Cell['fault'], server: Server | undefined): Promise<void> {
    switch (fault) {
      case 'kill':
        if (server === undefined)
          return this.processes().reduce((all, one) => all.then(() => one.kill()), Promise.resolve());
        this.own().kill(server);
        await delay(this.chance.between(0, 2_000));
        return this.own().up();
      case 'stop':
        return this.stopped(server);
      case 'cut':
        return this.cut();
      case 'slow':
        return slowly(this.handle(server), this.pace.slowMs);
      case 'disk-full':
        return this.diskFull(server);
      case 'older':
        return this.older(server);
      default:
        return fault satisfies never;
    }
  }

  /** While it stands still another does its work; what it does when it wakes must be refused. */
  private async stopped(server: Server | undefined): Promise<void> {
    const { freeze, goOn } = this.handle(server);
    freeze();
    if (server === undefined) {
      if (this.cell.target === 'intake') await this.intake();
      else if (this.cell.target !== 'desk') await this.outreach();
    }
    await delay(this.pace.stopMs);
    goOn();
  }

  /** Each connection ends after a drawn number of bytes, so in the middle of what was said; several times. */
  private async cut(): Promise<void> {
    for (let times = 0; times < 4; times += 1) {
      for (const proxy of this.proxies)
        proxy.set({ kind: 'cut', afterBytes: this.chance.between(1, 40_000) });
      await delay(this.chance.between(200, 1_500));
      for (const proxy of this.proxies) proxy.set({ kind: 'pass' });
      await delay(200);
    }
  }

  private async diskFull(server: Server | undefined): Promise<void> {
    const own = this.own();
    const release =
      server === undefined ? own.fillLetters(this.world.outreach.objectsDir) : own.fillDisk(server);
    if (release === null) throw new CannotRun('There is no disk of its own here: that takes root on Linux.');
    await delay(this.pace.slowMs);
    release();
    if (server !== undefined) await own.up();
  }

  private async older(server: Server | undefined): Promise<void> {
    if (server === 'redis') return this.world.outreach.emptyRedis();
    throw new Error(`${server ?? 'a process'}: see recovery.e2e.ts`);
  }

  /** A server, or our processes of this target. */
  private handle(server: Server | undefined): { freeze(this: void): void; goOn(this: void): void } {
    if (server !== undefined) {
      const own = this.own();
      return { freeze: () => own.freeze(server), goOn: () => own.goOn(server) };
    }
    const hit = this.processes();
    return {
      freeze: () => hit.forEach((process) => process.freeze()),
      goOn: () => hit.forEach((process) => process.goOn()),
    };
  }

  private processes(): readonly AppProcess[] {
    const app = { intake: 'intake', relay: 'outreach', workers: 'outreach', desk: 'desk' }[
      this.cell.target as string
    ];
    return this.world.stand.running.filter((process) => process.app === app);
  }

  /** A process that ended is started again, as whoever runs it would do. */
  private async replaceTheDead(): Promise<void> {
    const runs = (app: string): boolean => this.world.stand.running.some((process) => process.app === app);
    if (!runs('intake')) await this.intake();
    if (this.world.stand.started('outreach') && !runs('outreach')) await this.outreach();
    // What a dead process had claimed is free after a minute of the machine's time.
    await this.world.stand.rows(
      `update outreach_task set lease_until = least(lease_until, now() + interval '2 seconds') where holder = 'process'`,
    );
  }

  private async visits(): Promise<void> {
    const port = await freePort();
    const settings = { EROPAF_DESK_PORT: port };
    const visitor = new Visitor(this.world, port, visitMorning.slice(0, 10));
    await (await this.world.app('desk', {}, { ...this.settings, ...settings })).ready();
    await this.world.waitUntilQuiet();
    const due = (await visitor.open()).slice(0, 6);
    const visiting = Promise.all(due.map((taskId) => visitor.visit(taskId)));
    await this.hit();
    if (this.processes().length === 0) await this.world.app('desk', {}, { ...this.settings, ...settings });
    await visiting;
  }

  private async letterIsPosted(): Promise<void> {
    const giveUpAtMs = Date.now() + 120_000;
    while (this.world.postman.posted.length === 0 && Date.now() < giveUpAtMs) {
      await this.world.postman.round();
      await delay(50);
    }
  }

  /** Puts proxies before what is to be cut. */
  private async stand(): Promise<void> {
    if (this.cell.fault !== 'cut') return;
    this.settings = await this.world.throughProxies(
      this.cell.target === 'Redis' ? ['redis'] : ['postgres'],
      this.proxies,
    );
  }

  /** Who was stopped for longer than its session has lost its partitions to the group; for a shorter stop a group of its own reads. */
  private intake(launch: Launch = {}): Promise<AppProcess> {
    const settings = ['intake', 'PostgreSQL'].includes(this.cell.target) ? this.settings : {};
    const isLong = this.cell.fault === 'stop' && this.pace.stopMs > sessionMs;
    this.group = isLong ? (this.group ?? this.world.stand.newGroup()) : this.world.stand.newGroup();
    return this.world.intake(this.group, launch, settings);
  }

  private outreach(): Promise<AppProcess> {
    const settings = this.cell.target === 'intake' || this.cell.target === 'desk' ? {} : this.settings;
    return this.world.app('outreach', {}, settings);
  }

  private tell(houses: number): Promise<void> {
    const firstHouse = this.houses + 1;
    this.houses += houses;
    return this.world.tell({ seed: this.chance.between(0, 2 ** 31), houses, firstHouse });
  }

  private own(): OwnServers {
    if (this.servers === null) throw new CannotRun('These servers are not ours to break.');
    return this.servers;
  }

  private async close(): Promise<void> {
    await this.world.close();
    for (const proxy of this.proxies) await proxy.close();
  }
}
