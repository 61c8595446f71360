import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { MunicipalityCode } from '#domain';
import {
  packageRoot,
  roleName,
  roles,
  type MunicipalDatabase,
  type MunicipalRole,
  type NationalDatabase,
  type NationalRole,
  type Role,
  type Transaction,
} from '#postgres';
import { createTestDatabase, type TestDatabase } from '#testing';

const here = 'GM0505' as MunicipalityCode;
const there = 'GM0599' as MunicipalityCode;
const municipalRoles: readonly MunicipalRole[] = ['desk', 'worker', 'monitor', 'register'];
const nationalRoles: readonly NationalRole[] = ['intake', 'relay', 'operator'];

interface Column {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
}

interface Table {
  readonly name: string;
  readonly partition: boolean;
  readonly rls: boolean;
  readonly forced: boolean;
  readonly columns: readonly Column[];
}

/** Values that a check demands; a table with a new check names its words here. */
const words: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  assignment: { reason: 'person' },
  attempt: { direction: 'outgoing' },
  case_person: { state: 'open', hold: 'plan-done' },
  decision_history: { subject: 'case' },
  do_not_approach: { reason: 'other', person_id: randomUUID() },
  feedback: { state: 'created' },
  hand_over: { kind: 'debt-help' },
  identity_answer: { answer: 'unsure' },
  outreach_task: { channel: 'calls', state: 'created' },
  person_alias: { reason: 'person' },
  known_help_list: { kind: 'debt-help' },
  local_resident: { registration: 'resident' },
  quarantine: { verdict: 'refused' },
  quarantine_bytes: { day: '2025-03-24' },
  register_check: { reason: 'new-signal', state: 'created' },
  register_use: { source: 'brp', check_id: randomUUID() },
  signal_case: { state: 'open' },
};

/** What a role sees beside its municipality, by a policy of its own that says why. */
const seesMore: Readonly<Record<string, readonly string[]>> = {
  // It counts all municipalities that are served, and what was refused without one.
  'monitor policy_version': ['', here, there],
  'monitor quarantine': [''],
  'monitor feedback': [''],
};

let counter = 0;

function valueFor(table: string, column: Column, municipality: string): unknown {
  counter += 1;
  const given = words[table]?.[column.name];
  if (column.name === 'municipality') return municipality;
  if (given !== undefined) return given;
  switch (column.type) {
    case 'uuid':
      return randomUUID();
    case 'date':
      return '2025-03-24';
    case 'timestamp with time zone':
      return '2025-03-24T10:00:00Z';
    case 'smallint':
    case 'integer':
    case 'bigint':
      return counter % 30_000;
    case 'boolean':
      return false;
    case 'bytea':
      return '\\x00';
    case 'jsonb':
      return {};
    default:
      return `text ${counter}`;
  }
}

function rowOf(table: Table, municipality: string): Record<string, unknown> {
  const filled = table.columns.filter(
    (column) => column.required || words[table.name]?.[column.name] !== undefined,
  );
  return Object.fromEntries(
    filled.map((column) => [column.name, valueFor(table.name, column, municipality)]),
  );
}

async function insert(tx: Transaction, table: Table, row: Record<string, unknown>): Promise<void> {
  const columns = Object.keys(row).join(', ');
  await tx.query({
    text: `insert into ${table.name} (${columns})
           select ${columns} from jsonb_populate_recordset(null::${table.name}, $1)`,
    values: [JSON.stringify([row])],
  });
}

async function readTables(owner: NationalDatabase): Promise<readonly Table[]> {
  return owner.acrossMunicipalities((tx) =>
    tx.query<Table & Record<string, unknown>>({
      text: `select c.relname as name, c.relispartition as partition, c.relrowsecurity as rls,
               c.relforcerowsecurity as forced,
               (select jsonb_agg(jsonb_build_object(
                  'name', a.attname, 'type', format_type(a.atttypid, null),
                  'required', a.attnotnull and a.attidentity = '' and not a.atthasdef) order by a.attnum)
                from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns
             from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where n.nspname = 'public' and c.relkind in ('r', 'p') order by c.relname`,
    }),
  );
}

const hasMunicipality = (table: Table): boolean => table.columns.some(({ name }) => name === 'municipality');

describe('one municipality never sees another’s row', () => {
  let database: TestDatabase;
  let owner: NationalDatabase;
  let tables: readonly Table[];
  let privileges: Privileges;
  const municipal = new Map<MunicipalRole, MunicipalDatabase>();
  const national = new Map<NationalRole, NationalDatabase>();

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = await database.national('owner');
    for (const role of municipalRoles) municipal.set(role, await database.municipal(role));
    for (const role of nationalRoles) national.set(role, await database.national(role));
    await owner.acrossMunicipalities((tx) => tx.query({ text: `select make_quarantine_day('2025-03-24')` }));
    tables = await readTables(owner);
    privileges = await readPrivileges(owner);
    await owner.acrossMunicipalities(async (tx) => {
      for (const table of tables.filter((one) => hasMunicipality(one) && !one.partition)) {
        // Refused records may have no municipality; whoever has none either may not see them for that.
        for (const municipality of [here, there, '']) await insert(tx, table, rowOf(table, municipality));
      }
    });
  });
  afterAll(() => database.drop());

  const databaseOf = (role: MunicipalRole): MunicipalDatabase => {
    const found = municipal.get(role);
    if (found === undefined) throw new Error(`${role} has no connection`);
    return found;
  };
  const seen = async (tx: Transaction, table: string): Promise<string[]> => {
    const rows = await tx.query<{ municipality: string }>({
      text: `select distinct municipality from ${table} order by 1`,
    });
    return rows.map((row) => row.municipality);
  };
  const allowed = (role: MunicipalRole, table: Table, own: readonly string[]): string[] =>
    [...new Set([...own, ...(seesMore[`${role} ${table.name}`] ?? [])])].sort();
  const own = (): Table[] => tables.filter((table) => hasMunicipality(table) && !table.partition);

  test('every table of a municipality has row-level security, also against its owner', () => {
    const bare = tables.filter((table) => hasMunicipality(table) && !(table.rls && table.forced));
    expect(bare.map((table) => table.name)).toEqual([]);
    expect(own().length).toBeGreaterThan(25);
  });

  test('every key of a table of a municipality begins with the municipality', async () => {
    const rows = await owner.acrossMunicipalities((tx) =>
      tx.query<{ index: string }>({
        text: `select i.indexrelid::regclass::text as index from pg_index i
               join pg_class c on c.oid = i.indrelid
               join pg_attribute first on first.attrelid = i.indrelid and first.attnum = i.indkey[0]
               where c.relnamespace = 'public'::regnamespace and i.indisunique and first.attname <> 'municipality'
                 and exists (select 1 from pg_attribute m where m.attrelid = c.oid and m.attname = 'municipality')`,
      }),
    );
    expect(rows).toEqual([]);
  });

  test('no role is a superuser, may step over the policies, or is a member of another', async () => {
    const rows = await owner.acrossMunicipalities((tx) =>
      tx.query({
        text: `select rolname from pg_roles where rolname like 'eropaf\\_%'
                 and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)
               union all
               select m.member::regrole::text from pg_auth_members m
               where m.member::regrole::text like 'eropaf\\_%'`,
      }),
    );
    expect(rows).toEqual([]);
  });

  test.each(municipalRoles)('%s sees its own municipality in every table that it may read', async (role) => {
    const readable = own().filter((table) =>
      privileges.columns(role, table.name, 'select').includes('municipality'),
    );
    expect(readable.length).toBeGreaterThan(5);
    for (const table of readable) {
      const found = await databaseOf(role).withMunicipality(here, (tx) => seen(tx, table.name));
      expect([table.name, found]).toEqual([table.name, allowed(role, table, [here])]);
    }
  });

  test.each(municipalRoles)(
    '%s sees nothing without a municipality, before and after it had one',
    async (role) => {
      const readable = own().filter((table) =>
        privileges.columns(role, table.name, 'select').includes('municipality'),
      );
      for (const table of readable) {
        const none = await databaseOf(role).withReferenceData((tx) => seen(tx, table.name));
        expect([table.name, none]).toEqual([table.name, allowed(role, table, [])]);
        const empty = await databaseOf(role).withMunicipality('' as MunicipalityCode, (tx) =>
          seen(tx, table.name),
        );
        expect([table.name, empty]).toEqual([table.name, allowed(role, table, [])]);
      }
    },
  );

  test.each(municipalRoles)('%s writes rows of its own municipality only', async (role) => {
    for (const table of own()) {
      const mine = rowOf(table, here);
      const may = Object.keys(mine).every((name) =>
        privileges.columns(role, table.name, 'insert').includes(name),
      );
      const write = (row: Record<string, unknown>): Promise<void> =>
        databaseOf(role).withMunicipality(here, (tx) => insert(tx, table, row));
      if (may) await write(mine);
      else await expect(write(mine)).rejects.toMatchObject({ code: '42501' });
      await expect(write(rowOf(table, there))).rejects.toMatchObject({ code: '42501' });
    }
  });

  test.each(municipalRoles)('%s changes no row of another municipality', async (role) => {
    for (const table of own()) {
      const [column] = privileges.columns(role, table.name, 'update');
      if (column === undefined) continue;
      const rows = await databaseOf(role).withMunicipality(here, (tx) =>
        tx.query({
          text: `update ${table.name} set ${column} = ${column} where municipality = $1 returning 1`,
          values: [there],
        }),
      );
      expect([table.name, rows]).toEqual([table.name, []]);
    }
  });

  test.each(nationalRoles)('%s sees all municipalities in the tables that it may read', async (role) => {
    const readable = own().filter((table) =>
      privileges.columns(role, table.name, 'select').includes('municipality'),
    );
    for (const table of readable) {
      const found = await national.get(role)?.acrossMunicipalities((tx) => seen(tx, table.name));
      expect([table.name, found]).toEqual([table.name, expect.arrayContaining([here, there])]);
    }
  });

  test('who never reads what a resident said or why a case was closed', () => {
    for (const table of ['attempt_note', 'closing_motivation']) {
      const readers = roles.filter((role) => privileges.columns(role, table, 'select').length > 0);
      expect([table, readers]).toEqual([table, ['owner', 'desk']]);
    }
  });

  test('a BSN is read by the role that asks the register, and by nobody else', () => {
    const readers = roles.filter((role) => privileges.columns(role, 'resident_bsn', 'select').length > 0);
    expect(readers).toEqual(['owner', 'register']);
    const named = roles.filter((role) =>
      privileges.columns(role, 'known_help_person', 'select').includes('surname'),
    );
    expect(named).toEqual(['owner', 'register']);
  });

  test('nobody who works with residents can ask the local register anything', () => {
    for (const table of ['local_register', 'local_resident']) {
      const readers = roles.filter((role) => privileges.columns(role, table, 'select').length > 0);
      // The one role of these that asks registers has a check in hand; no API speaks for it.
      expect([table, readers]).toEqual([table, ['owner', 'intake', 'operator', 'register']]);
    }
  });

  test('the relay and the intake read of a contact and of a name only what they need', () => {
    expect(privileges.columns('relay', 'signal_personal', 'select')).toEqual([
      'municipality',
      'signal_id',
      'reference',
    ]);
    expect(privileges.columns('relay', 'attempt', 'select')).toEqual([]);
    expect(privileges.columns('relay', 'address_alias', 'select')).toEqual([]);
    expect(privileges.columns('intake', 'attempt', 'select')).toEqual([
      'municipality',
      'person_id',
      'period_start',
      'kind',
      'reached',
      'attempted_at',
      'day',
    ]);
  });

  test('the monitor and the operator read no personal data', () => {
    const personal = [
      'signal_personal',
      'address_alias',
      'attempt_note',
      'closing_motivation',
      'do_not_approach',
    ];
    for (const role of ['monitor', 'operator'] as const) {
      const read = personal.filter((table) => privileges.columns(role, table, 'select').length > 0);
      expect([role, read]).toEqual([role, []]);
    }
  });

  test('docs/privileges.md says who may do what', () => {
    const file = join(packageRoot(), 'docs/privileges.md');
    const made = privilegesPage(tables, privileges);
    const committed = existsSync(file) ? readFileSync(file, 'utf8') : '';
    if (made !== committed) {
      const fresh = join(tmpdir(), 'privileges.md');
      writeFileSync(fresh, made);
      throw new Error(`docs/privileges.md is stale; what it should say lies in ${fresh}`);
    }
  });
});

type Verb = 'select' | 'insert' | 'update' | 'delete';
const verbs: readonly Verb[] = ['select', 'insert', 'update', 'delete'];

interface Privileges {
  /** The columns of a table on which a role has the verb; all of them where it has it on the table. */
  columns(role: Role, table: string, verb: Verb): readonly string[];
}

async function readPrivileges(owner: NationalDatabase): Promise<Privileges> {
  const rows = await owner.acrossMunicipalities((tx) =>
    tx.query<{ role: string; table: string; verb: Verb; columns: string[] }>({
      text: `select r.role, c.relname as table, v.verb, array_agg(a.attname::text order by a.attnum) as columns
             from unnest($1::text[]) r (role)
             cross join unnest($2::text[]) v (verb)
             join pg_class c on c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
             join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
             where case when v.verb = 'delete' then has_table_privilege(r.role, c.oid, 'delete')
                        else has_column_privilege(r.role, c.oid, a.attnum, v.verb) end
             group by 1, 2, 3`,
      values: [roles.map(roleName), verbs],
    }),
  );
  const byKey = new Map(rows.map((row) => [`${row.role} ${row.table} ${row.verb}`, row.columns]));
  return { columns: (role, table, verb) => byKey.get(`${roleName(role)} ${table} ${verb}`) ?? [] };
}

/** The page for whoever audits: table × role, with the columns where not all of them are meant. */
function privilegesPage(tables: readonly Table[], privileges: Privileges): string {
  const shown = roles.filter((role) => role !== 'owner');
  const cell = (role: Role, table: Table): string =>
    verbs
      .map((verb) => {
        const columns = privileges.columns(role, table.name, verb);
        if (columns.length === 0) return '';
        return columns.length === table.columns.length ? verb : `${verb} (${columns.join(', ')})`;
      })
      .filter((text) => text !== '')
      .join('; ');
  const lines = tables
    .filter((table) => !table.partition && table.name !== 'schema_migration')
    .map((table) => {
      const name = hasMunicipality(table) ? `\`${table.name}\`` : `\`${table.name}\` (reference)`;
      return `| ${[name, ...shown.map((role) => cell(role, table))].join(' | ')} |`;
    });
  return [
    '# Who may do what in the database',
    '',
    'Read from the migrations; `test/integrity/row-level-security.int.ts` fails when this page is stale. `desk`, `worker`,',
    '`monitor` and `register` see one municipality at a time, the others all of them; `owner` runs migrations only. The right',
    'of `desk` to update `case_person` and `address`, and of `register` to update `address`, serves row locks: a policy',
    'refuses every real update.',
    '',
    `| table | ${shown.join(' | ')} |`,
    `| ${['table', ...shown].map(() => '---').join(' | ')} |`,
    ...lines,
    '',
  ].join('\n');
}
