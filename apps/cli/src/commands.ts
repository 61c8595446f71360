import type { Command } from './command.js';
import { creditorsLoadCommand, creditorsShowCommand } from './creditors-command.js';
import { demoCommand } from './demo/demo-command.js';
import { migrateCommand } from './migrate-command.js';
import { policyActivateCommand, policyValidateCommand } from './policy-command.js';
import { schemaCommand } from './schema-command.js';
import { topicsCommand } from './topics-command.js';

/** Every command, in the order in which `eropaf --help` lists them. */
export const commands: readonly Command[] = [
  migrateCommand,
  schemaCommand,
  creditorsLoadCommand,
  creditorsShowCommand,
  topicsCommand,
  policyValidateCommand,
  policyActivateCommand,
  demoCommand,
];
