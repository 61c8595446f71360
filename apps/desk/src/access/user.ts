import { hash, timingSafeEqual } from 'node:crypto';

import type { MunicipalityCode } from '#domain';

/** People of the municipality; and parties outside it, who see only what they have to do. */
export type Role = 'outreach-worker' | 'team-lead' | `external:${string}`;

export interface User {
  readonly municipality: MunicipalityCode;
  readonly role: Role;
  /** Who did something, as it is stored: unique within the municipality, no name of a person. */
  readonly actor: string;
  /** Whose tasks these are: `desk`, or the external party itself. */
  readonly executor: string;
}

const municipalityPattern = /^GM[0-9]{4}$/;
const rolePattern = /^(?:outreach-worker|team-lead|external:[a-z][a-z0-9-]{0,39})$/;
const namePattern = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

/**
 * The user of a demo token `<secret>.<municipality>.<role>.<user>`, such as `….GM0505.team-lead.noor`: one secret,
 * so that demo and tests can act as several people. Real login replaces it; production refuses to start until then.
 *
 * @returns undefined when the token is not one, whatever is wrong with it
 */
export function userOfToken(token: string, secret: string): User | undefined {
  const parts = token.split('.');
  const [municipality = '', role = '', name = ''] = parts.splice(-3);
  const secretHolds = equalInConstantTime(parts.join('.'), secret);
  const wellFormed =
    municipalityPattern.test(municipality) && rolePattern.test(role) && namePattern.test(name);
  if (!secretHolds || !wellFormed) return undefined;
  const external = role.startsWith('external:');
  return {
    municipality: municipality as MunicipalityCode,
    role: role as Role,
    // A slash is in no name, so an outside party cannot pass for somebody of the municipality.
    actor: external ? `${role}/${name}` : name,
    executor: external ? role : 'desk',
  };
}

/** The time it takes says nothing about how much of the secret was right: both are hashed first. */
export function equalInConstantTime(given: string, secret: string): boolean {
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', secret, 'buffer'));
}
