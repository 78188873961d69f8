import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { atEnd } from '#platform/at-end.ts';

export interface Mailbox {
  readonly url: string;
  readonly mails: ParsedMail[];
  /** The newest mail to an address, or whose subject matches. */
  find(what: string | RegExp): ParsedMail | undefined;
  /** What the next mails are answered at the end of DATA instead of 250; 0 drops the connection there. */
  refuse: { code: number; times: number } | undefined;
  /** Every mail that came as far as the end of DATA, whatever it was answered. */
  readonly tried: { readonly messageId: string; readonly subject: string; readonly answer: number }[];
  /** Holds the answer to every mail back until the promise is fulfilled. */
  hold: Promise<void> | undefined;
  close(): Promise<void>;
}

/** A real SMTP server that keeps what it is sent. */
export async function mailbox(): Promise<Mailbox> {
  const mails: ParsedMail[] = [];
  const box: Mailbox = {
    url: '',
    mails,
    refuse: undefined,
    tried: [],
    hold: undefined,
    find: (what) =>
      mails.findLast((m) =>
        typeof what === 'string' ? [m.to].flat().some((to) => to?.text.includes(what)) : what.test(m.subject ?? ''),
      ),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, _session, done) {
      simpleParser(stream).then(async (mail) => {
        const refuse = box.refuse && box.refuse.times > 0 ? box.refuse : undefined;
        if (refuse) refuse.times -= 1;
        box.tried.push({
          messageId: mail.messageId ?? '',
          subject: mail.subject ?? '',
          answer: refuse?.code ?? 250,
        });
        await box.hold;
        if (refuse?.code === 0) return dropAll(server);
        if (refuse) return done(Object.assign(new Error('not now'), { responseCode: refuse.code }));
        mails.push(mail);
        return done();
      }, done);
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return Object.assign(box, { url: `smtp://127.0.0.1:${port}` });
}

/** Cuts every connection without a word, as a server does that dies after DATA. */
function dropAll(server: SMTPServer): void {
  const { connections } = server as unknown as { connections: Set<{ _socket: { destroy(): void } }> };
  for (const connection of connections) connection._socket.destroy();
}

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
export interface EndpointAnswer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly delayMs?: number;
  readonly body?: string | Uint8Array;
  /** Never answers. */
  readonly hang?: boolean;
}
export interface Endpoint {
  readonly url: string;
  readonly received: Received[];
  /** How to answer the next posts. */
  answer: (n: number) => EndpointAnswer;
}

/** A supplier's own server: a real HTTP peer that keeps what it is posted. */
export async function supplierEndpoint(): Promise<Endpoint> {
  const endpoint: Endpoint = { url: '', received: [], answer: () => ({ status: 204 }) };
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      endpoint.received.push({ headers: request.headers, body });
      const { status, headers, delayMs = 0, body: answer, hang = false } = endpoint.answer(endpoint.received.length);
      if (!hang) setTimeout(() => response.writeHead(status, headers).end(answer), delayMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(
    () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  return Object.assign(endpoint, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` });
}
