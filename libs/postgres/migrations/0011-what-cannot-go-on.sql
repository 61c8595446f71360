-- A message that does not fit the contract is set aside with its reason: one that waits for ever would keep its creditor at
-- the head of those who wait. The relay looks at it anew when it starts, since only another version may know how to say it.
alter table feedback drop constraint feedback_state_check;
alter table feedback add constraint feedback_state_check check (state in ('created', 'sent', 'unfit'));
alter table feedback add column unfit_reason text;
alter table feedback add constraint feedback_unfit_reason_check check ((state = 'unfit') = (unfit_reason is not null));
create index feedback_unfit on feedback (created_at) where state = 'unfit';

-- How often a task was begun in vain by a process of ours. Redis that was emptied, a database that was away and a fact that
-- waits for its fold do not count: what is counted must be a fault of this letter.
alter table outreach_task add column tries smallint not null default 0;
