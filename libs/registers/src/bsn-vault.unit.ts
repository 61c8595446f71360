import { randomBytes } from 'node:crypto';

import { BsnVault } from './bsn-vault.js';

const of = { municipality: 'GM0505', personId: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff' };
const bsn = '000000012';

describe('the vault of a BSN', () => {
  const vault = new BsnVault(randomBytes(32));

  test('gives back what was sealed, and seals it otherwise each time', () => {
    const [one, other] = [vault.seal(bsn, of), vault.seal(bsn, of)];
    expect(vault.open(one, of)).toBe(bsn);
    expect(one.sealed.equals(other.sealed)).toBe(false);
    expect(one.sealed.includes(Buffer.from(bsn))).toBe(false);
  });

  test('opens nothing that was copied to another person, changed, cut short or sealed with another key', () => {
    const sealed = vault.seal(bsn, of);
    expect(vault.open(sealed, { ...of, municipality: 'GM0599' })).toBeNull();
    expect(vault.open(sealed, { ...of, personId: 'another' })).toBeNull();
    const changed = Buffer.from(sealed.sealed);
    changed.writeUInt8(changed.readUInt8(0) ^ 1, 0);
    expect(vault.open({ ...sealed, sealed: changed }, of)).toBeNull();
    expect(vault.open({ ...sealed, sealed: sealed.sealed.subarray(0, 20) }, of)).toBeNull();
    expect(new BsnVault(randomBytes(32)).open(sealed, of)).toBeNull();
  });

  test('takes a key of 32 bytes only', () => {
    expect(() => new BsnVault(randomBytes(16))).toThrow('32 bytes');
  });
});
