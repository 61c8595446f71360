// A worker of an outside party that does house visits for a municipality. It takes jobs from the queue that is its
// own, claims each task at the desk, completes the job at once, and reports the outcome when the visit was made.
//
//   REDIS_URL=redis://USER:PASSWORD@HOST:6379 DESK_URL=https://DESK DESK_TOKEN=… node external-worker.mjs
//
// A job says "this is yours to claim" and holds ids only. What is needed for the visit comes with the claim; keep it
// no longer than the visit takes, and write it to no log.
import { env } from 'node:process';
import { Worker } from 'bullmq';

const redis = new URL(env.REDIS_URL);
const queue = env.QUEUE ?? 'house-visits--GM0505--demo';

const desk = async (path, body) => {
  const answer = await fetch(`${env.DESK_URL}/v1/taken/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${env.DESK_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
};

const worker = new Worker(
  queue,
  async ({ data: { taskId, generation } }) => {
    const claim = await desk(`${taskId}/claim`, { generatie: generation });
    // The task was taken back, or given out again in a later round: there is nothing to do.
    if (claim.status === 404 || claim.status === 409) return;
    if (claim.status >= 300) throw new Error(`the desk answered ${claim.status}`);
    // The job ends here. The claim lasts for days; a visit that is not reported by then is asked after.
    setImmediate(() => visitAndReport(claim.body));
  },
  {
    prefix: env.QUEUE_PREFIX ?? '{eropaf}',
    connection: {
      host: redis.hostname,
      port: Number(redis.port || 6379),
      username: decodeURIComponent(redis.username),
      password: decodeURIComponent(redis.password),
    },
  },
);
worker.on('error', (error) => process.stderr.write(`${error.message}\n`));

// In real life hours or days lie between claim and report. Here everybody is out, and a card is left.
async function visitAndReport({ taakId, termijn, dagdeel }) {
  const contactpoging = { soort: 'Huisbezoek', bereikt: false, richting: 'uitgaand' };
  const report = await desk(`${taakId}/afronden`, {
    contactpoging: { ...contactpoging, datum: termijn, dagdeel: dagdeel ?? 'Middag' },
  });
  process.stdout.write(`${taakId}: the desk answered ${report.status}\n`);
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => worker.close());
