-- What the monitor needs beside the rows of one municipality.
-- Which municipalities are served is configuration, not a resident's data: the scrape walks all of them.
create policy served_municipalities on policy_version for select to eropaf_monitor using (true);
-- Records of which nobody knows the municipality are counted too; every statement names its municipality.
create policy without_municipality on quarantine for select to eropaf_monitor using (municipality = '');
create policy without_municipality on feedback for select to eropaf_monitor using (municipality = '');
-- Attempts of a person who was found to be another count for that other; ids only.
grant select (municipality, person_id, same_as) on person_alias to eropaf_monitor, eropaf_operator;
