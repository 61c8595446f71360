import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { argv, stderr } from 'node:process';
import { asyncApiDocument } from './asyncapi.js';
import { PUBLISHED_SCHEMAS, publishedSchema } from './json-schemas.js';
import { creditorFieldsPage } from './creditor-fields-page.js';
import { privacyPage } from './privacy-page.js';

/**
 * Writes everything that is generated from the contracts below a folder, each file at its place in the project:
 * libs/contracts/generated/, docs/privacy.md and docs/creditor-fields.md. Run with the project's own folder it renews them; run with an empty
 * one it gives what the committed files should be.
 */
export function generate(folder: string): readonly string[] {
  const written: string[] = [];
  const write = (file: string, content: string): void => {
    const place = path.join(folder, file);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, content);
    written.push(file);
  };
  write('libs/contracts/generated/asyncapi.yaml', asyncApiDocument());
  for (const [name, schema] of Object.entries(PUBLISHED_SCHEMAS)) {
    const json = JSON.stringify(publishedSchema(name, schema), null, 2);
    write(`libs/contracts/generated/schemas/${name}.json`, `${json}\n`);
  }
  write('docs/privacy.md', privacyPage());
  write('docs/creditor-fields.md', creditorFieldsPage());
  return written;
}

if (require.main === module) {
  const folder = argv[2];
  if (folder === undefined) {
    stderr.write('usage: node dist/libs/contracts/src/generate/main.js FOLDER\n');
    process.exitCode = 2;
  } else {
    generate(folder);
  }
}
