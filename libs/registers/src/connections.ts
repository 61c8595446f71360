import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';

import { z } from 'zod';

import { GuardedClient, guardDefaults } from './http/guarded-client.js';
import { JsonClient, type Endpoint } from './http/json-client.js';

const requestsPerSecondMax = 100;
const timeoutMsDefault = 10_000;
const municipalitiesMax = 400;

const url = z.url({ protocol: /^https?$/ });
const file = z.string().min(1).max(500);

const way = z
  .strictObject({
    url,
    /** A file that holds the key and nothing else, as a secret is mounted. */
    apiKeyFile: file.optional(),
    apiKeyHeader: z
      .string()
      .regex(/^[A-Za-z0-9-]{1,40}$/)
      .default('X-API-KEY'),
    certificateFile: file.optional(),
    certificateKeyFile: file.optional(),
    authorityFile: file.optional(),
    requestsPerSecond: z.number().min(0.1).max(requestsPerSecondMax).default(guardDefaults.requestsPerSecond),
    timeoutMs: z.int().min(100).max(30_000).default(timeoutMsDefault),
  })
  .superRefine((given, context) => {
    if ((given.certificateFile === undefined) !== (given.certificateKeyFile === undefined))
      context.addIssue({ code: 'custom', message: 'certificate and key go together', input: given });
    const host = new URL(given.url);
    const local = host.hostname === '127.0.0.1' || host.hostname === 'localhost' || host.hostname === '[::1]';
    // Names, birth dates and BSNs go over it.
    if (host.protocol === 'http:' && !local)
      context.addIssue({ code: 'custom', path: ['url'], message: 'must be https', input: given });
  });
type Way = z.infer<typeof way>;

const gemeente = z.string().regex(/^GM[0-9]{4}$/);
const ways = z
  .record(gemeente, way)
  .refine((record) => Object.keys(record).length <= municipalitiesMax, 'too many municipalities')
  .default({});

/**
 * Each municipality asks under its own name: the BRP logs who asked about whom, and one municipality may not see
 * whom another looks up. So there is a way for each, and none for all.
 */
export const connectionsSchema = z.strictObject({ brp: ways, knownHelp: ways });

/** The file cannot be used; `faults` names places and rules, never what stands there. */
export class ConnectionsInvalid extends Error {
  override readonly name = 'ConnectionsInvalid';

  constructor(readonly faults: readonly string[]) {
    super(`The file of registers cannot be used:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  }
}

/** The ways to the registers of the municipalities, opened. */
export interface Connections {
  readonly brp: ReadonlyMap<string, GuardedClient>;
  readonly knownHelp: ReadonlyMap<string, GuardedClient>;
  close(): void;
}

export const noConnections: Connections = { brp: new Map(), knownHelp: new Map(), close: () => undefined };

/**
 * Reads the file of registers and the secrets that it names; their paths are relative to it.
 *
 * @throws ConnectionsInvalid with all faults together, before anything connects
 */
export function openConnections(path: string): Connections {
  const faults: string[] = [];
  const read = (place: string, name: string | undefined): Buffer | undefined => {
    if (name === undefined) return undefined;
    try {
      return readFileSync(isAbsolute(name) ? name : join(dirname(path), name));
    } catch {
      faults.push(`${place}: the file cannot be read`);
      return undefined;
    }
  };
  const parsed = connectionsSchema.safeParse(parseJson(read('the file', path)));
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new ConnectionsInvalid([...faults, ...wrong]);
  }
  const open = (kind: 'brp' | 'knownHelp'): Map<string, GuardedClient> =>
    new Map(
      Object.entries(parsed.data[kind]).map(([municipality, given]) => {
        const endpoint = endpointOf(given, (name) => read(`${kind}.${municipality}`, name));
        const limits = { ...guardDefaults, requestsPerSecond: given.requestsPerSecond };
        return [municipality, new GuardedClient(new JsonClient(endpoint), limits)];
      }),
    );
  const [brp, knownHelp] = [open('brp'), open('knownHelp')];
  const close = (): void => {
    for (const client of [...brp.values(), ...knownHelp.values()]) client.close();
  };
  if (faults.length > 0) {
    close();
    throw new ConnectionsInvalid(faults);
  }
  return { brp, knownHelp, close };
}

function parseJson(bytes: Buffer | undefined): unknown {
  try {
    return bytes === undefined ? undefined : JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new ConnectionsInvalid(['it is not JSON']);
  }
}

function endpointOf(given: Way, read: (name: string | undefined) => Buffer | undefined): Endpoint {
  const key = read(given.apiKeyFile)?.toString('utf8').trim();
  const [cert, certKey, ca] = [
    read(given.certificateFile),
    read(given.certificateKeyFile),
    read(given.authorityFile),
  ];
  return {
    url: new URL(given.url),
    headers: key === undefined ? {} : { [given.apiKeyHeader]: key },
    tls: {
      ...(cert === undefined ? {} : { cert }),
      ...(certKey === undefined ? {} : { key: certKey }),
      ...(ca === undefined ? {} : { ca }),
    },
    timeoutMs: given.timeoutMs,
  };
}
