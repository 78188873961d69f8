import { randomUUID } from 'node:crypto';
import type { Context } from '#domain/context.ts';
import { takeIn } from '#domain/inbox/index.ts';

/** A mail as it is written. */
export interface Written {
  readonly from?: string;
  readonly to?: string;
  readonly subject?: string;
  readonly text?: string;
  readonly html?: string;
  readonly messageId?: string;
  readonly headers?: readonly string[];
  readonly files?: readonly { readonly name: string; readonly type: string; readonly content: Uint8Array }[];
}

const part = (type: string, text: string) =>
  `Content-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(text).toString('base64')}\r\n`;

const encoded = (text: string) =>
  /^[\x20-\x7e]*$/.test(text) ? text : `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;

/** The bytes of a mail, as a mail program would send it. */
export function raw({
  from = 'Anna Andersson <anna@kunden.example>',
  to = 'info@allkontrakt.se',
  subject = 'Hej',
  text = 'Hej!',
  html,
  messageId = `<${randomUUID()}@kunden.example>`,
  headers = [],
  files = [],
}: Written = {}): Buffer {
  const head = [`From: ${from}`, `To: ${to}`, `Subject: ${encoded(subject)}`, 'Date: Thu, 12 Mar 2026 08:00:00 +0100'];
  if (messageId) head.push(`Message-ID: ${messageId}`);
  const parts = [part('text/plain', text), ...(html === undefined ? [] : [part('text/html', html)])];
  for (const { name, type, content } of files)
    parts.push(
      `Content-Type: ${type}; name="${name}"\r\nContent-Disposition: attachment; filename="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(content).toString('base64')}\r\n`,
    );
  const mixed = `Content-Type: multipart/${files.length > 0 ? 'mixed' : 'alternative'}; boundary="gräns"`.replace(
    'ä',
    'a',
  );
  const lines = [...head, ...headers, 'MIME-Version: 1.0'];
  if (parts.length === 1) return Buffer.from(`${lines.join('\r\n')}\r\n${parts[0]}`);
  return Buffer.from(
    `${[...lines, mixed].join('\r\n')}\r\n\r\n${parts.map((one) => `--grans\r\n${one}`).join('')}--grans--\r\n`,
  );
}

/** A mail is handed over as the mail server would. @returns its id; undefined when it was here already */
export function handOver(ctx: Context, source: Buffer, arrivedAt = ctx.clock.now()): Promise<string | undefined> {
  const end = source.indexOf('\r\n\r\n');
  const headers = source.subarray(0, end < 0 ? source.length : end + 4);
  return takeIn(ctx, { uid: 1, source, headers, size: source.length, arrivedAt });
}

/** A mail that waits for somebody. */
export async function plantMail(ctx: Context, written: Written = {}): Promise<string> {
  const id = await handOver(ctx, raw(written));
  if (!id) throw new Error('it was here already');
  return id;
}
