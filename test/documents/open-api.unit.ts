import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Spectral, type RulesetDefinition } from '@stoplight/spectral-core';
import { casing, enumeration, pattern, truthy } from '@stoplight/spectral-functions';

const folder = join(__dirname, '..', '..', 'libs/contracts/generated');
const read = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, unknown>;

/** The NLGov API Design Rules as far as a description shows them; each rule bears the name it has there. */
const designRules: RulesetDefinition = {
  rules: {
    'doc-openapi': {
      given: '$',
      severity: 'error',
      then: { field: 'openapi', function: pattern, functionOptions: { match: '^3\\.\\d+\\.\\d+$' } },
    },
    semver: {
      given: '$.info',
      severity: 'error',
      then: { field: 'version', function: pattern, functionOptions: { match: '^\\d+\\.\\d+\\.\\d+$' } },
    },
    'uri-version': {
      given: '$.paths',
      severity: 'error',
      then: { field: '@key', function: pattern, functionOptions: { match: '^/v\\d+/' } },
    },
    'no-trailing-slash': {
      given: '$.paths',
      severity: 'error',
      then: { field: '@key', function: pattern, functionOptions: { notMatch: '/$' } },
    },
    'path-segments-kebab-case': {
      given: '$.paths',
      severity: 'error',
      then: {
        field: '@key',
        function: pattern,
        functionOptions: { match: '^(?:/(?:[a-z0-9]+(?:-[a-z0-9]+)*|\\{[^}]+\\}))+$' },
      },
    },
    'http-methods': {
      given: '$.paths[*]',
      severity: 'error',
      then: {
        field: '@key',
        function: enumeration,
        functionOptions: { values: ['get', 'post', 'put', 'patch', 'delete', 'head'] },
      },
    },
    'query-keys-camel-case': {
      given: `$.paths[*][*].parameters[?(@.in=='query')].name`,
      severity: 'error',
      then: { function: casing, functionOptions: { type: 'camel' } },
    },
    'property-keys-camel-case': {
      given: '$..properties',
      severity: 'error',
      then: { field: '@key', function: casing, functionOptions: { type: 'camel' } },
    },
    'problem-details': {
      given: '$.paths[*][*].responses[?(@property.match(/^[45]/))].content',
      severity: 'error',
      then: { field: 'application/problem+json', function: truthy },
    },
    'operation-named': {
      given: '$.paths[*][*]',
      severity: 'error',
      then: [
        { field: 'operationId', function: truthy },
        { field: 'summary', function: truthy },
      ],
    },
  },
};

async function breaches(document: Record<string, unknown>): Promise<readonly string[]> {
  const spectral = new Spectral();
  spectral.setRuleset(designRules);
  const found = await spectral.run(document);
  return found.map(({ code, path }) => `${code}: ${path.join(' ')}`);
}

describe('the API Design Rules', () => {
  test.each(['openapi.json', 'openapi-monitor.json'])('hold in %s', async (name) => {
    expect(await breaches(read(name))).toEqual([]);
  });

  test('are told apart from a description that breaks each of them', async () => {
    const operation = {
      parameters: [{ in: 'query', name: 'per_page' }],
      responses: {
        404: {
          description: 'x',
          content: { 'application/json': { schema: { properties: { is_weg: { type: 'string' } } } } },
        },
      },
    };
    const found = await breaches({
      openapi: '2.0',
      info: { version: '1' },
      paths: { '/Mijn_taken/': { trace: operation } },
    });
    const broken = new Set(found.map((one) => one.split(':', 1)[0]));
    expect([...broken].sort()).toEqual(Object.keys(designRules.rules ?? {}).sort());
  });
});
