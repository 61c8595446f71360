import type { Transaction } from './database.js';

/**
 * The schema as text: tables with their columns, constraints and indexes, policies, privileges and functions, in
 * one order, so that two databases have the same text when they have the same schema. It is what libs/postgres/schema.sql
 * holds; a test compares. Read by the owner.
 */
export async function describeSchema(tx: Transaction): Promise<string> {
  const lines = [
    '-- The schema that the migrations lead to. Written by: bin/eropaf schema > libs/postgres/schema.sql',
    '',
  ];
  const tables = await texts(
    tx,
    `select c.relname as text from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
     order by 1`,
  );
  for (const table of tables) lines.push(...(await describeTable(tx, table)), '');
  const functions = await texts(
    tx,
    `select pg_get_functiondef(p.oid) || ';' as text from pg_proc p
     where p.pronamespace = 'public'::regnamespace order by p.proname`,
  );
  lines.push(...functions.flatMap((text) => [text, '']));
  return `${lines.join('\n').trimEnd()}\n`;
}

async function describeTable(tx: Transaction, table: string): Promise<readonly string[]> {
  const ask = (text: string): Promise<readonly string[]> => texts(tx, text, [table]);
  const columns = await ask(
    `select '  ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
       || case when a.attcollation <> t.typcollation and a.attcollation <> 0
            then ' collate "' || (select collname from pg_collation where oid = a.attcollation) || '"' else '' end
       || case when a.attnotnull then ' not null' else '' end
       || case a.attidentity when 'a' then ' generated always as identity' else '' end
       || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') as text
     from pg_attribute a join pg_type t on t.oid = a.atttypid
     left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
     where a.attrelid = ('public.' || $1)::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`,
  );
  const constraints = await ask(
    `select '  constraint ' || conname || ' ' || pg_get_constraintdef(oid) as text from pg_constraint
     where conrelid = ('public.' || $1)::regclass and contype <> 'n' order by contype desc, conname`,
  );
  const options = await ask(
    `select coalesce(' with (' || array_to_string(reloptions, ', ') || ')', '')
       || coalesce(' partition by ' || pg_get_partkeydef(oid), '')
       || case when relforcerowsecurity then '; -- row-level security, forced' else ';' end as text
     from pg_class where oid = ('public.' || $1)::regclass`,
  );
  const indexes = await ask(
    `select pg_get_indexdef(i.indexrelid) || ';' as text from pg_index i
     where i.indrelid = ('public.' || $1)::regclass
       and not exists (select 1 from pg_constraint where conindid = i.indexrelid) order by 1`,
  );
  const policies = await ask(
    `select 'create policy ' || policyname || ' on ' || tablename || case permissive when 'RESTRICTIVE' then ' as restrictive' else '' end
       || ' for ' || lower(cmd) || ' to '
       || array_to_string(roles, ', ') || coalesce(' using (' || qual || ')', '')
       || coalesce(' with check (' || with_check || ')', '') || ';' as text
     from pg_policies where schemaname = 'public' and tablename = $1 order by policyname`,
  );
  return [
    `create table ${table} (`,
    [...columns, ...constraints].join(',\n'),
    `)${options[0] ?? ';'}`,
    ...indexes,
    ...policies,
    ...(await describeGrants(tx, table)),
  ];
}

async function describeGrants(tx: Transaction, table: string): Promise<readonly string[]> {
  const onTable = await texts(
    tx,
    `select 'grant ' || string_agg(lower(privilege_type), ', ' order by privilege_type) || ' on ' || table_name
       || ' to ' || grantee || ';' as text
     from information_schema.table_privileges
     where table_schema = 'public' and table_name = $1 and grantee like 'eropaf\\_%' and grantee <> 'eropaf_owner'
     group by table_name, grantee order by grantee`,
    [table],
  );
  const onColumns = await texts(
    tx,
    `select 'grant ' || lower(c.privilege_type) || ' (' || string_agg(c.column_name, ', ' order by c.column_name)
       || ') on ' || c.table_name || ' to ' || c.grantee || ';' as text
     from information_schema.column_privileges c
     where c.table_schema = 'public' and c.table_name = $1 and c.grantee like 'eropaf\\_%' and c.grantee <> 'eropaf_owner'
       and not exists (
         select 1 from information_schema.table_privileges t
         where t.table_schema = c.table_schema and t.table_name = c.table_name and t.grantee = c.grantee
           and t.privilege_type = c.privilege_type)
     group by c.table_name, c.grantee, c.privilege_type order by c.grantee, c.privilege_type`,
    [table],
  );
  return [...onTable, ...onColumns];
}

async function texts(
  tx: Transaction,
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly string[]> {
  const rows = await tx.query<{ text: string }>({ text, values });
  return rows.map((row) => row.text);
}
