import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  randomInt,
  timingSafeEqual,
} from 'node:crypto';

/** What a signed token says: the bearer may do `kind` with `id` until `expires`. */
export interface Claim {
  readonly kind: string;
  readonly id: string;
  readonly expires: Temporal.Instant;
}

/** The keys of the product, all made from its one secret: whoever has the vault never sees the secret. */
export interface Vault {
  /** A key for one use, 32 bytes. Another use gets another key, and none leads back to the secret. */
  deriveKey(use: string): Buffer;
  /** A token for a link: readable by anyone, made by nobody else. Holds nothing but the id and the expiry. */
  sign(claim: Claim): string;
  /** The id of a token of this kind; undefined when it is forged, of another kind, or expired at `now`. */
  open(kind: string, token: string, now: Temporal.Instant): string | undefined;
  /** Encrypts a text for one place (table, column and row, say): it opens nowhere else. */
  seal(text: string, place: string): string;
  /** @throws SealError when the text was sealed for another place, by another secret, or changed */
  unseal(sealed: string, place: string): string;
  /** The keyed hash of a value, 32 bytes: equal for equal values of one use, and useless without the secret (D4). */
  keyedHash(use: string, value: string): Buffer;
  /** A UUID (version 8) that follows from what it names, and from which nobody without the secret can tell what that is. */
  derivedId(use: string, name: string): string;
  /** A reference for people, as 7K4M-2PX. About 4.6 thousand million exist: the database must still refuse a second one. */
  reference(): string;
}

export class SealError extends Error {
  override name = 'SealError';
}

/**
 * @param secret at least 32 random bytes
 * @param earlier secrets that were used before: what they sealed still opens, nothing new is made with them
 */
export function createVault(secret: Uint8Array, earlier: readonly Uint8Array[] = []): Vault {
  if (secret.length < 32) throw new RangeError('the secret key needs at least 32 bytes');
  const keys = new Map<string, Buffer>();
  const key = (use: string): Buffer => {
    const known = keys.get(use) ?? derive(secret, use);
    keys.set(use, known);
    return known;
  };
  const sealKeys = new Map([secret, ...earlier].map((one) => [keyId(one), derive(one, 'seal')]));
  return {
    deriveKey: (use) => Buffer.from(key(use)),
    sign: (claim) => sign(key('token'), claim),
    open: (kind, token, now) => open(key('token'), kind, token, now),
    seal: (text, place) => seal(keyId(secret), key('seal'), text, place),
    unseal: (sealed, place) => unseal(sealKeys, sealed, place),
    keyedHash: (use, value) =>
      createHmac('sha256', key(`hash.${use}`))
        .update(value)
        .digest(),
    derivedId: (use, name) =>
      uuidOf(
        createHmac('sha256', key(`id.${use}`))
          .update(name)
          .digest(),
      ),
    reference,
  };
}

/** HKDF with SHA-256 (RFC 5869), the use as its info. */
function derive(secret: Uint8Array, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'allkontrakt', use, 32));
}

/** The first 16 bytes as a UUID of version 8 (RFC 9562). */
function uuidOf(bytes: Buffer): string {
  const id = Buffer.from(bytes.subarray(0, 16));
  id[6] = (id[6]! & 0x0f) | 0x80;
  id[8] = (id[8]! & 0x3f) | 0x80;
  return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** HMAC with SHA-256, in base64url. */
export function hmac(key: Uint8Array, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url');
}

/** An unguessable text of 32 bytes for a URL or a cookie. Store only its hashToken. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a random token: its SHA-256 in hex. Not for anything a person has chosen. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

// Neither the id in base64url nor the number holds a dot or a zero byte, so no two claims have the same text.
const claimed = (kind: string, id: string, expires: string): string => `${kind}\0${id}.${expires}`;

function sign(key: Uint8Array, { kind, id, expires }: Claim): string {
  const who = Buffer.from(id).toString('base64url');
  const until = expires.epochMilliseconds.toString(36);
  return `${who}.${until}.${hmac(key, claimed(kind, who, until))}`;
}

function open(key: Uint8Array, kind: string, token: string, now: Temporal.Instant): string | undefined {
  const [who, until, mac, ...more] = token.split('.');
  if (!who || !until || !mac || more.length > 0) return undefined;
  const given = Buffer.from(mac);
  const right = Buffer.from(hmac(key, claimed(kind, who, until)));
  if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
  if (now.epochMilliseconds >= Number.parseInt(until, 36)) return undefined;
  return Buffer.from(who, 'base64url').toString();
}

/** Names a secret without telling anything about it. */
function keyId(secret: Uint8Array): string {
  return derive(secret, 'key-id').subarray(0, 6).toString('base64url');
}

function seal(id: string, key: Uint8Array, text: string, place: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(`${id}\0${place}`));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return ['1', id, nonce.toString('base64url'), body.toString('base64url')].join('.');
}

function unseal(keys: ReadonlyMap<string, Uint8Array>, sealed: string, place: string): string {
  const [version, id = '', nonce = '', body = ''] = sealed.split('.');
  const key = keys.get(id);
  if (version !== '1' || !key) throw new SealError('sealed with a key that is not known here');
  const bytes = Buffer.from(body, 'base64url');
  try {
    const cipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'), { authTagLength: 16 })
      .setAAD(Buffer.from(`${id}\0${place}`))
      .setAuthTag(bytes.subarray(-16));
    return Buffer.concat([cipher.update(bytes.subarray(0, -16)), cipher.final()]).toString('utf8');
  } catch {
    throw new SealError('sealed for another place, or changed since');
  }
}

// No vowels, so that no word comes out; and none of 0 1 B I L O S Z, which are read for one another.
const letters = '23456789CDFGHJKMNPQRTVWX';

function reference(): string {
  const text = Array.from({ length: 7 }, () => letters[randomInt(letters.length)]).join('');
  return `${text.slice(0, 4)}-${text.slice(4)}`;
}

/** Whether a text has something in it that may be a reference, as we write it. */
export const namesReference = (text: string): boolean =>
  new RegExp(`(?<![\\p{L}\\p{N}])[${letters}]{4}-[${letters}]{3}(?![\\p{L}\\p{N}])`, 'iu').test(text);

/** A reference as somebody wrote it (small letters, spaces, no dash) in its one right form; undefined when it can't be one. */
export function parseReference(text: string): string | undefined {
  const bare = text.toUpperCase().replace(/[\s-]/g, '').replaceAll('B', '8').replaceAll('S', '5').replaceAll('Z', '2');
  if (bare.length !== 7 || [...bare].some((letter) => !letters.includes(letter))) return undefined;
  return `${bare.slice(0, 4)}-${bare.slice(4)}`;
}
