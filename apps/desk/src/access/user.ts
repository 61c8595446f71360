import { holderOfToken, type Role } from '#contracts';
import type { MunicipalityCode } from '#domain';

export interface User {
  readonly municipality: MunicipalityCode;
  readonly role: Role;
  /** Who did something, as it is stored: unique within the municipality, no name of a person. */
  readonly actor: string;
  /** Whose tasks these are: `desk`, or the external party itself. */
  readonly executor: string;
}

/** The user that a demo token names; undefined when the token is not one, whatever is wrong with it. */
export function userOfToken(token: string, secret: string): User | undefined {
  const holder = holderOfToken(token, secret);
  if (holder === undefined) return undefined;
  const { municipality, role, name } = holder;
  const external = role.startsWith('external:');
  return {
    municipality,
    role,
    // A slash is in no name, so an outside party cannot pass for somebody of the municipality.
    actor: external ? `${role}/${name}` : name,
    executor: external ? role : 'desk',
  };
}
