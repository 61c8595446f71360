-- A mark "do not approach" stands on the person whom it named then. Persons found to be one later have another id,
-- so whoever checks the mark before something goes out follows the aliases too (AVG 21).
grant select on person_alias to eropaf_relay, eropaf_worker;
