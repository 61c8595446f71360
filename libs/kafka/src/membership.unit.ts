import { Membership } from './membership.js';

const membership = (): Membership => new Membership(3_000);

test('who has not joined, or has left, is no member', () => {
  const one = membership();
  expect(one.fault(0)).toBe('membership');
  one.heard(1_000);
  expect(one.fault(1_000)).toBeNull();
  one.left();
  expect(one.fault(1_000)).toBe('membership');
});

test('a coordinator that is silent for five heartbeats is missed, until it answers', () => {
  const one = membership();
  one.heard(1_000);
  expect(one.fault(16_000)).toBeNull();
  expect(one.fault(16_001)).toBe('heartbeat');
  one.heard(20_000);
  expect(one.fault(20_000)).toBeNull();
});
