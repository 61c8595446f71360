import { readConfiguration } from '#platform';
import { describeSchema, NationalDatabase } from '#postgres';

import type { Command } from './command.js';

export const schemaCommand: Command = {
  name: 'schema',
  summary: 'print the schema of the database, as libs/postgres/schema.sql holds it',
  usage: '',
  run: async (_args, io) => {
    const configuration = readConfiguration(['EROPAF_POSTGRES_PASSWORD_OWNER']);
    const database = await NationalDatabase.open({
      host: configuration.EROPAF_POSTGRES_HOST,
      port: configuration.EROPAF_POSTGRES_PORT,
      database: configuration.EROPAF_POSTGRES_DATABASE,
      role: 'owner',
      password: configuration.EROPAF_POSTGRES_PASSWORD_OWNER ?? '',
      poolMax: 1,
      applicationName: 'eropaf-cli',
    });
    try {
      io.out((await database.acrossMunicipalities(describeSchema)).trimEnd());
    } finally {
      await database.close();
    }
    return 0;
  },
};
