import { withSharedSchemas } from '#platform';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

import { FiguresModule } from './monitor.module.js';

/** The version of the API: `/v1` is its major part, the header `API-Version` carries it whole. */
export const apiVersion = '1.0.0';

/** The description of the figures, out of the declarations on their routes; health and metrics are the operator's. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('Eropaf: cijfers')
    .setDescription(
      'Contactgraad en meldkwaliteit van een gemeente, voor haar eigen medewerkers. Foutmeldingen volgen RFC 9457.',
    )
    .setVersion(apiVersion)
    .setLicense('EUPL-1.2', 'https://eupl.eu/1.2/nl/')
    .addServer('/')
    .addSecurity('bearer', {
      type: 'http',
      scheme: 'bearer',
      description: 'Een token van de demo: `<geheim>.<gemeente>.<rol>.<gebruiker>`.',
    })
    .build();
  const document = SwaggerModule.createDocument(app, builder, {
    autoTagControllers: false,
    include: [FiguresModule],
  });
  return withSharedSchemas(document);
}
