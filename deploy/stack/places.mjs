// Where things of the stack live. One clone may hold several stacks (the demo's in .stack, the tests' in .stack/test);
// tools that all of them share (jars, PostgreSQL's binaries) live in .tools.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the clone. */
export const clone = resolve(fileURLToPath(new URL('../..', import.meta.url)));

export const tools = join(clone, '.tools');
/** A short name that is different for every path, so that two clones never meet; or for every text. */
export const hashOf = (text) => createHash('sha256').update(text).digest('hex').slice(0, 10);

/** The list of Kafka's jars, and where they lie: another list has another folder, so that a changed one is fetched. */
export const kafkaPom = join(clone, 'deploy/stack/pom.xml');
export const kafkaLibs = join(tools, `kafka-libs-${hashOf(readFileSync(kafkaPom))}`);

/** Where PostgreSQL's files go when its user cannot reach the clone. `make clean` removes it. */
export const outsideClone = join('/var/tmp', `eropaf-${hashOf(clone)}`);

/**
 * The places of one stack.
 * @param {string} dir the stack's folder, absolute or relative to the clone
 */
export function placesOf(dir) {
  const root = resolve(clone, dir);
  const name =
    relative(clone, root)
      .replace(/[^a-z0-9]+/gi, '-')
      .replace(/^-+/, '') || 'stack';
  return {
    root,
    name,
    env: join(root, 'env'),
    composeEnv: join(root, 'compose.env'),
    ports: join(root, 'ports.json'),
    secrets: join(root, 'secrets.json'),
    kind: join(root, 'kind'),
    lock: join(root, 'lock'),
    logs: join(root, 'logs'),
    pids: join(root, 'pids'),
    objects: join(root, 'objects'),
  };
}
