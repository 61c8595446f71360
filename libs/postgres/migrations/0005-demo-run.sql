-- The last simulated day of the demo: the machine's day at its first run. Every later run ends on the same day,
-- so the same seed gives the same signals again, and the clock that stands there is not moved.
create table demo_run (
  only_row boolean primary key default true check (only_row),
  last_day date not null,
  began_at timestamptz not null
);

grant select, insert on demo_run to eropaf_operator;
