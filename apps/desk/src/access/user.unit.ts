import type { Role } from '#contracts';

import { actions, mayDo } from './permissions.js';
import { userOfToken, type User } from './user.js';

const secret = 'demo.secret.with.dots';

describe('demo tokens', () => {
  test('name a municipality, a role and a user', () => {
    expect(userOfToken(`${secret}.GM0505.team-lead.noor`, secret)).toEqual({
      municipality: 'GM0505',
      role: 'team-lead',
      actor: 'noor',
      executor: 'desk',
    });
    expect(userOfToken(`${secret}.GM0505.external:demo.bo`, secret)).toMatchObject({
      actor: 'external:demo/bo',
      executor: 'external:demo',
    });
  });

  test.each([
    '',
    secret,
    `${secret}.GM0505.team-lead`,
    `${secret}x.GM0505.team-lead.noor`,
    `x${secret}.GM0505.team-lead.noor`,
    `${secret}.gm0505.team-lead.noor`,
    `${secret}.GM0505.team-lead.`,
    `${secret}.GM0505.team-lead.Noor`,
    `${secret}.GM0505.external:x/y.noor`,
    `${secret}.GM0505.team-lead.noor.`,
  ])('of another form are none: %s', (token) => {
    expect(userOfToken(token, secret)).toBeUndefined();
  });
});

describe('permissions', () => {
  const user = (role: Role): User => ({
    municipality: 'GM0505' as User['municipality'],
    role,
    actor: 'x',
    executor: 'desk',
  });

  test('the team lead may do everything, an outside party its tasks', () => {
    expect(actions.filter((action) => !mayDo(user('team-lead'), action))).toEqual([]);
    expect(actions.filter((action) => mayDo(user('external:demo'), action))).toEqual([
      'list-tasks',
      'claim-task',
      'release-task',
      'complete-task',
    ]);
  });
});
