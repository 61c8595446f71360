import type { BeforeQuestion, SoughtResident } from '../resident-register.js';

/** That somebody is helped already, and by whom (domain rule 6). */
export interface HelpFound {
  readonly kind: 'known-at-debt-help' | 'known-elsewhere';
  /** Who helps, as the municipality calls it: an organisation or a team, never a person. */
  readonly helper: string;
}

/**
 * Whether a person is at debt help or in another trajectory. Empty by default: `null` says that nobody is known to
 * help, not that nobody does.
 *
 * @throws RegisterUnavailable; RegisterRefused
 */
export interface KnownHelp {
  find(sought: SoughtResident, signal: AbortSignal, before: BeforeQuestion): Promise<HelpFound | null>;
}
