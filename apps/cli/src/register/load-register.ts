import type { Day, MunicipalityCode } from '#domain';
import {
  analyzeResidents,
  countLoaded,
  deleteNotLoaded,
  lockLocalRegister,
  readLocalRegisters,
  upsertLocalRegister,
  upsertResidents,
  type ResidentRow,
  type Transaction,
} from '#postgres';

import { CommandRefused } from '../command.js';
import { readHeader, type RegisterColumn } from './register-columns.js';
import type { CsvRecord } from './register-records.js';
import { residentOfRecord } from './resident-of-record.js';

/** What a load is allowed by, and until when. */
export interface RegisterLoad {
  readonly municipality: MunicipalityCode;
  readonly ground: string;
  readonly dpia: string;
  readonly expiresOn: Day;
  readonly loadedAtMs: number;
  readonly loadedBy: string;
  readonly acceptShrinkage: boolean;
}

export interface Loaded {
  readonly residents: number;
  readonly before: number;
  readonly gone: number;
}

const ROWS_A_STATEMENT = 2_000;
const PROGRESS_EACH = 100_000;
const FAULTS_NAMED_MAX = 100;
/** A file with fewer residents than this part of the last is taken for cut off: the missing would be nobody. */
const SHRINKAGE_PART_MAX = 0.1;

/**
 * Loads a register in one transaction: until its end everybody is looked up in the old one, and a file that is refused
 * leaves no trace.
 *
 * @throws CommandRefused with the line and column of each fault, never a value
 */
export async function loadRegister(
  tx: Transaction,
  records: AsyncIterable<CsvRecord>,
  load: RegisterLoad,
  onProgress: (residents: number) => void,
): Promise<Loaded> {
  const { municipality } = load;
  await lockLocalRegister(tx, municipality);
  const before = (await readLocalRegisters(tx)).find((one) => one.municipality === municipality);
  const loadNumber = (before?.loadNumber ?? 0) + 1;
  const reading = new Reading(tx, { municipality, loadNumber }, onProgress);
  for await (const record of records) await reading.take(record);
  const residents = await reading.done();
  // One id in two places of the file: whichever came last would have won.
  const stored = await countLoaded(tx, municipality, loadNumber);
  if (stored !== residents) throw new CommandRefused([`${residents - stored} ids stand there twice`]);
  const had = before?.residents ?? 0;
  if (residents < had * (1 - SHRINKAGE_PART_MAX) && !load.acceptShrinkage)
    throw new CommandRefused([
      `${residents} residents where the last file had ${had}: is it cut off? --accept-shrinkage if it is right`,
    ]);
  const gone = await deleteNotLoaded(tx, municipality, loadNumber);
  await tx.query(
    upsertLocalRegister({
      municipality,
      loadNumber,
      ground: load.ground,
      dpia: load.dpia,
      loadedAt: new Date(load.loadedAtMs),
      loadedBy: load.loadedBy,
      residents,
      expiresOn: load.expiresOn,
    }),
  );
  await tx.query(analyzeResidents);
  return { residents, before: had, gone };
}

class Reading {
  private places: ReadonlyMap<RegisterColumn, number> | null = null;
  private columnCount = 0;
  private readonly faults: string[] = [];
  private faultCount = 0;
  private rows: ResidentRow[] = [];
  private idsOfRows = new Set<string>();
  private residents = 0;
  private lookLikeBsn = 0;

  constructor(
    private readonly tx: Transaction,
    private readonly load: { readonly municipality: MunicipalityCode; readonly loadNumber: number },
    private readonly onProgress: (residents: number) => void,
  ) {}

  async take({ line, values }: CsvRecord): Promise<void> {
    if (this.places === null) return this.header(values);
    const { places } = this;
    if (values.length !== this.columnCount) {
      this.fault(`line ${line}: ${values.length} columns where the header has ${this.columnCount}`);
      return;
    }
    const valueOf = (column: RegisterColumn): string => values[places.get(column) ?? -1] ?? '';
    const row = residentOfRecord(valueOf, this.load, (column, what) => {
      this.fault(`line ${line}: ${column}: ${what}`);
    });
    if (row === null) return;
    if (this.idsOfRows.has(row.resident_id)) {
      this.fault(`line ${line}: id: stands there twice`);
      return;
    }
    if (isElevenProof(valueOf('id'))) this.lookLikeBsn += 1;
    this.residents += 1;
    this.idsOfRows.add(row.resident_id);
    this.rows.push(row);
    if (this.rows.length >= ROWS_A_STATEMENT) await this.write();
    if (this.residents % PROGRESS_EACH === 0) this.onProgress(this.residents);
  }

  async done(): Promise<number> {
    if (this.faultCount > this.faults.length)
      this.faults.push(`… and ${this.faultCount - this.faults.length} more`);
    if (this.faults.length > 0) throw new CommandRefused(this.faults);
    if (this.residents === 0) throw new CommandRefused(['no resident behind the header']);
    // One nine-digit number in eleven passes by accident; most of a file does not.
    if (this.lookLikeBsn * 2 > this.residents)
      throw new CommandRefused(['the ids are burgerservicenummers: give the residents other keys']);
    await this.write();
    return this.residents;
  }

  private header(names: readonly string[]): void {
    const { faults, places } = readHeader(names);
    if (faults.length > 0) throw new CommandRefused(faults);
    this.places = places;
    this.columnCount = names.length;
  }

  private fault(text: string): void {
    this.faultCount += 1;
    if (this.faults.length < FAULTS_NAMED_MAX) this.faults.push(text);
  }

  private async write(): Promise<void> {
    // With a fault everything is rolled back; the rest is read for its faults alone.
    if (this.rows.length > 0 && this.faultCount === 0) await this.tx.query(upsertResidents(this.rows));
    this.rows = [];
    this.idsOfRows = new Set();
  }
}

function isElevenProof(id: string): boolean {
  if (!/^\d{9}$/.test(id)) return false;
  const sum = [...id].reduce(
    (total, digit, index) => total + Number(digit) * (index === 8 ? -1 : 9 - index),
    0,
  );
  return sum % 11 === 0 && Number(id) > 0;
}
