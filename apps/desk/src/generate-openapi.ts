import 'reflect-metadata';

import { writeDescription } from '#platform';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

import type { Desk } from './desk.js';
import { DeskModule } from './desk.module.js';
import { openApiDocument } from './openapi.js';

/**
 * Writes the description of the API: `node dist/apps/desk/src/generate-openapi.js OUT`, where OUT is a file, or a
 * folder that gets `openapi.json`. Nothing is opened for it.
 */
async function main(): Promise<void> {
  const out = process.argv[2];
  if (out === undefined) throw new Error('Usage: generate-openapi.js FILE | FOLDER');
  // No request comes here, so no use case looks at the desk.
  const nothing = {} as Desk;
  const app = await NestFactory.create<NestFastifyApplication>(
    DeskModule.register(nothing, 'no request comes here'),
    new FastifyAdapter(),
    { logger: false, abortOnError: false },
  );
  const document = openApiDocument(app);
  await app.close();
  writeDescription(document, out, 'openapi.json');
}

main().catch((error: unknown) => {
  process.stderr.write(`${String((error as Error).stack ?? error)}\n`);
  process.exit(1);
});
