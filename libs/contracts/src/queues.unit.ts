import { channels } from '#domain';
import { feedbackDataSchema, outreachQueueList, outreachQueues, FEEDBACK_WORDS } from './index.js';

const job = { municipality: 'GM0505', taskId: '0b6d2a3e-6f1f-4a5b-8a52-0f3a0c9d1e2f', generation: 2 };

it('there is one queue for each channel', () => {
  expect(outreachQueueList.map(({ name }) => name)).toEqual([...channels]);
});

it('a job id names municipality, task and generation, without a colon', () => {
  const id = outreachQueues.letters.jobId(job);
  expect(id).toBe('GM0505-0b6d2a3e-6f1f-4a5b-8a52-0f3a0c9d1e2f-2');
  expect(id).not.toContain(':');
});

it('a payload holds ids and nothing else', () => {
  expect(outreachQueues.calls.schema.safeParse(job).success).toBe(true);
  for (const more of [
    { name: 'Jansen' },
    { taskId: 'x' },
    { generation: 0 },
    { municipality: 'Dordrecht' },
  ]) {
    expect(outreachQueues.calls.schema.safeParse({ ...job, ...more }).success).toBe(false);
  }
});

it('a feedback holds no name, address or amount', () => {
  const feedback = {
    signaal: 'a',
    gemeentecode: 'GM0505',
    oordeel: FEEDBACK_WORDS.refused,
    revisie: 1,
    datum: '2026-03-20',
  };
  const faults = [{ plaats: '/data/persoon/achternaam', code: 'malformed' }];
  expect(feedbackDataSchema.safeParse({ ...feedback, fouten: faults }).success).toBe(true);
  for (const more of [
    { persoon: {} },
    { bedragInCenten: 1 },
    { fouten: [{ plaats: '/x y', code: 'malformed' }] },
    { oordeel: 'schuldhulp' },
  ]) {
    expect(feedbackDataSchema.safeParse({ ...feedback, ...more }).success).toBe(false);
  }
});
