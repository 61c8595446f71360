import { withSharedSchemas } from '#platform';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

/** The version of the API: `/v1` is its major part, the header `API-Version` carries it whole. */
export const apiVersion = '1.0.0';

/** The description of the API, out of the declarations on its routes. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('Eropaf: werkbak en zaken')
    .setDescription(
      'De werkbak van de medewerkers die op vroegsignalen afgaan. Foutmeldingen volgen RFC 9457; in een URL staan nooit persoonsgegevens.',
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
  const document = SwaggerModule.createDocument(app, builder, { autoTagControllers: false });
  return withSharedSchemas(document);
}
