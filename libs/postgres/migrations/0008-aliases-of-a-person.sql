-- The persons that have become this one: asked for each task before it goes out, over any number of steps.
create index person_alias_same_as on person_alias (municipality, same_as);
