import { policyDocumentSchema, toDomainPolicy, type PolicyDocument } from '#contracts';
import type { Channel, Executor, MunicipalityCode } from '#domain';
import { readPolicyContent, type Transaction } from '#postgres';

/** What outreach reads of one version of a municipality's configuration. */
export interface MunicipalitySettings {
  readonly executors: Readonly<Record<Channel, Executor>>;
  readonly sender: PolicyDocument['sender'];
  readonly municipalityName: string;
}

/** Versions are immutable, so they are kept; some 340 municipalities with a handful of versions each fit. */
const settingsMax = 2_000;

/** Reads configurations of municipalities by version and remembers them. */
export class SettingsByVersion {
  private readonly known = new Map<string, MunicipalitySettings>();

  /** @throws Error when the version does not exist or cannot be read: it was checked when it was activated */
  async of(tx: Transaction, municipality: MunicipalityCode, version: number): Promise<MunicipalitySettings> {
    const key = `${municipality} ${version}`;
    const found = this.known.get(key);
    if (found !== undefined) return found;
    const parsed = policyDocumentSchema.safeParse(await readPolicyContent(tx, { municipality, version }));
    if (!parsed.success) throw new Error(`policy version ${version} of ${municipality} cannot be read`);
    const settings: MunicipalitySettings = {
      executors: toDomainPolicy(parsed.data, version).executors,
      sender: parsed.data.sender,
      municipalityName: parsed.data.name,
    };
    if (this.known.size >= settingsMax) this.known.clear();
    this.known.set(key, settings);
    return settings;
  }
}
