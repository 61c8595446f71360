/** The login roles (decision 13). None is superuser, none may bypass row-level security. */
export const roles = [
  'owner',
  'intake',
  'relay',
  'desk',
  'worker',
  'monitor',
  'operator',
  'register',
] as const;
export type Role = (typeof roles)[number];

/** Roles that work on records of many municipalities at once. */
export type NationalRole = Extract<Role, 'intake' | 'relay' | 'operator' | 'owner'>;
/** Roles that see one municipality at a time, set inside the transaction. */
export type MunicipalRole = Extract<Role, 'desk' | 'worker' | 'monitor' | 'register'>;

export function roleName(role: Role): string {
  return `eropaf_${role}`;
}
