import { clockSetCommand, clockShowCommand } from './clock-command.js';
import type { Command } from './command.js';
import { creditorsLoadCommand, creditorsShowCommand } from './creditors-command.js';
import { demoCommand } from './demo/demo-command.js';
import { externalAccessCommand } from './external-access-command.js';
import { explainCommand } from './explain-command.js';
import { matchDedupeCommand } from './match/match-dedupe-command.js';
import { matchEstimateCommand } from './match/match-estimate-command.js';
import { matchLinkCommand } from './match/match-link-command.js';
import {
  knownHelpDropCommand,
  knownHelpListCommand,
  knownHelpLoadCommand,
} from './known-help/known-help-command.js';
import { migrateCommand } from './migrate-command.js';
import { offsetsAcceptGapCommand, offsetsRewindCommand } from './offsets-decide-command.js';
import { offsetsShowCommand } from './offsets-show-command.js';
import { policyActivateCommand, policyValidateCommand } from './policy-command.js';
import { policyDiffCommand, policyShowCommand } from './policy-show-command.js';
import { quarantineListCommand } from './quarantine-list-command.js';
import { quarantinePurgeCommand } from './quarantine-purge-command.js';
import { quarantineReplayCommand } from './quarantine-replay-command.js';
import { recoverCommand } from './recover-command.js';
import { settleCommand } from './settle-command.js';
import { populationCommand } from './register/population-command.js';
import {
  registerEraseCommand,
  registerLoadCommand,
  registerStatusCommand,
} from './register/register-commands.js';
import { schemaCommand } from './schema-command.js';
import { signalValidateCommand } from './signal-validate-command.js';
import { simulateCommand } from './simulate/simulate-command.js';
import { topicsCommand } from './topics-command.js';

/** Every command, in the order in which `eropaf --help` lists them. */
export const commands: readonly Command[] = [
  migrateCommand,
  schemaCommand,
  creditorsLoadCommand,
  creditorsShowCommand,
  topicsCommand,
  policyValidateCommand,
  policyShowCommand,
  policyDiffCommand,
  policyActivateCommand,
  simulateCommand,
  signalValidateCommand,
  matchLinkCommand,
  matchDedupeCommand,
  matchEstimateCommand,
  knownHelpLoadCommand,
  knownHelpListCommand,
  knownHelpDropCommand,
  populationCommand,
  registerLoadCommand,
  registerStatusCommand,
  registerEraseCommand,
  quarantineListCommand,
  quarantineReplayCommand,
  quarantinePurgeCommand,
  offsetsShowCommand,
  offsetsAcceptGapCommand,
  offsetsRewindCommand,
  recoverCommand,
  settleCommand,
  explainCommand,
  clockShowCommand,
  clockSetCommand,
  externalAccessCommand,
  demoCommand,
];
