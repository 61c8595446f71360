import { eventSource } from '#contracts';
import { configurationSchema } from '#platform';

const configured = configurationSchema.shape.EROPAF_EVENT_SOURCE;
const contract = eventSource('who says it');

const oin = 'urn:nld:oin:00000099999999990000';

test.each([oin, `${oin}:vroegsignalering`, `${oin}.a`, `${oin}:a.b-c_d`])('%s may say it', (source) => {
  expect(configured.safeParse(source).success).toBe(true);
  // What the configuration lets through, the contract of our own events does too.
  expect(contract.safeParse(source).success).toBe(true);
});

test.each([
  ['', 'nothing'],
  ['urn:nld:kvknr:90000101', 'a municipality or its operator has an OIN'],
  ['urn:nld:oin:123', 'too short'],
  [`${oin}:`, 'a system without a name'],
  [`${oin}:a b`, 'a space'],
  [`x${oin}`, 'something before it'],
])('%j may not: %s', (source) => {
  expect(configured.safeParse(source).success).toBe(false);
});
