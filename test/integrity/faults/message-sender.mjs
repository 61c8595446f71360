// A sender of messages with an effect outside, as a process of its own: what `deliver` is for, though no channel of the
// product uses it yet. It does the one task that it is told of, by a fake channel that keeps a ledger.
//
//   CRASH_ROOT=… CHANNEL_URL=http://127.0.0.1:… TASK='{"municipality":…,"taskId":…,"generation":…}' node message-sender.mjs
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { env, exit, pid, stdout } from 'node:process';

const root = env.CRASH_ROOT;
const require = createRequire(join(root, 'package.json'));
const { MunicipalDatabase } = require('#postgres');
const { machineClock, readConfiguration } = require('#platform');
const { deliver } = require(join(root, 'dist/apps/outreach/src/deliver.js'));

const configuration = readConfiguration(['EROPAF_POSTGRES_PASSWORD_WORKER']);
const database = await MunicipalDatabase.open({
  host: configuration.EROPAF_POSTGRES_HOST,
  port: configuration.EROPAF_POSTGRES_PORT,
  database: configuration.EROPAF_POSTGRES_DATABASE,
  role: 'worker',
  password: configuration.EROPAF_POSTGRES_PASSWORD_WORKER,
  poolMax: 2,
  applicationName: 'sender',
});
const channel = {
  kind: 'SMS/Whatsapp',
  effectTimeoutMs: 10_000,
  prepare: () => Promise.resolve('a message'),
  send: async (_message, idempotencyKey, signal) => {
    const answer = await fetch(`${env.CHANNEL_URL}/${idempotencyKey}`, { method: 'POST', signal });
    return { kind: answer.ok ? 'delivered' : 'refused' };
  },
};
const holder = { name: `sender:${pid}`, leaseMs: 60_000 };
const result = await deliver({ database, clock: machineClock, holder }, channel, JSON.parse(env.TASK));
stdout.write(`${result}\n`);
await database.close();
exit(0);
