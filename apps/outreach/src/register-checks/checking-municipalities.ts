import { checkSettingsSchema, looksUp, looksUpWhoeverCame, type CheckSettings } from '#contracts';
import type { Day, MunicipalityCode } from '#domain';
import { readCheckConfigurations, type CheckingMunicipality, type Transaction } from '#postgres';

const hourMs = 3_600_000;

/** A configuration as it was activated, with what an older version did not say filled in. */
export function parseCheckSettings(stored: {
  readonly residentRegister: unknown;
  readonly knownHelp: unknown;
}): CheckSettings {
  return checkSettingsSchema.parse({
    residentRegister: stored.residentRegister ?? undefined,
    knownHelp: stored.knownHelp ?? undefined,
  });
}

/** The municipalities that look people up, by the configuration in force today. Read again after a while. */
export class CheckingMunicipalities {
  private known: ReadonlyMap<MunicipalityCode, CheckSettings> = new Map();
  private readOn: Day | null = null;
  private readAtMs = 0;

  /** @param freshMs machine time for which what was read is used again: a policy in force changes rarely */
  constructor(private readonly freshMs = 5_000) {}

  async settings(tx: Transaction, today: Day): Promise<ReadonlyMap<MunicipalityCode, CheckSettings>> {
    if (this.readOn === today && Date.now() - this.readAtMs < this.freshMs) return this.known;
    const stored = await readCheckConfigurations(tx, today);
    const parsed = stored.map((row) => [row.municipality, parseCheckSettings(row)] as const);
    this.known = new Map(parsed.filter(([, settings]) => looksUp(settings)));
    this.readOn = today;
    this.readAtMs = Date.now();
    return this.known;
  }
}

/** The municipalities as the statements ask for them. */
export function checkingSince(
  settings: ReadonlyMap<MunicipalityCode, CheckSettings>,
  nowMs: number,
): readonly CheckingMunicipality[] {
  return [...settings].map(([municipality, one]) => ({
    municipality,
    freshSince: new Date(nowMs - one.residentRegister.freshForVisitHours * hourMs),
    whoeverCame: looksUpWhoeverCame(one),
  }));
}
