-- The language that a resident asked for is said by somebody, on a day: whoever explains an approach must be able to tell.
alter table person add column language_recorded_at timestamptz;
alter table person add column language_recorded_by text;
grant update (language_recorded_at, language_recorded_by) on person to eropaf_desk;

-- The story of a signal tells it. The operator sees the language of an id, and nobody's name; that much a what-if reads too.
grant select (municipality, person_id, language, language_recorded_at) on person to eropaf_operator;

-- What registers and helpers said of people goes on its day. The intake sweeps, and may read none of it: a function of the
-- owner deletes and says how many. At most so many of each kind at once, so that no statement runs into its time limit.
create function destroy_register_data(today date, at_most integer)
returns table (what text, destroyed bigint)
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  return query
    with gone as (
      delete from public.resident_bsn where ctid = any (array(
        select b.ctid from public.resident_bsn b where b.destroy_after < today limit at_most)) returning 1)
    select 'bsn', count(*) from gone;
  -- A mark that holds stays while anybody is being approached at an address of that person: without it a letter that waits
  -- for a second look would go out.
  return query
    with gone as (
      delete from public.secret_address where ctid = any (array(
        select k.ctid from public.secret_address k
        where k.destroy_after < today and (k.lifted_at is not null or not exists (
          select 1 from public.case_person lived
          join public.case_person open on open.municipality = lived.municipality and open.address_id = lived.address_id
          where lived.municipality = k.municipality and lived.person_id = k.person_id and open.state = 'open'))
        limit at_most)) returning 1)
    select 'secret-address', count(*) from gone;
  -- The head of a list stays: it names nobody, and says what was asked on which ground until when.
  return query
    with gone as (
      delete from public.known_help_person where ctid = any (array(
        select p.ctid from public.known_help_person p
        left join public.known_help_list l on l.municipality = p.municipality and l.list = p.list
        where p.destroy_after < today or l.expires_on is null or l.expires_on < today limit at_most)) returning 1)
    select 'known-help', count(*) from gone;
end $$;
revoke all on function destroy_register_data(date, integer) from public;
grant execute on function destroy_register_data(date, integer) to eropaf_intake;
