import { createPrivateKey, createPublicKey, hash, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

export type Header = readonly [name: string, value: string];

/** The key that a domain's mail is signed with; its other half stands in DNS at <selector>._domainkey.<domain>. */
export interface DkimKey {
  readonly domain: string;
  readonly selector: string;
  readonly key: KeyObject;
}

/**
 * Reads a key.
 * @param file in PEM: RSA of at least 1024 bits, or Ed25519
 * @throws Error when there is none, or it is of another kind
 */
export function readDkimKey(file: string, domain: string, selector: string): DkimKey {
  const key = createPrivateKey(readFileSync(file));
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== 'ed25519' && !(key.asymmetricKeyType === 'rsa' && bits >= 1024))
    throw new Error('the key for DKIM must be RSA of at least 1024 bits, or Ed25519');
  return { domain, selector, key };
}

/** What DNS must say about a key, as the text of its record. */
export function dkimRecord({ key }: DkimKey): string {
  const open = createPublicKey(key);
  const bytes = open.export({ type: 'spki', format: 'der' });
  // Of Ed25519 the bare thirty-two bytes (RFC 8463).
  return key.asymmetricKeyType === 'ed25519'
    ? `v=DKIM1; k=ed25519; p=${bytes.subarray(-32).toString('base64')}`
    : `v=DKIM1; k=rsa; p=${bytes.toString('base64')}`;
}

/** One more From than there is: nobody can add another to a mail of ours. The ways out are signed, as RFC 8058 asks for. */
const signedHeaders = [
  ...['from', 'from', 'to', 'subject', 'date', 'message-id', 'mime-version', 'content-type', 'list-id'],
  ...['list-unsubscribe', 'list-unsubscribe-post', 'precedence', 'feedback-id'],
];

const relaxed = ([name, value]: Header): string =>
  `${name.toLowerCase()}:${value
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim()}`;

// Off the thread that everything else runs on: signing with RSA takes about a millisecond.
const signAside = promisify(sign);

/**
 * The signature of a mail as a header to put before the others (RFC 6376; headers relaxed, body simple: quoted-printable arrives as it left).
 * @param body with CRLF, and one at its end
 */
export async function signature(
  { domain, selector, key }: DkimKey,
  headers: readonly Header[],
  body: Buffer,
): Promise<Header> {
  const left = [...headers];
  const chosen: string[] = [];
  const names = signedHeaders.filter((name) => {
    // From the last of a name upwards (5.4.2).
    const at = left.findLastIndex((one) => one[0].toLowerCase() === name);
    if (at >= 0) chosen.push(relaxed(left.splice(at, 1)[0] as Header));
    return at >= 0 || name === 'from';
  });
  const kind = key.asymmetricKeyType === 'ed25519' ? 'ed25519' : 'rsa';
  const bare = [
    `v=1; a=${kind}-sha256; c=relaxed/simple; d=${domain}; s=${selector}`,
    ` h=${names.join(':')}`,
    ` bh=${hash('sha256', body, 'base64')}`,
    ' b=',
  ].join(';\r\n');
  const text = Buffer.from(`${chosen.map((line) => `${line}\r\n`).join('')}${relaxed(['DKIM-Signature', bare])}`);
  const made =
    kind === 'rsa' ? await signAside('sha256', text, key) : await signAside(null, hash('sha256', text, 'buffer'), key);
  return ['DKIM-Signature', bare + (made.toString('base64').match(/.{1,72}/g) ?? []).join('\r\n ')];
}
