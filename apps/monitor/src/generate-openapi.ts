import 'reflect-metadata';

import { writeDescription } from '#platform';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

import type { ContactFigures } from './figures/contact-figures.js';
import type { CreditorQualityFigures } from './figures/creditor-quality.js';
import { FiguresModule } from './monitor.module.js';
import { openApiDocument } from './openapi.js';

/**
 * Writes the description of the figures: `node dist/apps/monitor/src/generate-openapi.js OUT`, where OUT is a file,
 * or a folder that gets `openapi-monitor.json`. Nothing is opened for it.
 */
async function main(): Promise<void> {
  const out = process.argv[2];
  if (out === undefined) throw new Error('Usage: generate-openapi.js FILE | FOLDER');
  const app = await NestFactory.create<NestFastifyApplication>(
    FiguresModule.register({
      // No request comes here, so nobody looks at the figures.
      contact: {} as ContactFigures,
      quality: {} as CreditorQualityFigures,
      demoToken: 'no request comes here',
    }),
    new FastifyAdapter(),
    { logger: false, abortOnError: false },
  );
  const document = openApiDocument(app);
  await app.close();
  writeDescription(document, out, 'openapi-monitor.json');
}

main().catch((error: unknown) => {
  process.stderr.write(`${String((error as Error).stack ?? error)}\n`);
  process.exit(1);
});
