import type { Socket } from 'node:net';
import { simpleParser } from 'mailparser';
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { type KeptMail, mustEncrypt } from '../mail/index.ts';
import { type Answer, answerOf } from './answer.ts';
import { endMark } from './letter.ts';
import { type Envelope, Talk } from './talk.ts';

/** One connection, for one mail at a time. Neither of its functions throws for what a server or a network does. */
export interface Line {
  /** Whether it can take another mail. */
  readonly usable: boolean;
  /** @param message as `compose` makes it, with the dot that ends it */
  send(envelope: Envelope, message: Buffer): Promise<Answer>;
  /** Says goodbye; at once when a mail is under way, and then nobody knows what became of it. */
  close(): void;
}

/** Opens lines to where mail to many leaves. */
export interface Carrier {
  open(): Promise<Line | Answer>;
}

export interface SmtpOptions {
  /** smtp:// or smtps://, by the same rules as all mail. */
  readonly url: string;
  /** Longest silence of the server; 60,000 when absent. All of an envelope and the writing of a mail may take five times as long. */
  readonly timeoutMs?: number | undefined;
  /** How long a server may think about a mail that it has got whole; ten minutes when absent (RFC 5321, 4.5.3.2.6): whoever gives up sooner sends it twice. */
  readonly endMs?: number | undefined;
}

type Login = { readonly user: string; readonly pass: string };

/** Lines over SMTP: nodemailer's own connection opens them, with TLS and log-in, and `Talk` has the word from there. */
export function smtpCarrier({ url, timeoutMs = 60_000, endMs = 600_000 }: SmtpOptions): Carrier {
  const { host, port, secure, auth } = parseConnectionUrl(url) as {
    host?: string;
    port?: number;
    secure?: boolean;
    auth?: Login;
  };
  const short = Math.min(timeoutMs, 15_000);
  const connect = () =>
    new SMTPConnection({
      ...{ host, port, secure, requireTLS: mustEncrypt(url) },
      ...{ connectionTimeout: short, greetingTimeout: short, dnsTimeout: short, socketTimeout: timeoutMs },
    });
  return {
    open: () =>
      new Promise((resolve) => {
        const connection = connect();
        const failed = (error: unknown) => {
          connection.close();
          resolve(answerOf(error, false));
        };
        // Stays for as long as the connection does: an error without a listener would end the process.
        connection.on('error', failed);
        let pipelining = false;
        const ready = (error?: unknown) =>
          error ? failed(error) : resolve(lineOver(connection, pipelining, timeoutMs, endMs));
        connection.connect((error?: unknown) => {
          if (error) return failed(error);
          pipelining = /^250[ -]PIPELINING\s*$/im.test(connection.lastServerResponse || '');
          if (auth && connection.allowsAuth) connection.login({ ...auth, credentials: auth }, ready);
          else ready();
        });
      }),
  };
}

function lineOver(connection: SMTPConnection, pipelining: boolean, timeoutMs: number, endMs: number): Line {
  const socket = connection._socket as Socket;
  // From here on the line is ours: nodemailer keeps its timeouts and its end, and reads nothing more.
  socket.removeAllListeners('data');
  const cut = () => {
    // What is not written yet of a mail is not written any more: otherwise its end would be, and the mail be taken by a server that we no longer hear.
    if (talk.begun) socket.destroy();
    connection.close();
  };
  let deadline = 0;
  const talk = new Talk(
    socket,
    pipelining,
    () => connection.close(),
    (begun) => {
      socket.setTimeout(begun ? endMs : timeoutMs);
      if (begun) deadline += endMs;
    },
  );
  const look = setInterval(() => {
    if (!talk.busy || performance.now() < deadline) return;
    cut();
    talk.lost({ code: 'ETIMEDOUT' });
  }, 1000).unref();
  connection.on('error', (error) => talk.lost(error));
  connection.once('end', () => {
    clearInterval(look);
    talk.lost({ code: 'ECONNECTION' });
  });
  return {
    get usable() {
      return !talk.closed && !connection.destroyed;
    },
    send(envelope, message) {
      deadline = performance.now() + timeoutMs * 5;
      return talk.send(envelope, message);
    },
    close() {
      if (talk.busy || talk.closed || connection.destroyed) cut();
      else talk.quit();
    },
  };
}

/** For development: there is no server, and each mail is read as a mail program would and kept where the others are. */
export function keepingCarrier(keep: (mail: KeptMail) => Promise<void>): Carrier {
  const line: Line = {
    usable: true,
    async send({ to }, message) {
      const { subject, html, text, messageId, headerLines, from } = await simpleParser(
        message.subarray(0, -endMark.length),
      );
      const raw = (wanted: RegExp) =>
        headerLines.flatMap(({ key, line: whole }) =>
          wanted.test(key) ? [[whole.slice(0, key.length), whole.slice(key.length + 1).trim()] as const] : [],
        );
      await keep({
        ...{ to, subject: subject ?? '', html: html || '', text: text ?? '', messageId: messageId ?? '' },
        from: from?.text ?? '',
        headers: Object.fromEntries(raw(/^(list-.*|precedence|feedback-id)$/)),
      });
      return { kind: 'taken' };
    },
    close() {},
  };
  return { open: async () => line };
}
