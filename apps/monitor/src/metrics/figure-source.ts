import type { Logger } from '#platform';

import { sample, type Sample } from './definitions.js';

export interface FigureSourceOptions {
  /** Kebab-case; the label under which the metrics tell whether its figures are there. */
  readonly name: string;
  readonly collect: () => Promise<readonly Sample[]>;
  readonly logger: Logger;
  /** Several scrapes within this time get the same figures, in milliseconds. */
  readonly freshMs?: number;
  /** A scrape waits this long; Prometheus itself gives up after ten seconds. */
  readonly timeoutMs?: number;
}

/**
 * A store of which figures are asked. Scrapes at the same time share one collection; a store that is away or slow
 * leaves its figures out and says so, for an old figure would look like a quiet day.
 */
export class FigureSource {
  private running: Promise<readonly Sample[]> | undefined;
  private last: { readonly samples: readonly Sample[]; readonly atMs: number } | undefined;

  constructor(private readonly options: FigureSourceOptions) {}

  async samples(): Promise<readonly Sample[]> {
    const { freshMs = 5_000, name: source, timeoutMs = 6_000 } = this.options;
    if (this.last !== undefined && Date.now() - this.last.atMs < freshMs) return this.last.samples;
    this.running ??= this.collect().finally(() => {
      this.running = undefined;
    });
    const found = await before(timeoutMs, this.running);
    return found ?? [sample('collect_success', { source }, 0)];
  }

  /** Never rejects: what failed is logged, and its figures are missing. */
  private async collect(): Promise<readonly Sample[]> {
    const { collect, logger, name: source } = this.options;
    const beganMs = Date.now();
    try {
      const found = await collect();
      const seconds = (Date.now() - beganMs) / 1_000;
      const samples = [
        ...found,
        sample('collect_success', { source }, 1),
        sample('collect_duration_seconds', { source }, seconds),
      ];
      this.last = { samples, atMs: Date.now() };
      return samples;
    } catch (error) {
      logger.warn({ source, err: error }, 'figures could not be collected');
      return [sample('collect_success', { source }, 0)];
    }
  }
}

/** What the work gives within the time, else undefined; the work itself goes on. */
async function before<T>(timeoutMs: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
