import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const cipherName = 'aes-256-gcm';

export interface SealedBsn {
  readonly nonce: Buffer;
  /** Cipher text with the authentication tag behind it. */
  readonly sealed: Buffer;
}

/**
 * Seals the BSN that the register gave, for the one use that is allowed: asking the register again. Bound to its
 * person, so that a sealed number which is copied to another row cannot be opened there.
 */
export class BsnVault {
  constructor(private readonly key: Buffer) {
    if (key.length !== KEY_BYTES) throw new Error('the register key must be 32 bytes');
  }

  seal(bsn: string, of: { readonly municipality: string; readonly personId: string }): SealedBsn {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(cipherName, this.key, nonce).setAAD(boundTo(of));
    return {
      nonce,
      sealed: Buffer.concat([cipher.update(bsn, 'utf8'), cipher.final(), cipher.getAuthTag()]),
    };
  }

  /** @returns null when it was sealed with another key or for another person: the check then asks by address */
  open(
    { nonce, sealed }: SealedBsn,
    of: { readonly municipality: string; readonly personId: string },
  ): string | null {
    try {
      const decipher = createDecipheriv(cipherName, this.key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(boundTo(of)).setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
      const opened = [decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES)), decipher.final()];
      return Buffer.concat(opened).toString('utf8');
    } catch {
      return null;
    }
  }
}

function boundTo({ municipality, personId }: { municipality: string; personId: string }): Buffer {
  return Buffer.from(`${municipality}\n${personId}`, 'utf8');
}
