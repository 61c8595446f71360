import {
  CreditorRegistry,
  policyDocumentSchema,
  toDomainPolicy,
  toServedMunicipality,
  type ResidentRegisterSettings,
  type ServedMunicipality,
} from '#contracts';
import { dayOf, policyInForce, type Policy } from '#domain';
import type { NationalDatabase, Transaction } from '#postgres';

/** How long what was read of the registry and the policies may be used, in milliseconds of machine time. */
const FRESH_MS = 60_000;

/** One municipality that is served here, with all versions of its policy. */
interface Municipality {
  readonly policies: readonly Policy[];
  readonly served: ReadonlyMap<number, ServedMunicipality>;
  readonly registers: ReadonlyMap<number, ResidentRegisterSettings['source']>;
}

/** What decisions are made by: the registry of creditors and the policies, as of one moment. */
export class Reference {
  constructor(
    readonly registry: CreditorRegistry,
    private readonly municipalities: ReadonlyMap<string, Municipality>,
  ) {}

  policies(municipality: string): readonly Policy[] {
    return this.municipalities.get(municipality)?.policies ?? [];
  }

  policy(municipality: string, version: number): Policy {
    const found = this.policies(municipality).find((policy) => policy.version === version);
    if (found === undefined) throw new Error(`${municipality} has no policy version ${version}`);
    return found;
  }

  /** Where the municipality looks up its residents, by the policy in force at a receipt. */
  registerSource(municipality: string, receiptMs: number): ResidentRegisterSettings['source'] {
    const known = this.municipalities.get(municipality);
    const policy = known === undefined ? undefined : policyInForce(known.policies, dayOf(receiptMs));
    return (policy === undefined ? undefined : known?.registers.get(policy.version)) ?? 'none';
  }

  /** The municipalities whose policy in force at this moment looks residents up in a register of its own. */
  withLocalRegister(atMs: number): readonly string[] {
    return [...this.municipalities.keys()].filter((one) => this.registerSource(one, atMs) === 'local');
  }

  /** A municipality is served from the day on which its first policy is in force. */
  served(municipality: string, receiptMs: number): ServedMunicipality | undefined {
    const known = this.municipalities.get(municipality);
    if (known === undefined) return undefined;
    const policy = policyInForce(known.policies, dayOf(receiptMs));
    return policy === undefined ? undefined : known.served.get(policy.version);
  }
}

/** The registry cannot be used: nothing can be judged until an operator has loaded a good one. */
export class NoRegistry extends Error {
  constructor(detail: string) {
    super(`no registry of creditors can be used (eropaf creditors load): ${detail}`);
    this.name = 'NoRegistry';
  }
}

/** Reads the reference data at most once a minute. */
export class ReferenceData {
  private current: { readonly reference: Reference; readonly readAtMs: number } | undefined;

  constructor(private readonly database: NationalDatabase) {}

  /** @throws NoRegistry while no registry was loaded */
  async get(): Promise<Reference> {
    const nowMs = Date.now();
    if (this.current === undefined || nowMs - this.current.readAtMs > FRESH_MS) {
      const reference = await this.database.acrossMunicipalities(readReference);
      this.current = { reference, readAtMs: nowMs };
    }
    return this.current.reference;
  }

  /** Null while no registry was loaded. */
  async orNull(): Promise<Reference | null> {
    try {
      return await this.get();
    } catch (error) {
      if (error instanceof NoRegistry) return null;
      throw error;
    }
  }

  /** The next reader reads anew. */
  forget(): void {
    this.current = undefined;
  }
}

async function readReference(tx: Transaction): Promise<Reference> {
  const registries = await tx.query<{ content: unknown }>({
    text: 'select content from creditor_registry order by version desc limit 1',
  });
  const registry = registries[0];
  if (registry === undefined) throw new NoRegistry('none was loaded');
  const compiled = CreditorRegistry.compile(registry.content);
  if (!compiled.ok) throw new NoRegistry(compiled.faults.map((fault) => fault.path).join(', '));
  const rows = await tx.query<{ municipality: string; version: number; content: unknown }>({
    text: 'select municipality, version, content from policy_version order by municipality, version',
  });
  const municipalities = new Map<
    string,
    {
      policies: Policy[];
      served: Map<number, ServedMunicipality>;
      registers: Map<number, ResidentRegisterSettings['source']>;
    }
  >();
  for (const row of rows) {
    const document = policyDocumentSchema.parse(row.content);
    const one = municipalities.get(row.municipality) ?? {
      policies: [] as Policy[],
      served: new Map<number, ServedMunicipality>(),
      registers: new Map<number, ResidentRegisterSettings['source']>(),
    };
    one.policies.push(toDomainPolicy(document, row.version));
    one.served.set(row.version, toServedMunicipality(document));
    one.registers.set(row.version, document.residentRegister.source);
    municipalities.set(row.municipality, one);
  }
  return new Reference(compiled.value, municipalities);
}
