// Registers of residents by COPY: the rows that `eropaf register load` would write, for all municipalities at once.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { populationOf, registerCsv } from '#generator';
import { from as copyFrom } from 'pg-copy-streams';

import { residentOfRecord } from '../../../dist/apps/cli/src/register/resident-of-record.js';
import { municipalityOf } from './world.mjs';

const SEED = 1;
/** Long after any run. */
const EXPIRES_ON = '2099-12-31';

/** How many households so many residents live in. */
export function householdsOf(residents) {
  let households = 0;
  for (const { household } of populationOf(SEED, residents)) households = household + 1;
  return households;
}

/**
 * @param {import('./stand.mjs').Stand} stand
 * @param {{ residents: number, spread: import('./world.mjs').Spread }} of
 */
export async function loadResidents(stand, database, { residents, spread }) {
  await stand.asAdmin(database, async (client) => {
    await client.query('create temp table staged (like local_resident)');
    const names = await columnsOf(client, 'local_resident');
    const copy = client.query(copyFrom(`copy staged (${names.join(', ')}) from stdin`));
    await pipeline(Readable.from(copyLines(residents, spread, names)), copy);
    // A register's file is in the order of its keys, which say nothing of who lives beside whom.
    await client.query(
      `insert into local_resident (${names.join(', ')})
       select ${names.join(', ')} from staged order by municipality, resident_id`,
    );
    await client.query('drop table staged');
    await client.query(
      `insert into local_register (municipality, load_number, ground, dpia, loaded_at, loaded_by, residents, expires_on)
       select p.municipality, 1, 'Wgs 8b', 'bench', now(), 'bench', count(r.resident_id), $1
       from policy_version p left join local_resident r using (municipality) group by p.municipality`,
      [EXPIRES_ON],
    );
  });
}

export async function columnsOf(client, table) {
  const { rows } = await client.query(
    `select attname from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
    [table],
  );
  return rows.map(({ attname }) => attname);
}

function* copyLines(residents, spread, names) {
  let columns = null;
  for (const chunk of registerCsv(SEED, residents)) {
    const lines = [];
    for (const line of chunk.trimEnd().split('\n')) {
      const values = line.split(',');
      if (columns === null) {
        columns = new Map(values.map((name, place) => [name, place]));
        continue;
      }
      const record = (column) => values[columns.get(column) ?? -1] ?? '';
      const municipality = municipalityOf(record('postcode'), spread);
      const row = residentOfRecord(record, { municipality, loadNumber: 1 }, (column, what) => {
        throw new Error(`an invented resident cannot be loaded: ${column}: ${what}`);
      });
      lines.push(`${names.map((name) => cellOf(row[name])).join('\t')}\n`);
    }
    yield lines.join('');
  }
}

function cellOf(value) {
  if (value === undefined) throw new Error('local_resident has a column that no resident has');
  if (value === null) return '\\N';
  return String(value).replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n');
}
