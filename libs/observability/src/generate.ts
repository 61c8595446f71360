import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { stringify } from 'yaml';

import { alertRules, alertTests } from './alert-files.js';
import { dashboard } from './dashboard.js';

/** Writes rules, their tests and the dashboard into the folder of its last argument (`make generate`). */
const folder = argv.at(-1) ?? '';
const yaml = (document: object): string =>
  `# Generated from libs/observability by make generate.\n${stringify(document, { lineWidth: 0, aliasDuplicateObjects: false })}`;

mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'alerts.yml'), yaml(alertRules()));
writeFileSync(join(folder, 'alerts.test.yml'), yaml(alertTests('alerts.yml')));
writeFileSync(join(folder, 'dashboard.json'), `${JSON.stringify(dashboard(), null, 2)}\n`);
