-- The folded forms in which the link step compares a resident, made once at the load and not at each signal. '' where
-- the load was before this, or by another version: such rows are folded when they are read.
alter table local_resident add column packed text not null default '';
alter table local_resident alter column packed drop default;
