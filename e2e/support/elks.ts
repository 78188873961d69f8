import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { atEnd } from '#platform/at-end.ts';

/** What was asked of the peer. */
export interface Asked {
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
  /** As decoded from Basic auth: user:password. */
  readonly who: string;
  readonly contentType: string;
  /** What it was called in the answer; empty when it was refused. */
  readonly id: string;
}
export interface Elks {
  /** With /a1, as ELKS_URL. */
  readonly url: string;
  readonly asked: Asked[];
  /** How the next ones are answered instead of with 200. */
  refuse: { readonly status: number; readonly text: string; readonly headers?: Record<string, string> } | undefined;
  /** Tells how a text message went, as 46elks does; the address is the one that was given when it was asked for. */
  report(asked: Asked, status: string, as?: Readonly<Record<string, string>>): Promise<number>;
}

/** A peer that answers as 46elks documents its API (https://46elks.com/docs): send-sms, sms-delivery-reports and make-call. */
export async function elksPeer(): Promise<Elks> {
  const peer: Elks = {
    url: '',
    asked: [],
    refuse: undefined,
    async report({ fields, id }, status, as = {}) {
      const url = new URL(fields.whendelivered ?? fields.whenhangup ?? '');
      const body = new URLSearchParams({
        id,
        status,
        ...(status === 'delivered' ? { delivered: '2026-03-12T09:00:00' } : {}),
        ...as,
      });
      return (await fetch(url, { method: 'POST', body })).status;
    },
  };
  const server = createServer(async (request, response) => {
    const fields = Object.fromEntries(new URLSearchParams((await request.toArray()).join('')));
    const [scheme = '', secret = ''] = (request.headers.authorization ?? '').split(' ');
    const who = scheme === 'Basic' ? Buffer.from(secret, 'base64').toString() : '';
    const { refuse } = peer;
    const id = refuse ? '' : `s${String(peer.asked.length + 1).padStart(32, '0')}`;
    const path = request.url ?? '';
    peer.asked.push({ path, fields, who, contentType: request.headers['content-type'] ?? '', id });
    if (refuse) return response.writeHead(refuse.status, refuse.headers).end(refuse.text);
    if (who !== 'user:password') return response.writeHead(401).end('API access requires Basic HTTP authentication');
    const made = { id, from: fields.from, to: fields.to, created: '2026-03-12T08:14:00.000000', direction: 'outgoing' };
    const rest =
      path === '/a1/sms' ? { status: 'created', message: fields.message, parts: 1, cost: 3500 } : { state: 'ongoing' };
    return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ...made, ...rest }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  return Object.assign(peer, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/a1` });
}

/** The account that the peer knows. */
export const elksAccount = (url: string) => ({ url, username: 'user', password: 'password', smsFrom: 'Allkontrakt' });
