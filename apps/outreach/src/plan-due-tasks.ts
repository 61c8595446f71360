import { dayOf, type Executor } from '#domain';
import { crashPoint } from '#platform';
import {
  claimDueSteps,
  doubtForgottenTasks,
  holdForTask,
  insertTasks,
  touchFinished,
  type DueStep,
  type NationalDatabase,
  type NewTask,
  type Transaction,
} from '#postgres';

import type { Confirm } from './database-age.js';
import type { SettingsByVersion } from './municipality-settings.js';
import { CheckingMunicipalities, checkingSince } from './register-checks/checking-municipalities.js';
import { requestDueChecks } from './register-checks/request-checks.js';
import { drawLetterReference, taskIdOf } from './task-ids.js';

/** Case-persons taken in one transaction. */
export const dueStepsMax = 500;

/** What a round of the relay did. */
export interface PlannedRound {
  /** Case-persons whose step was due. */
  readonly due: number;
  /** Tasks made, or begun again after they were cancelled. */
  readonly made: number;
}

/**
 * Turns the steps that are due now into tasks, each exactly once, and says so on the case-person, all in one
 * transaction. A task that is there already is left alone: then only the case-person was behind.
 *
 * @param nowMs the domain's present
 */
export function planDueTasks(
  database: NationalDatabase,
  settings: SettingsByVersion,
  nowMs: number,
  municipalities = new CheckingMunicipalities(),
  confirm: Confirm = () => Promise.resolve(),
): Promise<PlannedRound> {
  return database.acrossMunicipalities(async (tx) => {
    const looking = await municipalities.settings(tx, dayOf(nowMs));
    await requestDueChecks(tx, looking, nowMs);
    const checking = checkingSince(looking, nowMs);
    const steps = await claimDueSteps(tx, { today: dayOf(nowMs), nowMs, checking, limit: dueStepsMax });
    if (steps.length === 0) return { due: 0, made: 0 };
    await confirm(tx);
    const tasks = await tasksOf(tx, steps, settings);
    const made = await insertTasks(tx, { tasks: [...tasks.values()], nowMs });
    await doubtForgottenTasks(tx, { tasks: made, nowMs });
    if (made.length < tasks.size) {
      await touchFinished(
        tx,
        steps.map((step) => ({ ...step, taskId: taskIdOf(step) })),
      );
    }
    await holdForTask(tx, steps);
    crashPoint('after-tasks-before-commit');
    return { due: steps.length, made: made.length };
  });
}

/** One task a step: a person whose two addresses became one person's may be due twice for the same step. */
async function tasksOf(
  tx: Transaction,
  steps: readonly DueStep[],
  settings: SettingsByVersion,
): Promise<Map<string, NewTask>> {
  const tasks = new Map<string, NewTask>();
  for (const step of steps) {
    const { executors } = await settings.of(tx, step.municipality, step.policyVersion);
    const taskId = taskIdOf(step);
    if (tasks.has(taskId)) continue;
    tasks.set(taskId, {
      ...step,
      taskId,
      executor: executorOf(executors[step.channel], step),
      letterReference: drawLetterReference(),
    });
  }
  return tasks;
}

/** An outside party would be told the address: people of the municipality do what concerns a secret one. */
function executorOf(planned: Executor, { secret }: DueStep): Executor {
  return secret && planned.startsWith('external:') ? 'desk' : planned;
}
