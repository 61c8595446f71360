import { readFirstSignals, type NationalDatabase } from '#postgres';

import type { Approached } from './reach.js';

/**
 * The simulated residents behind the persons of the pipeline. The id of a person follows from the signal that was read
 * first, which may be any of those of one night; a resident is known by the first signal that was received. So the
 * same signals meet the same people in every run, whatever ids those got.
 */
export class Residents {
  #firstSignals: ReadonlyMap<string, string> = new Map();

  constructor(
    private readonly database: NationalDatabase,
    private readonly municipality: string,
  ) {}

  /** Looks who is there. Who is whom changes with signals only, so once a night is enough. */
  async meet(): Promise<void> {
    const rows = await this.database.acrossMunicipalities((tx) => readFirstSignals(tx, this.municipality));
    this.#firstSignals = new Map(
      rows.map(({ person_id, source, event_id }) => [person_id, `${source} ${event_id}`]),
    );
  }

  /** Whoever came after the last look goes by the id of the pipeline. */
  approached(personId: string, periodStart: string): Approached {
    return { resident: this.#firstSignals.get(personId) ?? personId, periodStart };
  }
}
