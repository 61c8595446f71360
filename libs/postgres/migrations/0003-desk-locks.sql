-- Whoever writes a fact locks the case-person first, so that two people do not decide about one resident at
-- once, the fold does not derive from half of the facts, and the rule that closes by itself passes the row
-- over (it skips what is locked). A row lock is taken rather than an advisory one, because those two already
-- lock these rows. Postgres asks for the right to update a column before it gives such a lock; the restrictive
-- policy then refuses every real update, so intake stays the only writer of what is derived.

grant update (revision) on case_person to eropaf_desk;
create policy desk_locks_only on case_person as restrictive for update to eropaf_desk
  using (true) with check (false);

-- A signal is moved between two addresses only while no fold is looking at either.
grant update (joined_into) on address to eropaf_desk;
create policy desk_locks_only on address as restrictive for update to eropaf_desk
  using (true) with check (false);

-- Attempts are found again by their task, and marks by their id, with the keys that exist. A search by phone or
-- by birth date reads the personal rows of one municipality through their primary key: some ten thousand rows
-- for a town. An index on them would cost every signal 3 µs (decision 7) for a search of some milliseconds.
