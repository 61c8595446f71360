// What looking residents up costs the intake: batches of new signals, in turn with the register in force and expired, in
// one run on one database. Wall time is what a user waits; CPU time is what a busy machine can still tell.
import { readFileSync } from 'node:fs';
import { stdout } from 'node:process';

import { asDay, instantMsOf, workingCalendar } from '#domain';
import { populationOf, registerCsv, signalOf } from '#generator';
import { dutchPublicHolidays, fixedClock } from '#platform';
import { createTestDatabase, seedReference, signalData, signalRecord, testCreditors } from '#testing';

import { IntakeHandler } from '../../../dist/apps/intake/src/intake-handler.js';
import { QuarantineSealer } from '../../../dist/apps/intake/src/quarantine-sealer.js';
import { ReferenceData } from '../../../dist/apps/intake/src/reference-data.js';
import { loadRegister } from '../../../dist/apps/cli/src/register/load-register.js';

const BATCH = 1_000;
const nowMs = instantMsOf(asDay('2026-12-15'));
const EXPIRED = '2026-12-01';
const IN_FORCE = '2027-01-15';
/** Ticks of /proc a second, on every Linux that Node runs on. */
const TICKS = 100;
export const costAimUs = 40;

/** @param {{ persons: number, pairsOfBatches: number }} options */
export async function measureCost({ pairsOfBatches, persons }) {
  const database = await createTestDatabase();
  try {
    const [operator, owner, intake] = [
      await database.national('operator'),
      await database.national('owner'),
      await database.national('intake'),
    ];
    await operator.acrossMunicipalities(seedReference);
    await owner.acrossMunicipalities((tx) =>
      tx.query({
        text: `update policy_version set content = jsonb_set(
                 jsonb_set(content, '{residentRegister,source}', '"local"'), '{postcodeRanges}', '[{"from": "1000", "to": "9999"}]')`,
      }),
    );
    const began = Date.now();
    await operator.acrossMunicipalities((tx) =>
      loadRegister(tx, recordsOf(1, persons), loadOptions, () => undefined),
    );
    stdout.write(
      `\n${persons} residents loaded in ${((Date.now() - began) / 1000).toFixed(1)} s of wall time\n`,
    );
    const expireOn = (day) =>
      operator.acrossMunicipalities((tx) =>
        tx.query({ text: 'update local_register set expires_on = $1', values: [day] }),
      );
    const feed = feeder(intake, persons);
    for (const day of [IN_FORCE, EXPIRED]) {
      await expireOn(day);
      await feed();
    }
    const used = { on: noUse(), off: noUse() };
    for (let pair = 0; pair < pairsOfBatches; pair += 1) {
      // In turn first and second, so that a table that grows favours neither.
      for (const which of pair % 2 === 0 ? ['on', 'off'] : ['off', 'on']) {
        await expireOn(which === 'on' ? IN_FORCE : EXPIRED);
        const before = await useOf(operator, database.name);
        const wallBegan = performance.now();
        await feed();
        const wall = (performance.now() - wallBegan) * 1_000;
        const after = await useOf(operator, database.name);
        used[which].wall.push(wall / BATCH);
        used[which].node += (after.node - before.node) / BATCH;
        used[which].postgres += (after.postgres - before.postgres) / BATCH;
      }
    }
    return report(used, pairsOfBatches);
  } finally {
    await database.drop();
  }
}

const noUse = () => ({ wall: [], node: 0, postgres: 0 });
const loadOptions = {
  municipality: 'GM0505',
  ground: 'Wgs 8b',
  dpia: 'bench',
  expiresOn: asDay(IN_FORCE),
  loadedAtMs: nowMs,
  loadedBy: 'bench',
  acceptShrinkage: false,
};

async function* recordsOf(seed, persons) {
  let line = 0;
  for (const chunk of registerCsv(seed, persons)) {
    for (const text of chunk.trimEnd().split('\n')) yield { values: text.split(','), line: (line += 1) };
  }
}

/** Hands new signals over as the transport would, a batch a call. */
function feeder(intake, persons) {
  let households = 0;
  for (const { household } of populationOf(1, persons)) households = household + 1;
  const place = { clusterId: 'bench', topic: 'signals.energie', partition: 0 };
  const handler = new IntakeHandler({
    database: intake,
    referenceData: new ReferenceData(intake),
    sealer: new QuarantineSealer(intake, Buffer.alloc(32, 1)),
    pseudonymKey: Buffer.alloc(32, 3),
    calendar: workingCalendar(dutchPublicHolidays().map(asDay)),
    clock: fixedClock(nowMs),
    clockIsSimulated: false,
    onTally: ({ signals }) => {
      if (signals !== BATCH) throw new Error(`${signals} of ${BATCH} were taken as signals`);
    },
  });
  let [number, position] = [0, null];
  return async () => {
    const first = position?.next ?? 0n;
    const records = Array.from({ length: BATCH }, (_, index) => ({
      ...place,
      ...recordOf(signalOf(1, number++, households)),
      appendTimeMs: nowMs - 1_000_000 + number,
      isBrokerTime: true,
      offset: first + BigInt(index),
    }));
    const last = records.at(-1);
    const { positionRecord } = await import('#kafka');
    const following = { next: first + BigInt(BATCH), last: positionRecord(last) };
    await handler.handle({ ...place, records, expected: position, following, storageRefused: false });
    position = following;
  };
}

function recordOf({ birthDate, firstNames, house, initials, number, prefix, surname }) {
  const written = {
    achternaam: surname,
    ...(prefix === '' ? {} : { tussenvoegsel: prefix }),
    ...(firstNames === null ? {} : { voornamen: firstNames }),
    ...(initials === null ? {} : { voorletters: initials }),
    ...(birthDate === null ? {} : { geboortedatum: birthDate.replace(/(\d{4})(\d\d)(\d\d)/, '$1-$2-$3') }),
  };
  const behind = [house.letter ?? '', house.addition === null ? '' : `-${house.addition}`].join('');
  const data = signalData({
    klantreferentie: `K-${number}`,
    persoon: written,
    adres: { postcode: house.postcode, huisnummer: `${house.number}${behind}` },
    ontstaansdatum: '2026-09-20',
    signaaldatum: '2026-12-10',
  });
  return signalRecord(testCreditors.energy.source, `bench-${number}`, data);
}

/** CPU time so far in microseconds: of this process, and of the server processes that work on the database. */
async function useOf(operator, name) {
  const rows = await operator.acrossMunicipalities((tx) =>
    tx.query({ text: 'select pid from pg_stat_activity where datname = $1', values: [name] }),
  );
  const { system, user } = process.cpuUsage();
  const postgres = rows.reduce((sum, { pid }) => sum + ticksOf(pid), 0);
  return { node: user + system, postgres: (postgres * 1e6) / TICKS };
}

function ticksOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    // The server is on another machine: its share is not shown.
    return 0;
  }
}

function report({ off, on }, batches) {
  const median = (values) => [...values].sort((one, other) => one - other)[values.length >> 1];
  const row = (name, wall, node, postgres) =>
    stdout.write(
      `${name.padEnd(22)} ${wall.toFixed(1).padStart(8)} ${node.toFixed(1).padStart(8)} ${postgres.toFixed(1).padStart(10)}\n`,
    );
  stdout.write(`\nmicroseconds a signal, ${batches} batches of ${BATCH} each way\n`);
  stdout.write('                           wall  CPU Node  CPU Postgres\n');
  row('register in force', median(on.wall), on.node / batches, on.postgres / batches);
  row('switched off', median(off.wall), off.node / batches, off.postgres / batches);
  const added = median(on.wall) - median(off.wall);
  row('added', added, (on.node - off.node) / batches, (on.postgres - off.postgres) / batches);
  const kept = added <= costAimUs;
  stdout.write(`${kept ? 'kept  ' : 'MISSED'}  at most ${costAimUs} microseconds of wall time a signal\n`);
  return kept;
}
