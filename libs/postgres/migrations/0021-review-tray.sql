-- The other half of the tray: signals of which a person has to say whether they count.
create index signal_verdict_review on signal (municipality, receipt) where verdict = 'review';

-- "The same" says the same as whom.
alter table identity_answer add constraint identity_answer_candidate
  check ((answer = 'same') = (candidate_signal_id is not null));

-- What a person fixed waits for nobody: the monitor counts the tray as the desk shows it.
grant select (municipality, signal_id) on person_pin to eropaf_monitor;
