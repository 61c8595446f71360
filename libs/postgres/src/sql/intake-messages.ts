import { insertRows, updateRows } from './rows.js';

export interface DecisionRow {
  readonly municipality: string;
  readonly subject: 'signal' | 'case' | 'case-person';
  readonly subject_id: string;
  readonly revision: number;
  readonly superseded_at: string;
  readonly content: string;
}

export const insertDecisions = insertRows<DecisionRow>({
  into: 'decision_history',
  columns: {
    municipality: 'text',
    subject: 'text',
    subject_id: 'text',
    revision: 'integer',
    superseded_at: 'timestamptz',
    content: 'jsonb',
  },
  order: ['municipality', 'subject', 'subject_id', 'revision'],
});

export interface FeedbackRow {
  readonly municipality: string;
  readonly feedback_id: string;
  readonly creditor_id: string;
  readonly source: string;
  readonly event_id: string;
  readonly signal_id: string | null;
  readonly revision: number;
  readonly message: string;
  readonly faults: string | null;
  readonly replaces: string | null;
  readonly created_at: string;
  readonly state: 'created';
}

export const insertFeedback = insertRows<FeedbackRow>({
  into: 'feedback',
  columns: {
    municipality: 'text',
    feedback_id: 'uuid',
    creditor_id: 'text',
    source: 'text',
    event_id: 'text',
    signal_id: 'uuid',
    revision: 'integer',
    message: 'text',
    faults: 'jsonb',
    replaces: 'uuid',
    created_at: 'timestamptz',
    state: 'text',
  },
  order: ['municipality', 'feedback_id'],
  onConflict: 'do nothing',
});

/** Ends or marks open tasks that lost their reason. The rows are locked. */
export const updateTasks = updateRows<{
  municipality: string;
  task_id: string;
  state: string;
  generation: number;
  notice: string | null;
  changed_at: string;
}>({
  table: 'outreach_task',
  columns: {
    municipality: 'text',
    task_id: 'uuid',
    state: 'text',
    generation: 'integer',
    notice: 'text',
    changed_at: 'timestamptz',
  },
  keys: ['municipality', 'task_id'],
});
