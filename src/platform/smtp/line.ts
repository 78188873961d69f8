import { simpleParser } from 'mailparser';
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { type KeptMail, mustEncrypt } from '../mail/index.ts';
import { type Answer, answerOf } from './answer.ts';

export interface Envelope {
  readonly from: string;
  readonly to: string;
}

/** One connection, for one mail at a time. Neither of its functions throws for what a server or a network does. */
export interface Line {
  /** Whether it can take another mail. */
  readonly usable: boolean;
  /** @param message as `compose` makes it */
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
  /** Longest silence of the server; 60,000 when absent. A whole mail may take five times as long: whoever gives up on a server that has it sends it twice. */
  readonly timeoutMs?: number | undefined;
}

type Login = { readonly user: string; readonly pass: string };

/** Lines over SMTP, by nodemailer's own connection and past its queue and its composer. */
export function smtpCarrier({ url, timeoutMs = 60_000 }: SmtpOptions): Carrier {
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
        const ready = (error?: unknown) => (error ? failed(error) : resolve(lineOver(connection, timeoutMs * 5)));
        connection.connect((error?: unknown) => {
          if (error) failed(error);
          else if (auth && connection.allowsAuth) connection.login({ ...auth, credentials: auth }, ready);
          else ready();
        });
      }),
  };
}

function lineOver(connection: SMTPConnection, patienceMs: number): Line {
  let usable = true;
  let busy = false;
  connection.once('end', () => {
    usable = false;
  });
  return {
    get usable() {
      return usable && !connection.destroyed;
    },
    send: ({ from, to }, message) =>
      new Promise((resolve) => {
        let begun = false;
        busy = true;
        const done = (answer: Answer) => {
          clearTimeout(patience);
          busy = false;
          if (answer.kind === 'server') usable = false;
          resolve(answer);
        };
        const patience = setTimeout(() => {
          usable = false;
          connection.close();
          done(answerOf({ code: 'ETIMEDOUT' }, begun));
        }, patienceMs);
        // All that the connection does with a stream is to pipe it, and when it does the server has said yes to DATA.
        const body = {
          pipe(into: NodeJS.WritableStream) {
            begun = true;
            into.end(message);
          },
        };
        connection.send({ from, to: [to] }, body as never, (error) =>
          done(error ? answerOf(error, begun) : { kind: 'taken' }),
        );
      }),
    close() {
      usable = false;
      if (busy || connection.destroyed) connection.close();
      else connection.quit();
    },
  };
}

/** For development: there is no server, and each mail is read as a mail program would and kept where the others are. */
export function keepingCarrier(keep: (mail: KeptMail) => Promise<void>): Carrier {
  const line: Line = {
    usable: true,
    async send({ to }, message) {
      const { subject, html, text, messageId, headerLines, from } = await simpleParser(message);
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
