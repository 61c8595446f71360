import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  CreditorRegistry,
  EVENT_TYPES,
  parsePolicy,
  type PolicyDocument,
  type SignalData,
  type WithdrawalData,
} from '#contracts';
import { packageRoot, type Transaction } from '#postgres';

/** A record as the broker would hand it over, without its place. */
export interface BuiltRecord {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: ReadonlyArray<readonly [string, Buffer]>;
}

/** Two creditors of the demo's registry, with the topics on which they are admitted. */
export const testCreditors = {
  energy: { id: 'lichtpunt-energie', source: 'urn:nld:kvknr:90000101.incasso', topic: 'signals.energie' },
  otherEnergy: { id: 'delta-stroom', source: 'urn:nld:kvknr:90000102.incasso', topic: 'signals.energie' },
} as const;

/** An invented resident's arrears at an invented address in Dordrecht, who can be sent a message; any part can be replaced. */
export function signalData(changes: Partial<SignalData> = {}): SignalData {
  return {
    gemeentecode: 'GM0505',
    klantreferentie: 'K-1001',
    soortPersoon: 'natuurlijkPersoon',
    persoon: { voorletters: 'A.B.', tussenvoegsel: 'van der', achternaam: 'Voorbeeld' },
    adres: { postcode: '3311 AB', huisnummer: '12' },
    emailadres: 'a.voorbeeld@bewoner.example',
    bedragInCenten: 15_000,
    ontstaansdatum: '2026-01-05',
    signaaldatum: '2026-03-09',
    crisissignaal: { soort: 'geen' },
    warmeOverdracht: false,
    ...changes,
  };
}

/** A signal in the binary binding of CloudEvents. */
export function signalRecord(source: string, id: string, data: unknown): BuiltRecord {
  return record(EVENT_TYPES.signal, source, id, id, data);
}

/** A withdrawal; its key is the id of the signal that it withdraws. */
export function withdrawalRecord(source: string, id: string, data: WithdrawalData): BuiltRecord {
  return record(EVENT_TYPES.withdrawal, source, id, data.ingetrokkenSignaal, data);
}

function record(type: string, source: string, id: string, key: string, data: unknown): BuiltRecord {
  const header = (name: string, value: string): readonly [string, Buffer] => [name, Buffer.from(value)];
  return {
    key: Buffer.from(key),
    value: Buffer.from(JSON.stringify(data)),
    headers: [
      header('ce_specversion', '1.0'),
      header('ce_type', type),
      header('ce_source', source),
      header('ce_id', id),
      header('content-type', 'application/json'),
    ],
  };
}

function file(path: string): string {
  return readFileSync(join(packageRoot(), path), 'utf8');
}

/** The demo's registry of creditors, compiled. */
export function testRegistry(): CreditorRegistry {
  const compiled = CreditorRegistry.compile(JSON.parse(file('deploy/creditors/demo.json')));
  if (!compiled.ok) throw new Error('the registry of the demo is invalid');
  return compiled.value;
}

/** The policy of Dordrecht, parsed. */
export function testPolicy(): PolicyDocument {
  const policy = parsePolicy(file('deploy/municipalities/dordrecht.yaml'));
  if (!policy.ok) throw new Error('the policy of Dordrecht is invalid');
  return policy.value;
}

/** Puts the demo's registry and the policy of Dordrecht into a database, as an operator would. */
export async function seedReference(tx: Transaction): Promise<void> {
  await tx.query({
    text: `insert into creditor_registry (version, loaded_at, sha256, content) values (1, now(), '\\x00', $1)`,
    values: [file('deploy/creditors/demo.json')],
  });
  const policy = testPolicy();
  await tx.query({
    text: `insert into policy_version (municipality, version, effective_from, activated_at, sha256, content)
           values ($1, 1, $2, now(), '\\x00', $3)`,
    values: [policy.municipality, policy.effectiveFrom, JSON.stringify(policy)],
  });
}
