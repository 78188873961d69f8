import { timingSafeEqual } from 'node:crypto';
import type { Context } from '../context.ts';

type House = Pick<Context, 'vault' | 'mailbox'>;

/** Small letters and figures that no mail program and no server changes (RFC 4648, 6). */
const letters = 'abcdefghijklmnopqrstuvwxyz234567';
const idBytes = 16;
const campaignBytes = 4;
const markBytes = 8;
/** How many letters twenty-eight bytes make. */
const length = Math.ceil(((idBytes + campaignBytes + markBytes) * 8) / 5);
/** RFC 5321, 4.5.3.1.1. */
const longestLocal = 64;

const markOf = ({ vault }: House, named: Uint8Array): Buffer =>
  vault.keyedHash('bounce', Buffer.from(named).toString('hex')).subarray(0, markBytes);

/**
 * Where a campaign's mail to a subscriber comes back to when it can't be delivered: our own mailbox, with a mark that only we can make
 * (RFC 5233). It says whose mail it was and in which campaign, to us and nobody else. Undefined where the mailbox marks no replies: then
 * the plain address is used, and what comes back is read by what it says.
 */
export function bounceAddress(house: House, subscriberId: string, campaignId: string): string | undefined {
  if (!house.mailbox?.marksReplies) return undefined;
  const [local = '', domain = ''] = house.mailbox.address.split('@');
  if (local.length + 2 + length > longestLocal) return undefined;
  const named = Buffer.from(subscriberId.replaceAll('-', '') + campaignId.slice(0, campaignBytes * 2), 'hex');
  return `${local}+b${encode(Buffer.concat([named, markOf(house, named)]))}@${domain}`;
}

/** Whose mail has come back, and how the number of its campaign begins (its first eight figures). */
export interface Bounced {
  readonly subscriberId: string;
  readonly campaign: string;
}

/** What an address that mail has come back to says; undefined when we did not make it. Servers may have changed its case. */
export function openBounceAddress(house: House, address: string): Bounced | undefined {
  const [local = '', domain = ''] = (house.mailbox?.address ?? '').toLowerCase().split('@');
  const [who = '', where = ''] = address.trim().toLowerCase().split('@');
  const [, text = ''] = /^\+b([a-z2-7]+)$/.exec(who.slice(local.length)) ?? [];
  if (!domain || where !== domain || !who.startsWith(local) || text.length !== length) return undefined;
  const bytes = decode(text);
  const named = bytes.subarray(0, idBytes + campaignBytes);
  // One text for each address: bits that say nothing are nought.
  if (encode(bytes) !== text || !timingSafeEqual(bytes.subarray(named.length), markOf(house, named))) return undefined;
  const hex = named.toString('hex');
  return {
    subscriberId: hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    campaign: hex.slice(32),
  };
}

function encode(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += letters[(held >> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + letters[(held << (5 - bits)) & 31] : text;
}

function decode(text: string): Buffer {
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const letter of text) {
    held = (held << 5) | letters.indexOf(letter);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 255);
      held &= (1 << bits) - 1;
    }
  }
  return Buffer.from(bytes);
}
