import { loadWarnings } from './load-warnings.js';

describe('a load that is odd', () => {
  const dordrecht = { inhabitants: 120_000, source: 'local' };

  it('says nothing of a whole register that is used', () => {
    expect(loadWarnings(121_000, dordrecht)).toEqual([]);
    expect(loadWarnings(60_000, dordrecht)).toEqual([]);
  });

  it('says that a tiny file makes strangers of everybody else', () => {
    expect(loadWarnings(12, dordrecht)).toEqual([
      expect.stringContaining('only 12 residents where the policy says 120000 inhabitants'),
    ]);
  });

  it('says that nobody is looked up where no policy says so', () => {
    expect(loadWarnings(121_000, { ...dordrecht, source: null })).toEqual([
      expect.stringContaining('does not say residentRegister'),
    ]);
    expect(loadWarnings(12, { ...dordrecht, source: 'brp' })).toHaveLength(2);
    expect(loadWarnings(12, undefined)).toEqual([expect.stringContaining('no policy')]);
  });
});
