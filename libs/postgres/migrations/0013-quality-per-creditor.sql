-- The monitor tells a creditor how good its signals are. That a register knew nobody is an answer, not who was looked for.
grant select (municipality, signal_id, answer, answered_at) on register_answer to eropaf_monitor;

-- A reference that looks like a BSN should not leave the creditor. The monitor reads no personal data, so it gets counts
-- per creditor and never a reference; those that are destroyed already are in neither count.
create function references_like_bsn(received_from timestamptz, received_before timestamptz)
returns table (creditor_id text, looked_at bigint, like_bsn bigint)
language sql stable security definer set search_path = pg_catalog, public
as $$
  with looked as (
    select s.creditor_id,
      case when p.reference ~ '^[0-9]{8,9}$' then lpad(p.reference, 9, '0') end as digits
    from public.signal s
    join public.signal_personal p on p.municipality = s.municipality and p.signal_id = s.signal_id
    where s.municipality = nullif(current_setting('app.municipality', true), '')
      and s.receipt >= received_from and s.receipt < received_before
  )
  select creditor_id, count(*),
    count(*) filter (where digits <> '000000000' and (
      9 * substr(digits, 1, 1)::integer + 8 * substr(digits, 2, 1)::integer + 7 * substr(digits, 3, 1)::integer +
      6 * substr(digits, 4, 1)::integer + 5 * substr(digits, 5, 1)::integer + 4 * substr(digits, 6, 1)::integer +
      3 * substr(digits, 7, 1)::integer + 2 * substr(digits, 8, 1)::integer - substr(digits, 9, 1)::integer) % 11 = 0)
  from looked group by creditor_id
$$;
revoke all on function references_like_bsn(timestamptz, timestamptz) from public;
grant execute on function references_like_bsn(timestamptz, timestamptz) to eropaf_monitor;
