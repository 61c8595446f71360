import type { CheckSettings, RegisterCheckJob } from '#contracts';
import { dayOf, retryDelayMs, type CheckOutcome, type Day, type MunicipalityCode } from '#domain';
import type { Clock } from '#platform';
import {
  endCheck,
  lockOpenCheck,
  postponeCheck,
  readOpenCheck,
  readPersonOfCheck,
  registersInForce,
  type CheckVersion,
  type MunicipalDatabase,
  type OpenCheck,
  type PersonOfCheck,
} from '#postgres';
import {
  RegisterRefused,
  RegisterUnavailable,
  type BsnVault,
  type Connections,
  type Finding,
  type HelpFound,
  type SoughtResident,
} from '#registers';

import { parseCheckSettings } from './checking-municipalities.js';
import { municipalRegisters } from './municipal-registers.js';
import { brpAsked, helpAsked, NotedUses, type Asked } from './note-uses.js';
import { storeAnswer } from './store-answer.js';

/**
 * What became of a job. `not-ours`: another generation, or another copy was quicker. With `postponed` and `refused`
 * comes why.
 */
export type CheckResult =
  CheckOutcome | `postponed: ${string}` | `refused: ${string}` | 'needless' | 'not-ours';

export interface ResidentCheckOptions {
  readonly database: MunicipalDatabase;
  readonly clock: Clock;
  readonly connections: Connections;
  readonly vault: BsnVault;
}

/** What a municipality's sources said about one person. */
export interface Checked {
  readonly outcome: CheckOutcome;
  /** Null where no register was asked. */
  readonly finding: Finding | null;
  readonly help: HelpFound | null;
  /** The questions that were put, as they are noted. */
  readonly registerUses: readonly string[];
  readonly helpUses: readonly string[];
}

/** No answer of ours can mend a refusal of the access; a person does, and then all checks go on by themselves. */
const mendedByPeople: readonly string[] = ['not-authenticated', 'forbidden', 'not-acceptable'];
const mendedRetryAttempts = 20;

/** Asks about one person and stores what was answered: the question outside any transaction, the answer in one. */
export class ResidentCheck {
  constructor(private readonly options: ResidentCheckOptions) {}

  /** Errors of Postgres are thrown; those of a register put the check off. */
  async handle(job: RegisterCheckJob, signal: AbortSignal): Promise<CheckResult> {
    const { database, clock } = this.options;
    const check = { ...job, municipality: job.municipality as MunicipalityCode };
    const nowMs = await clock.nowMs();
    const read = await database.withMunicipality(check.municipality, async (tx) => {
      const open = await readOpenCheck(tx, check, dayOf(nowMs));
      if (open === undefined) return undefined;
      return { open, person: await readPersonOfCheck(tx, { ...check, ...open }) };
    });
    if (read === undefined) return 'not-ours';
    const { open, person } = read;
    const sought = person === undefined ? null : this.soughtOf(check.municipality, open, person);
    // Closed meanwhile, or anonymised: nobody may be looked up without a reason.
    if (!open.wanted || sought === null) return this.end(check, 'needless', null, nowMs);
    try {
      const settings = parseCheckSettings(open);
      const checked = await this.ask({ ...check, reason: open.reason }, settings, sought, signal, nowMs);
      return await storeAnswer(this.options, { check, open, checked, nowMs });
    } catch (error) {
      return this.afterFailure(check, open, error, nowMs);
    }
  }

  private soughtOf(
    municipality: MunicipalityCode,
    open: OpenCheck,
    person: PersonOfCheck,
  ): SoughtResident | null {
    const { surname, postcode, houseNumber } = person;
    if (surname === null || postcode === null || houseNumber === null) return null;
    const bsn =
      open.bsn === null ? null : this.options.vault.open(open.bsn, { municipality, personId: open.personId });
    return { ...person, municipality, bsn, surname, postcode, houseNumber };
  }

  private async ask(
    check: CheckVersion & Pick<OpenCheck, 'reason'>,
    settings: CheckSettings,
    sought: SoughtResident,
    signal: AbortSignal,
    nowMs: number,
  ): Promise<Checked> {
    const { connections, database } = this.options;
    const { municipality } = check;
    const askedOn = dayOf(nowMs);
    const local = await this.localAsked(check, settings, askedOn);
    const { residents, help } = municipalRegisters(connections, database, {
      municipality,
      settings,
      askedOn,
      localInForce: local !== null,
    });
    const registerUses = new NotedUses(database, check, nowMs, local ?? brpAsked);
    const finding = residents === null ? null : await residents.find(sought, signal, registerUses.before);
    // Of whom nothing is to be done here, no helper is asked either.
    const lives = finding === null || ['resident', 'moved-within'].includes(finding.residency);
    const aboutHelp = helpAsked(settings);
    const helpUses = aboutHelp === null ? null : new NotedUses(database, check, nowMs, aboutHelp);
    const found =
      help !== null && helpUses !== null && lives ? await help.find(sought, signal, helpUses.before) : null;
    return {
      outcome: found?.kind ?? finding?.residency ?? 'help-unknown',
      finding,
      help: found,
      registerUses: registerUses.useIds,
      helpUses: helpUses?.useIds ?? [],
    };
  }

  /** On what ground a local register is asked once more: before a house visit, while it is in force. */
  private async localAsked(
    { municipality, reason }: Pick<CheckVersion, 'municipality'> & Pick<OpenCheck, 'reason'>,
    { residentRegister }: CheckSettings,
    askedOn: Day,
  ): Promise<Asked | null> {
    if (residentRegister.source !== 'local' || reason !== 'before-visit') return null;
    const [register] = await this.options.database.withMunicipality(municipality, (tx) =>
      registersInForce(tx, [municipality], askedOn),
    );
    return register === undefined ? null : { source: 'local-register', ground: register.ground };
  }

  private async afterFailure(
    check: CheckVersion,
    open: OpenCheck,
    error: unknown,
    nowMs: number,
  ): Promise<CheckResult> {
    if (error instanceof RegisterRefused && !mendedByPeople.includes(error.code))
      return this.end(check, 'refused', error.code, nowMs);
    if (!(error instanceof RegisterRefused) && !(error instanceof RegisterUnavailable)) throw error;
    const delayMs =
      error instanceof RegisterRefused
        ? retryDelayMs(mendedRetryAttempts, null)
        : retryDelayMs(open.attempts + 1, error.retryAfterMs);
    const postponed = await this.options.database.withMunicipality(check.municipality, (tx) =>
      postponeCheck(tx, check, { retryAtMs: Date.now() + delayMs, fault: error.code }),
    );
    return postponed ? `postponed: ${error.code}` : 'not-ours';
  }

  private end(
    check: CheckVersion,
    state: 'refused' | 'needless',
    fault: string | null,
    nowMs: number,
  ): Promise<CheckResult> {
    return this.options.database.withMunicipality(check.municipality, async (tx): Promise<CheckResult> => {
      if (!(await lockOpenCheck(tx, check))) return 'not-ours';
      await endCheck(tx, check, { state, outcome: null, fault, inDoubt: false, nowMs });
      return state === 'refused' ? `refused: ${fault ?? ''}` : state;
    });
  }
}
