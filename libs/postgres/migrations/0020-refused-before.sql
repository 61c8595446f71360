-- A record that comes again after its id was refused: which refusal was its creditor's last word. Source and id first,
-- as with `feedback_refusal`: a refusal may stand under no municipality.
create index quarantine_refused on quarantine (source, event_id) where verdict = 'refused';
