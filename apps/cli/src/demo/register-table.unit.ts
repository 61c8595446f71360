import { derivedId } from '#platform';
import type { AnswerOfRegister } from '#postgres';
import type { TownResident } from '#generator';

import { registerLines, wronglyFound } from './register-table.js';

const M = 'GM0957';
const one: TownResident = {
  id: 's1p1-0',
  house: { postcode: '6041AB', number: 12, letter: 'A', addition: '2' },
  registration: 'resident',
};
const other: TownResident = { ...one, id: 's1p1-1' };
const left: TownResident = { ...one, id: 's1p2-0', registration: 'left' };

const answer = (signal: string, change: Partial<AnswerOfRegister> = {}): AnswerOfRegister => ({
  signal_id: signal,
  answer: 'resident',
  moved: false,
  address_id: derivedId('address', M, '6041AB 12A-2'),
  person_id: 'p1',
  ...change,
});

test.each([
  ['the one it is about', one, {}, 0],
  ['somebody, where it is about nobody of the register', null, {}, 1],
  ['somebody at another address', one, { address_id: derivedId('address', M, '6041AB 12') }, 1],
  ['a resident, who has left', left, {}, 1],
  ['who has left', left, { answer: 'not-resident' }, 0],
  ['who has left, and lives there', one, { answer: 'not-resident' }, 1],
  ['who has died, and lives there', one, { answer: 'deceased' }, 1],
  ['nobody: a person is asked', null, { answer: 'nobody-found' }, 0],
] as const)('found is %s', (_, truth, change, wrong) => {
  expect(wronglyFound(M, [answer('s1', change)], new Map([['s1', truth]]))).toBe(wrong);
});

test('two people taken for one are one found wrongly', () => {
  const answers = [answer('s1'), answer('s2')];
  expect(wronglyFound(M, answers, new Map([['s1', one], ['s2', one]]))).toBe(0); // prettier-ignore
  expect(wronglyFound(M, answers, new Map([['s1', one], ['s2', other]]))).toBe(1); // prettier-ignore
});

test('every signal is counted once, and what was not looked up is said', () => {
  const answers = [
    answer('s1'),
    answer('s2', { moved: true }),
    answer('s3', { answer: 'nobody-found' }),
    answer('s4', { answer: null }),
  ];
  const lines = registerLines(M, answers, new Map(answers.map(({ signal_id }) => [signal_id, one])));
  const counts = lines.map((line) => /^\S.* (\d+)$/u.exec(line)?.[1]).filter((count) => count !== undefined);
  expect(counts.map(Number)).toEqual([1, 1, 0, 0, 1, 0, 1]);
  expect(lines.at(-1)).toContain('bin/eropaf explain s2');
});
