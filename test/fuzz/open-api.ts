import { packageRoot } from '#postgres';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The part of a schema of OpenAPI 3 that our descriptions use. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

interface Operation {
  readonly parameters?: readonly {
    readonly in: 'path' | 'query';
    readonly name: string;
    readonly required?: boolean;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, unknown>>;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** One route of one of our APIs, as it is described to whoever builds on it. */
export interface Route {
  readonly app: 'desk' | 'monitor';
  readonly method: string;
  readonly path: string;
  readonly parameters: NonNullable<Operation['parameters']>;
  readonly body: Schema | null;
  readonly statuses: readonly number[];
}

function described(app: Route['app'], file: string): readonly Route[] {
  const text = readFileSync(join(packageRoot(), 'libs/contracts/generated', file), 'utf8');
  const { components, paths } = JSON.parse(text) as Description;
  const resolved = (schema: Schema): Schema => {
    const { $ref } = schema;
    const whole = $ref === undefined ? schema : (components.schemas[$ref.split('/').at(-1) ?? ''] ?? {});
    return {
      ...whole,
      ...(whole.items === undefined ? {} : { items: resolved(whole.items) }),
      ...(whole.anyOf === undefined ? {} : { anyOf: whole.anyOf.map(resolved) }),
      ...(whole.properties === undefined
        ? {}
        : {
            properties: Object.fromEntries(
              Object.entries(whole.properties).map(([name, member]) => [name, resolved(member)]),
            ),
          }),
    };
  };
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { parameters, requestBody, responses }]) => {
      const schema = requestBody?.content['application/json']?.schema;
      return {
        app,
        method: method.toUpperCase(),
        path,
        parameters: parameters ?? [],
        body: schema === undefined ? null : resolved(schema),
        statuses: Object.keys(responses).map(Number),
      };
    }),
  );
}

/** Every described route of both APIs. */
export const routes: readonly Route[] = [
  ...described('desk', 'openapi.json'),
  ...described('monitor', 'openapi-monitor.json'),
];
