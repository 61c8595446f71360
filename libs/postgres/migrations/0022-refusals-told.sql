-- A record that is taken under the id of one that was refused sets right what its creditor was told. Source and id
-- first: a refusal may stand under no municipality, where the record did not say one that can be trusted.
create index feedback_refusal on feedback (source, event_id) where message = 'refused' or replaces is not null;
