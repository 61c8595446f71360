import { CreditorRegistry } from '#contracts';
import { readNewestRegistry, readRegistryVersion, type Transaction } from '#postgres';

/** The names under which residents know creditors, from the newest registry. */
export class CreditorNames {
  private version = 0;
  private registry: CreditorRegistry | undefined;

  /** Brings the names up to date; one number is read where nothing changed. */
  async refresh(tx: Transaction): Promise<void> {
    if (this.registry !== undefined && (await readRegistryVersion(tx)) === this.version) return;
    const newest = await readNewestRegistry(tx);
    if (newest === undefined) return;
    const compiled = CreditorRegistry.compile(newest.content);
    if (!compiled.ok) throw new Error(`creditor registry ${newest.version} cannot be read`);
    this.registry = compiled.value;
    this.version = newest.version;
  }

  nameOf(creditorId: string): string | undefined {
    return this.registry?.byId(creditorId)?.name;
  }
}
