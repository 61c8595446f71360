import { createHash } from 'node:crypto';

/** Shortest password of an external worker, in characters. */
const PASSWORD_LENGTH_MIN = 20;
const SAFE = /^[A-Za-z0-9{}-]+$/;

/**
 * What a BullMQ 6 Worker of one queue sends itself: its connection, its scripts, the blocking wait, and reading a job.
 * `INFO` is its check of the server's version; it shows figures of the server, no keys and no data. `CLIENT SETINFO`
 * is missing on purpose: Redis before 7.2 refuses rules that name it, and ioredis does without.
 */
const CONNECTION_COMMANDS = ['hello', 'ping', 'quit', 'info', 'client|setname', 'client|id'] as const;
const SCRIPT_COMMANDS = ['eval', 'evalsha', 'bzpopmin'] as const;

/**
 * What the scripts of a Worker call (moveToActive, moveToFinished, moveToDelayed, retryJob, moveStalledJobsToWait,
 * extendLock(s), releaseLock, moveJobFromActiveToWait, updateProgress, updateData, addLog, saveStacktrace): Redis
 * checks the rights of the caller inside a script too. Deliberately a list and no categories: SCAN, KEYS and
 * RANDOMKEY show names of keys whatever the key pattern says, and those hold ids of other municipalities' tasks.
 */
const DATA_COMMANDS = [
  ...['del', 'exists', 'get', 'incr', 'pexpire', 'pttl', 'set'],
  ...['hdel', 'hexists', 'hget', 'hgetall', 'hincrby', 'hmget', 'hmset', 'hset'],
  ...['llen', 'lpush', 'lrange', 'lrem', 'ltrim', 'rpoplpush', 'rpush'],
  ...['sadd', 'scard', 'smembers', 'srem'],
  ...['xadd', 'xtrim'],
  ...['zadd', 'zcard', 'zpopmin', 'zrange', 'zrangebyscore', 'zrem', 'zremrangebyrank', 'zremrangebyscore'],
  ...['zrevrange', 'zrevrangebyscore', 'zscore'],
] as const;

/** Name of the Redis user of one external executor's queue. */
export function externalAclUser(queueName: string): string {
  return `worker--${queueName}`;
}

/**
 * The rules of that user, as the arguments of `ACL SETUSER <user>`: it can run a BullMQ Worker on its queue and reach
 * nothing else, neither keys nor channels. The password is only given as its SHA-256, so the rules may lie in a file.
 * Setting them again replaces what was there, also an earlier password.
 *
 * @throws {RangeError} when a part could widen the key pattern, or the password is short.
 */
export function externalAclRules(options: {
  readonly prefix: string;
  readonly queueName: string;
  readonly password: string;
}): readonly string[] {
  if (!SAFE.test(options.prefix) || !SAFE.test(options.queueName)) {
    throw new RangeError('Prefix and queue name may hold letters, digits, hyphens and braces only.');
  }
  if (options.password.length < PASSWORD_LENGTH_MIN) {
    throw new RangeError(`A password has at least ${PASSWORD_LENGTH_MIN} characters.`);
  }
  return [
    'reset',
    'on',
    `#${createHash('sha256').update(options.password).digest('hex')}`,
    `~${options.prefix}:${options.queueName}:*`,
    'resetchannels',
    '-@all',
    ...[...CONNECTION_COMMANDS, ...SCRIPT_COMMANDS, ...DATA_COMMANDS].map((command) => `+${command}`),
  ];
}
