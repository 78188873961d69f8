import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const magic = Buffer.from('ALLKBK1\n');
const saltBytes = 32;
const tagBytes = 16;
/** Of plain text in a frame. */
const frameBytes = 256 * 1024;
const lastFlag = 0x8000_0000;

/** Whether bytes are the beginning of a backup. */
export const isBackup = (start: Uint8Array): boolean => magic.equals(start.subarray(0, magic.length));

export class BackupError extends Error {
  override name = 'BackupError';
}

const fileKey = (key: Uint8Array, salt: Uint8Array): Buffer =>
  Buffer.from(hkdfSync('sha256', key, salt, 'allkontrakt backup 1', 32));

function nonceOf(counter: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(counter), 4);
  return nonce;
}

/** What a frame is bound to: its place and whether it is the last, so that none can be moved, left out or cut off. */
const boundTo = (head: Buffer): Buffer => Buffer.concat([magic, head]);

/**
 * Encrypts a stream in frames: AES-256-GCM, a key of its own for every file (HKDF with a random salt), the frame's number as its
 * nonce. Each frame: four bytes of length whose first bit marks the last frame, the text, the tag.
 */
export async function* sealed(plain: AsyncIterable<Uint8Array>, key: Uint8Array): AsyncGenerator<Buffer> {
  const salt = randomBytes(saltBytes);
  const own = fileKey(key, salt);
  yield Buffer.concat([magic, salt]);
  let counter = 0;
  let rest: Buffer = Buffer.alloc(0);
  const frame = (text: Buffer, last: boolean): Buffer => {
    const head = Buffer.alloc(4);
    head.writeUInt32BE((text.length | (last ? lastFlag : 0)) >>> 0);
    const cipher = createCipheriv('aes-256-gcm', own, nonceOf(counter)).setAAD(boundTo(head));
    counter += 1;
    return Buffer.concat([head, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  };
  for await (const chunk of plain) {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length > frameBytes) {
      yield frame(rest.subarray(0, frameBytes), false);
      rest = rest.subarray(frameBytes);
    }
  }
  yield frame(rest, true);
}

/**
 * The plain text of a sealed stream, as it is proved frame by frame.
 * @throws BackupError when it is not a backup, was made with another key, or was changed or cut off
 */
export async function* opened(cipher: AsyncIterable<Uint8Array>, key: Uint8Array): AsyncGenerator<Buffer> {
  const bytes = new Bytes(cipher);
  const start = await bytes.take(magic.length + saltBytes);
  if (!start?.subarray(0, magic.length).equals(magic)) throw new BackupError('This is not a backup of Allkontrakt.');
  const own = fileKey(key, start.subarray(magic.length));
  for (let counter = 0, last = false; !last; counter += 1) {
    const head = await bytes.take(4);
    if (!head) throw new BackupError('The backup is cut off: its end is missing.');
    const word = head.readUInt32BE();
    last = word >= lastFlag;
    const length = last ? word - lastFlag : word;
    if (length > frameBytes) throw changed(counter);
    const body = await bytes.take(length + tagBytes);
    if (!body) throw new BackupError('The backup is cut off: its end is missing.');
    const decipher = createDecipheriv('aes-256-gcm', own, nonceOf(counter), { authTagLength: tagBytes })
      .setAAD(boundTo(head))
      .setAuthTag(body.subarray(length));
    yield proved(() => Buffer.concat([decipher.update(body.subarray(0, length)), decipher.final()]), counter);
  }
  if (await bytes.take(1)) throw new BackupError('The backup has been changed: something follows its end.');
}

function proved(open: () => Buffer, counter: number): Buffer {
  try {
    return open();
  } catch {
    throw changed(counter);
  }
}

const changed = (counter: number) =>
  new BackupError(
    counter === 0
      ? 'The backup does not open with this SECRET_KEY, or it has been changed.'
      : 'The backup has been changed or damaged: a part of it does not open.',
  );

/** Takes exact amounts from a stream of chunks. */
export class Bytes {
  readonly #from: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(from: AsyncIterable<Uint8Array>) {
    this.#from = from[Symbol.asyncIterator]();
  }

  /** So many bytes; undefined when the stream ends before. */
  async take(count: number): Promise<Buffer | undefined> {
    const parts = [this.#rest];
    let have = this.#rest.length;
    while (have < count) {
      const next = await this.#from.next();
      if (next.done) return undefined;
      parts.push(Buffer.from(next.value));
      have += next.value.length;
    }
    const all = parts.length === 1 ? this.#rest : Buffer.concat(parts);
    this.#rest = all.subarray(count);
    return all.subarray(0, count);
  }
}
