import type { IntegrityPromise } from '../history.js';

/** What reaches one resident names nobody else of the house: each is a person of their own, with letters of their own. */
export const wallsInsideAnAddress: IntegrityPromise = {
  name: 'walls-inside-an-address',
  when: 'always',
  breaches: ({ deliveries, recomputed, tables }) => {
    const said: string[] = [];
    const names = new Map<string, Set<string>>();
    const housemates = new Map<string, Set<string>>();
    for (const { address_id: address, id, person_id: person } of tables.signals) {
      const surname = recomputed.signals.get(id)?.surname;
      if (surname === undefined) continue;
      names.set(person, (names.get(person) ?? new Set()).add(surname));
      housemates.set(address, (housemates.get(address) ?? new Set()).add(surname));
    }
    for (const [person, surnames] of names) {
      if (surnames.size > 1) said.push(`person ${person}: is ${surnames.size} people of one house`);
    }
    const tasks = new Map(tables.tasks.map((task) => [task.task_id, task]));
    const addressOf = new Map(tables.signals.map((row) => [row.person_id, row.address_id]));
    for (const { taskId, text } of deliveries) {
      const person = tasks.get(taskId)?.person_id;
      if (text === null || person === undefined) continue;
      const own = names.get(person) ?? new Set();
      const others = [...(housemates.get(addressOf.get(person) ?? '') ?? [])].filter((one) => !own.has(one));
      if (others.some((other) => text.includes(other))) said.push(`task ${taskId}: it names a housemate`);
      if (![...own].some((name) => text.includes(name)))
        said.push(`task ${taskId}: it does not name its reader`);
    }
    return said;
  },
};
