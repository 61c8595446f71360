import { describeError } from './describe-error.js';

describe('an error in a log', () => {
  test('of refused data tells the place and none of the data', () => {
    const refused = Object.assign(new Error('invalid input syntax for type date: "Jansen"'), {
      name: 'error',
      code: '22007',
      detail: 'Failing row contains (Jansen, 3311AB).',
      table: 'signal_personal',
      constraint: 'some_check',
    });
    const described = describeError(new Error('a statement failed', { cause: refused }));
    expect(JSON.stringify(described)).not.toMatch(/Jansen|3311AB/);
    expect(described).toMatchObject({
      message: 'a statement failed',
      cause: { type: 'error', code: '22007', table: 'signal_personal', constraint: 'some_check' },
    });
    expect(described.stack?.[0]).toMatch(/^at /);
  });

  test('keeps the message of every other, and bounds the causes', () => {
    let error = new Error('deepest');
    for (let index = 0; index < 10; index += 1) error = new Error(`level ${index}`, { cause: error });
    const text = JSON.stringify(describeError(error));
    expect(text).toContain('level 9');
    expect(text).not.toContain('deepest');
  });

  test('of what is no error says only of what type it is', () => {
    expect(describeError('Jansen')).toEqual({ type: 'string' });
  });
});
