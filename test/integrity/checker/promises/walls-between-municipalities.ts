import type { IntegrityPromise } from '../history.js';

/** Every row stands under the municipality of its record; no person, address or task is in two. */
export const wallsBetweenMunicipalities: IntegrityPromise = {
  name: 'walls-between-municipalities',
  when: 'always',
  breaches: ({ recomputed, tables }) => {
    const said: string[] = [];
    for (const { id, municipality } of tables.signals) {
      const wanted = recomputed.signals.get(id)?.municipality;
      if (wanted !== undefined && wanted !== municipality)
        said.push(`signal ${id}: under ${municipality}, and is about ${wanted}`);
    }
    const owners = new Map<string, string>();
    const own = (what: string, id: string, municipality: string): void => {
      const before = owners.get(id) ?? municipality;
      owners.set(id, before);
      if (before !== municipality) said.push(`${what} ${id}: in ${before} and ${municipality}`);
    };
    for (const row of tables.signals) {
      own('address', row.address_id, row.municipality);
      own('person', row.person_id, row.municipality);
    }
    for (const row of tables.tasks) {
      own('task', row.task_id, row.municipality);
      own('person', row.person_id, row.municipality);
    }
    return said;
  },
};
