import { type BuiltRecord } from '#testing';

import { IntakeStand, ownSignal } from './intake-stand.js';

jest.setTimeout(120_000);

const harmless = 200;

/** A surname that the database refuses in this spec only: it stands for what no schema of the door foresees. */
const refusedSurname = 'Weigering';

describe('a poison message stops nobody', () => {
  let stand: IntakeStand;

  beforeAll(async () => {
    stand = await IntakeStand.open();
  });
  afterAll(() => stand.close());

  test('each is set aside under its reason, and all others are taken', async () => {
    await stand.rows(
      `alter table signal_personal add constraint poison check (surname <> '${refusedSurname}')`,
    );
    const good = Array.from({ length: harmless }, (_, nth) =>
      ownSignal(stand.creditor, `good-${nth}`, nth + 1),
    );
    const [like] = good;
    if (like === undefined) throw new Error('there are harmless records');
    const header = (name: string, value: string): BuiltRecord['headers'] =>
      like.headers.map((one) => (one[0] === name ? [name, Buffer.from(value)] : one));
    const body = (id: string, value: Buffer | null): BuiltRecord => ({
      key: Buffer.from(id),
      value,
      headers: header('ce_id', id),
    });
    const poison: readonly BuiltRecord[] = [
      body('no-json', Buffer.from('{"gemeentecode":')),
      body('no-object', Buffer.from('null')),
      body('no-text', Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28])),
      body('tombstone', null),
      body('deep', Buffer.from('['.repeat(30_000) + ']'.repeat(30_000))),
      body('large', Buffer.from(JSON.stringify({ text: 'x'.repeat(70_000) }))),
      { key: null, value: null, headers: [] },
      { ...like, headers: header('ce_type', 'nl.voorbeeld.onbekend.v1') },
      { ...like, headers: header('ce_source', 'urn:nld:kvknr:00000000') },
      ...[1, 2].map((nth) =>
        ownSignal(stand.creditor, `refused-by-postgres-${nth}`, 900 + nth, {
          persoon: { voorletters: 'A.', achternaam: refusedSurname },
        }),
      ),
    ];
    const mixed = good.flatMap((record, nth) => {
      const bad = poison[Math.floor(nth / 10)];
      return nth % 10 === 5 && bad !== undefined ? [bad, record] : [record];
    });
    await stand.send(mixed);

    const intake = await stand.intake(stand.newGroup());
    await stand.caughtUp();
    await intake.ready();

    expect(await stand.storedPlaces()).toEqual(await stand.acknowledgedPlaces());
    expect(await stand.counts()).toEqual({
      signal: harmless,
      withdrawal: 0,
      duplicate: 0,
      quarantine: poison.length,
    });
    const refused = await stand.rows<{ event_id: string; verdict: string }>(
      `select event_id, verdict from quarantine where reason = 'storage-refused' order by event_id`,
    );
    expect(refused).toEqual(
      [1, 2].map((nth) => ({ event_id: `refused-by-postgres-${nth}`, verdict: 'refused' })),
    );
    const unnamed = await stand.rows(`select reason from quarantine where reason = '' or faults = '[]'`);
    expect(unnamed).toEqual([]);

    // The next record is taken as if nothing had happened.
    await stand.send([ownSignal(stand.creditor, 'after', 999)]);
    await stand.caughtUp();
    expect((await stand.counts()).signal).toBe(harmless + 1);
    expect(await intake.stop()).toBe(0);
  });
});
