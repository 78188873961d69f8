import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createVault } from '#platform/crypto.ts';
import { bounceAddress, openBounceAddress } from './bounces.ts';
import { returnKind } from './returned.ts';

const vault = createVault(new Uint8Array(32).fill(7));
const house = { vault, mailbox: { address: 'Info@allkontrakt.example', marksReplies: true } };
const made = (subscriberId = randomUUID(), campaignId = randomUUID()) => ({
  subscriberId,
  campaignId,
  address: bounceAddress(house, subscriberId, campaignId) ?? '',
});

describe('the address that undeliverable mail comes back to', () => {
  it('says to us whose mail it was and in which campaign, whatever a server does to its case', () => {
    for (let i = 0; i < 500; i += 1) {
      const { subscriberId, campaignId, address } = made();
      const said = { subscriberId, campaign: campaignId.slice(0, 8) };
      expect(openBounceAddress(house, address)).toEqual(said);
      expect(openBounceAddress(house, address.toUpperCase())).toEqual(said);
    }
  });

  it('is an address that every server takes, and always the same', () => {
    const { subscriberId, campaignId, address } = made();
    expect(address).toMatch(/^Info\+b[a-z2-7]{45}@allkontrakt\.example$/);
    expect(address.split('@')[0]?.length).toBeLessThanOrEqual(64);
    expect(made(subscriberId, campaignId).address).toBe(address);
  });

  it('can be made by nobody else: every letter of it counts', () => {
    const { address } = made();
    const at = address.indexOf('+b') + 2;
    for (let i = at; i < address.indexOf('@'); i += 1) {
      for (const letter of ['a', 'q', '7']) {
        if (address[i] === letter) continue;
        const forged = address.slice(0, i) + letter + address.slice(i + 1);
        expect(openBounceAddress(house, forged)).toBeUndefined();
      }
    }
    const other = { ...house, vault: createVault(new Uint8Array(32).fill(8)) };
    expect(openBounceAddress(other, address)).toBeUndefined();
  });

  it.each([
    '',
    'info@allkontrakt.example',
    'info+b@allkontrakt.example',
    'info+7k4m2px-0123456789abcdef@allkontrakt.example',
    `info+b${'a'.repeat(45)}@allkontrakt.example`,
  ])('is not %j', (address) => expect(openBounceAddress(house, address)).toBeUndefined());

  it('is one of our own domain and mailbox', () => {
    const { address } = made();
    expect(openBounceAddress(house, address.replace('.example', '.invalid'))).toBeUndefined();
    expect(openBounceAddress(house, address.replace('Info', 'kund'))).toBeUndefined();
  });

  it('is not used where the mailbox marks no replies, or where it would be too long', () => {
    expect(bounceAddress({ vault, mailbox: undefined }, randomUUID(), randomUUID())).toBeUndefined();
    const plain = { address: 'info@allkontrakt.example', marksReplies: false };
    expect(bounceAddress({ vault, mailbox: plain }, randomUUID(), randomUUID())).toBeUndefined();
    const long = { address: `${'n'.repeat(18)}@allkontrakt.example`, marksReplies: true };
    expect(bounceAddress({ vault, mailbox: long }, randomUUID(), randomUUID())).toBeUndefined();
  });
});

describe('what comes back', () => {
  it.each([
    ['5.1.1', '', 'gone'],
    ['5.0.0', 'smtp; 550 5.1.1 The email account that you tried to reach does not exist', 'gone'],
    ['5.0.0', 'smtp; 550 5.1.1.', 'gone'],
    ['5.0.0', 'smtp; 550 No such user here', 'gone'],
    ['5.0.0', 'smtp; 554 185.5.1.1 is on a list of ours', 'undelivered'],
    ['5.0.0', 'smtp; 554 [5.1.1.20] is on a list of ours', 'undelivered'],
    ['5.0.0', 'smtp; 550 Sender address rejected: User unknown', 'undelivered'],
    ['5.5.0', 'smtp; 550 Your IP address 192.0.2.4 is unknown to us', 'undelivered'],
    ['', 'smtp; 550 cannot find your reverse hostname, address not found', 'undelivered'],
  ])('with %j and %j: %s', (status, diagnostic, kind) => expect(returnKind(status, diagnostic)).toBe(kind));
});
