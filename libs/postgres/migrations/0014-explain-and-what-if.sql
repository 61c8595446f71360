-- The story of a signal also tells who looked, and what was found about whom it is: the day and the answer, nobody's name.
grant select (municipality, signal_id, answer, answered_at) on register_answer to eropaf_operator;
grant select (municipality, signal_id, decided_at) on person_pin to eropaf_operator;
grant select (municipality, signal_id, keeps_person, assigned_at) on assignment to eropaf_operator;
grant select (decided_at) on person_alias to eropaf_operator;

-- A what-if judges recorded signals again. For that it must know which of them are about the same arrears, in which age
-- group somebody is, in which language and whether somebody asked to be left alone; but the operator reads no personal
-- data. So it gets what the decisions need in a form that names nobody: a number for equal references, the month of
-- birth (at most a month off at the border of an age group, and the same for both policies that are compared).
create function signals_without_names(of_municipality text, received_from timestamptz, received_before timestamptz)
returns table (signal_id uuid, same_customer integer, birth_month date, language text, marked boolean)
language sql stable security definer set search_path = pg_catalog, public
as $$
  select s.signal_id,
    case when p.reference is null then null
         else dense_rank() over (order by s.creditor_id, p.reference)::integer end,
    date_trunc('month', p.birth_date)::date,
    r.language,
    exists (select 1 from public.do_not_approach m
            where m.municipality = s.municipality and m.lifted_at is null
              and (m.person_id = s.person_id or m.address_id = s.address_id
                   or exists (select 1 from public.recognised_mark k
                              where k.municipality = m.municipality and k.mark_id = m.mark_id
                                and k.signal_id = s.signal_id)))
  from public.signal s
  left join public.signal_personal p on p.municipality = s.municipality and p.signal_id = s.signal_id
  left join public.person r on r.municipality = s.municipality and r.person_id = s.person_id
  where s.municipality = of_municipality and s.receipt >= received_from and s.receipt < received_before
$$;
revoke all on function signals_without_names(text, timestamptz, timestamptz) from public;
grant execute on function signals_without_names(text, timestamptz, timestamptz) to eropaf_operator;
