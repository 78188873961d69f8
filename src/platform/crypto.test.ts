import { hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createVault, hashToken, hmac, parseReference, randomToken, SealError } from './crypto.ts';

const secret = Buffer.alloc(32, 7);
const vault = createVault(secret);
const other = createVault(Buffer.alloc(32, 8));
const now = Temporal.Instant.from('2026-05-01T10:00:00Z');
const expires = now.add({ minutes: 10 });

describe('keys', () => {
  it('are of their own for each use and each secret, and come from HKDF', () => {
    expect(vault.deriveKey('customer-link')).toEqual(createVault(secret).deriveKey('customer-link'));
    expect(vault.deriveKey('customer-link')).not.toEqual(vault.deriveKey('supplier-link'));
    expect(vault.deriveKey('customer-link')).not.toEqual(other.deriveKey('customer-link'));
    expect(vault.deriveKey('x')).toEqual(Buffer.from(hkdfSync('sha256', secret, 'allkontrakt', 'x', 32)));
  });

  it('are refused from a short secret', () => {
    expect(() => createVault(Buffer.alloc(31))).toThrow(RangeError);
  });

  it('hmac agrees with RFC 4231, test case 2', () => {
    const known = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
    expect(Buffer.from(hmac(Buffer.from('Jefe'), 'what do ya want for nothing?'), 'base64url').toString('hex')).toBe(
      known,
    );
  });

  it('keyed hashes are equal for equal values of one use only', () => {
    const hash = vault.keyedHash('email', 'anna@bageriet.example');
    expect(hash).toEqual(vault.keyedHash('email', 'anna@bageriet.example'));
    expect(hash).not.toEqual(vault.keyedHash('suppression', 'anna@bageriet.example'));
    expect(hash).not.toEqual(other.keyedHash('email', 'anna@bageriet.example'));
    expect(hash).toHaveLength(32);
  });
});

describe('signed tokens', () => {
  const token = vault.sign({ kind: 'comparison', id: 'lead-1', expires });

  it('open to their id until they expire, not at that moment', () => {
    expect(vault.open('comparison', token, now)).toBe('lead-1');
    expect(vault.open('comparison', token, expires.subtract({ milliseconds: 1 }))).toBe('lead-1');
    expect(vault.open('comparison', token, expires)).toBeUndefined();
  });

  it('open for no other kind and under no other secret', () => {
    expect(vault.open('login', token, now)).toBeUndefined();
    expect(other.open('comparison', token, now)).toBeUndefined();
  });

  it('open in no changed form', () => {
    for (let i = 0; i < token.length; i++) {
      const changed = token.slice(0, i) + (token[i] === 'A' ? 'B' : 'A') + token.slice(i + 1);
      expect(vault.open('comparison', changed, now)).toBeUndefined();
    }
    for (const wrong of ['', '.', '..', `${token}.`, `${token}=`, token.slice(0, -1), `.${token}`]) {
      expect(vault.open('comparison', wrong, now)).toBeUndefined();
    }
  });

  it('carry any id and need no escaping in a URL', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (id) => {
        const made = vault.sign({ kind: 'k', id, expires });
        return encodeURIComponent(made) === made && vault.open('k', made, now) === Buffer.from(id).toString();
      }),
    );
  });
});

describe('sealed texts', () => {
  it('open for their place only', () => {
    const sealed = vault.seal('åäö', 'access.totp:1');
    expect(vault.unseal(sealed, 'access.totp:1')).toBe('åäö');
    expect(() => vault.unseal(sealed, 'access.totp:2')).toThrow(SealError);
    expect(() => other.unseal(sealed, 'access.totp:1')).toThrow(SealError);
  });

  it('differ each time, and open in no changed form', () => {
    const sealed = vault.seal('text', 'p');
    expect(vault.seal('text', 'p')).not.toBe(sealed);
    for (let i = 0; i < sealed.length - 1; i++) {
      const changed = sealed.slice(0, i) + (sealed[i] === 'A' ? 'B' : 'A') + sealed.slice(i + 1);
      expect(() => vault.unseal(changed, 'p')).toThrow(SealError);
    }
    for (const wrong of ['', '1', '1...', sealed.slice(0, -24)])
      expect(() => vault.unseal(wrong, 'p')).toThrow(SealError);
  });

  it('still open after the secret was changed, when the earlier one is given', () => {
    const sealed = vault.seal('text', 'p');
    const next = createVault(Buffer.alloc(32, 9), [secret]);
    expect(next.unseal(sealed, 'p')).toBe('text');
    expect(() => vault.unseal(next.seal('text', 'p'), 'p')).toThrow(SealError);
  });
});

describe('random texts', () => {
  it('tokens have 32 bytes and are stored as a hash', () => {
    const token = randomToken();
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(randomToken()).not.toBe(token);
    expect(hashToken('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('references use no letter that is read for another, and are read back as people write them', () => {
    const made = Array.from({ length: 500 }, () => vault.reference());
    for (const one of made) expect(one).toMatch(/^[2-9CDFGHJKMNPQRTVWX]{4}-[2-9CDFGHJKMNPQRTVWX]{3}$/);
    expect(new Set(made).size).toBe(500);
    expect(parseReference(' 7k4m 2px')).toBe('7K4M-2PX');
    expect(parseReference('BSZ4-2PX')).toBe('8524-2PX');
    expect(parseReference('7K4M-2P')).toBeUndefined();
    expect(parseReference('7K4M-2P0')).toBeUndefined();
  });
});
