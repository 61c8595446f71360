import { isDeepStrictEqual } from 'node:util';

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

/**
 * Every schema with a title stands once, under that title, and is referred to elsewhere: a client gets one type of
 * it, and the problem of every route is not written out a hundred times.
 */
function withSharedSchemas(document: OpenAPIObject): OpenAPIObject {
  const shared = new Map<string, unknown>();
  const visit = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(visit);
    if (typeof node !== 'object' || node === null) return node;
    const visited = Object.fromEntries(Object.entries(node).map(([name, value]) => [name, visit(value)]));
    const { title } = visited;
    if (typeof title !== 'string' || visited['type'] !== 'object') return visited;
    if (shared.has(title) && !isDeepStrictEqual(shared.get(title), visited)) {
      throw new Error(`two different schemas are called ${title}`);
    }
    shared.set(title, visited);
    return { $ref: `#/components/schemas/${title}` };
  };
  const paths = visit(document.paths) as OpenAPIObject['paths'];
  const schemas = Object.fromEntries(
    [...shared.entries()].sort(([left], [right]) => (left < right ? -1 : 1)),
  );
  return {
    ...document,
    paths,
    components: {
      ...document.components,
      schemas: schemas as NonNullable<OpenAPIObject['components']>['schemas'] & object,
    },
  };
}
