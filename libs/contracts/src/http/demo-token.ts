import { hash, timingSafeEqual } from 'node:crypto';

import type { MunicipalityCode } from '#domain';

/** People of the municipality; and parties outside it, who see only what they have to do. */
export type Role = 'outreach-worker' | 'team-lead' | `external:${string}`;

/** Whom a token names. */
export interface TokenHolder {
  readonly municipality: MunicipalityCode;
  readonly role: Role;
  /** Unique within municipality and role, no name of a person. */
  readonly name: string;
}

const municipalityPattern = /^GM[0-9]{4}$/;
const rolePattern = /^(?:outreach-worker|team-lead|external:[a-z][a-z0-9-]{0,39})$/;
const namePattern = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

/**
 * Whom a demo token `<secret>.<municipality>.<role>.<user>` names, such as `….GM0505.team-lead.noor`: one secret, so
 * that demo and tests can act as several people. Real login replaces it; production refuses to start until then.
 *
 * @returns undefined when the token is not one, whatever is wrong with it
 */
export function holderOfToken(token: string, secret: string): TokenHolder | undefined {
  const parts = token.split('.');
  const [municipality = '', role = '', name = ''] = parts.splice(-3);
  const secretHolds = equalInConstantTime(parts.join('.'), secret);
  const wellFormed =
    municipalityPattern.test(municipality) && rolePattern.test(role) && namePattern.test(name);
  if (!secretHolds || !wellFormed) return undefined;
  return { municipality: municipality as MunicipalityCode, role: role as Role, name };
}

/** The token of a header `Authorization: Bearer …`; undefined when there is none in it. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^Bearer (\S{1,400})$/i.exec(authorization ?? '')?.[1];
}

/** The time it takes says nothing about how much of the secret was right: both are hashed first. */
export function equalInConstantTime(given: string, secret: string): boolean {
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', secret, 'buffer'));
}
