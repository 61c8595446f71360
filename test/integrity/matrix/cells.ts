import axes from './axes.json';

/** What is hit. Relay and workers are one process: the first is hit while it makes tasks, the second while it writes letters. */
export type Target = 'intake' | 'relay' | 'workers' | 'desk' | 'PostgreSQL' | 'Redis' | 'Kafka';
export type Fault = keyof typeof axes.faults;
export type Load = keyof typeof axes.loads;

export interface Cell {
  readonly target: Target;
  readonly fault: Fault;
  readonly load: Load;
}

export const nameOf = ({ fault, load, target }: Cell): string => `${target}/${fault}/${load}`;

/** Why there is nothing to run, or null. */
export function whyNot({ fault, target }: Pick<Cell, 'target' | 'fault'>): string | null {
  const found = axes.cannotRun.find((one) => one.fault === fault && one.targets.includes(target));
  return found?.why ?? null;
}

/** Every cell, in the order of the page. */
export const cells: readonly Cell[] = (axes.targets as Target[]).flatMap((target) =>
  (Object.keys(axes.faults) as Fault[]).flatMap((fault) =>
    (Object.keys(axes.loads) as Load[]).map((load) => ({ target, fault, load })),
  ),
);
