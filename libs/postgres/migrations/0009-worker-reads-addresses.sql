-- A letter about a signal that was assigned to another address goes to that one.
grant select on address_alias, assignment to eropaf_worker;
