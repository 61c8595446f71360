-- Whether an e-mail address came with a signal: a message is planned only for somebody to whom one can be sent. Which
-- address it is lies apart, with the names, and goes with them.
alter table signal add column usable_email boolean not null default false;
update signal s set usable_email = true
from signal_personal p
where p.municipality = s.municipality and p.signal_id = s.signal_id and p.email is not null;
