import { readWitness, writeWitness } from '#platform';
import { countWitness, readWitnessCount, type NationalDatabase, type Transaction } from '#postgres';

/**
 * The database is older than what stands beside it: it was restored from a backup, or made anew. It does not know what
 * went out since, and would send it again.
 */
export class DatabaseIsOlder extends Error {
  constructor(counted: number, witness: number) {
    super(
      `the database has counted to ${counted}, and the folder of letters has seen ${witness}: it was restored to an ` +
        'older state, or is another one. Nothing goes out before somebody has said so: eropaf recover --from TIME ' +
        '(docs/runbook.md)',
    );
    this.name = 'DatabaseIsOlder';
  }
}

/**
 * Recognises a database that is older than it was (decision page 0041). It counts; a file beside the letters remembers
 * how far. What was counted since the last look, a second at most, is the only loss that it cannot see.
 */
export class DatabaseAge {
  private seen = 0;

  constructor(
    private readonly database: NationalDatabase,
    private readonly folder: string,
  ) {}

  /** Before anything runs. @throws DatabaseIsOlder */
  async check(): Promise<void> {
    const witness = await readWitness(this.folder);
    const counted = await this.database.acrossMunicipalities(readWitnessCount);
    if (counted < witness) throw new DatabaseIsOlder(counted, witness);
    this.seen = counted;
  }

  /**
   * Asked in the transaction that begins something which will go out.
   *
   * @throws DatabaseIsOlder when the database was exchanged under this process: it must end
   */
  readonly confirm = async (tx: Transaction): Promise<void> => {
    // What was seen before it was asked: while the answer is on its way the next round may see more.
    const { seen } = this;
    const counted = await readWitnessCount(tx);
    if (counted < seen) throw new DatabaseIsOlder(counted, seen);
  };

  /** Counts one more. @throws DatabaseIsOlder when the database was exchanged under this process: it must end */
  async round(): Promise<number> {
    const { seen } = this;
    const counted = await this.database.acrossMunicipalities(countWitness);
    if (counted <= seen) throw new DatabaseIsOlder(counted, seen);
    this.seen = Math.max(this.seen, counted);
    await writeWitness(this.folder, counted);
    return 0;
  }
}

/** Whoever begins something that goes out asks first whether the database is the one that was seen last. */
export type Confirm = (tx: Transaction) => Promise<void>;
