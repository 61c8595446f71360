/**
 * The life of an outreach task (decision 8). Each transition is a compare-and-set on (state, generation), so
 * whoever comes second changes nothing.
 */
export const taskStates = [
  'created',
  'queued',
  'claimed',
  'sending',
  'done',
  'failed',
  'uncertain',
  'cancelled',
] as const;
export type TaskState = (typeof taskStates)[number];

/** What can happen to a task; the names stand on the edges of docs/state-machines/outreach-task.md. */
export const taskTransitions = [
  'queue',
  'job-lost',
  'claim',
  'release',
  'lease-expired',
  'start-sending',
  'complete',
  'fail',
  'doubt',
  'cancel',
  'decide-again',
  'plan-again',
  'recover',
] as const;
export type TaskTransition = (typeof taskTransitions)[number];

/** Whether work of a process or of a person: a person's claim that expires is a question, not a retry. */
export type Holder = 'process' | 'person';

/**
 * Why a process of ours ended a task as failed: a closed list, never a value of the resident. A person who looks at the case
 * reads it there and decides what happens instead.
 */
export const processFailures = [
  /** No accepted signal of this person is left. */
  'nothing-to-write-about',
  /** Name or address has been destroyed after its term. */
  'names-are-gone',
  /** The letter could not say where the data come from (AVG 14). */
  'creditor-unknown',
  'input-invalid',
  /** A name holds a sign that the letter's fonts lack. */
  'sign-missing',
  'template-failed',
  /** It was tried again and again and ended our process, or met an error of ours, each time. */
  'tries-spent',
  /** The way to the resident took it and said no. */
  'refused-outside',
] as const;
export type ProcessFailure = (typeof processFailures)[number];

/** Why a person ended a task as failed. Whoever was not at home is a contact attempt, not a failure. */
export const personFailures = [
  'phone-unusable',
  'address-not-found',
  'not-safe',
  'no-capacity',
  'other',
] as const;
export type PersonFailure = (typeof personFailures)[number];

/** Why a task could not be done at all, whoever had it. */
export type TaskFailure = ProcessFailure | PersonFailure;

/**
 * So much may be tried in vain. Each try that meets an error of ours counts one; one whose process ended counts five, since
 * it may have taken others' work along. Were there no end, a letter that ends its process would stop all letters after it.
 */
export const processTriesMax = 25;
export const lostProcessTries = 5;

/**
 * The state after a transition, or null where the transition does not exist in that state.
 *
 * A process's lease that expires while claimed goes back to the queue with a new generation, since nothing
 * went out; once sending has begun nobody knows, and a person decides. A person's work never passes through
 * `sending`, so an expired claim of a person is always doubt.
 */
export function taskAfter(state: TaskState, transition: TaskTransition, holder: Holder): TaskState | null {
  // The database was restored to an older state: what had not ended in it may have ended since, and nobody knows.
  if (transition === 'recover') return isOpenTask(state) && state !== 'uncertain' ? 'uncertain' : null;
  switch (state) {
    case 'created':
      return afterCreated(transition);
    case 'queued':
      return afterQueued(transition);
    case 'claimed':
      return afterClaimed(transition, holder);
    case 'sending':
      return afterSending(transition);
    case 'uncertain':
      return afterUncertain(transition);
    case 'cancelled':
      return transition === 'plan-again' ? 'created' : null;
    case 'done':
    case 'failed':
      return null;
    default:
      return state satisfies never;
  }
}

function afterCreated(transition: TaskTransition): TaskState | null {
  // A worker may be handed the job before the relay has marked the row, so a claim is possible here too.
  if (transition === 'queue') return 'queued';
  if (transition === 'claim') return 'claimed';
  return transition === 'cancel' ? 'cancelled' : null;
}

function afterQueued(transition: TaskTransition): TaskState | null {
  // The queue lost its job: the task waits in a new generation, since the old job's id may swallow a new job.
  if (transition === 'job-lost') return 'queued';
  if (transition === 'claim') return 'claimed';
  return transition === 'cancel' ? 'cancelled' : null;
}

function afterClaimed(transition: TaskTransition, holder: Holder): TaskState | null {
  switch (transition) {
    case 'release':
      return 'queued';
    case 'lease-expired':
      return holder === 'process' ? 'queued' : 'uncertain';
    case 'start-sending':
      return holder === 'process' ? 'sending' : null;
    case 'complete':
      return 'done';
    case 'fail':
      return 'failed';
    default:
      return null;
  }
}

function afterSending(transition: TaskTransition): TaskState | null {
  switch (transition) {
    case 'complete':
      return 'done';
    case 'fail':
      return 'failed';
    case 'doubt':
    case 'lease-expired':
      return 'uncertain';
    default:
      return null;
  }
}

function afterUncertain(transition: TaskTransition): TaskState | null {
  switch (transition) {
    case 'decide-again':
      return 'queued';
    case 'complete':
      return 'done';
    case 'fail':
      return 'failed';
    default:
      return null;
  }
}

/** Whether a task stands between its making and its end: the plan waits for it. */
export function isOpenTask(state: TaskState): boolean {
  return (
    state === 'created' ||
    state === 'queued' ||
    state === 'claimed' ||
    state === 'sending' ||
    state === 'uncertain'
  );
}
