import { beforeEach, describe, expect, it } from 'vitest';
import { mailById, sweepMail } from '#domain/correspondence/index.ts';
import { fetchMail, type Losses, purgeMail } from '#domain/inbox/index.ts';
import { sql } from '#platform/db/index.ts';
import { MailStoreError, openMailStore } from '#platform/imap/index.ts';
import { type House, house } from './support/house.ts';
import { type ImapPeer, imapPeer } from './support/imap-peer.ts';
import { raw } from './support/mails.ts';

const away = 'Allkontrakt';

let h: House;
let peer: ImapPeer;
beforeEach(async () => {
  h = await house();
  peer = await imapPeer();
  return () => peer.stop();
});
const open = () => openMailStore({ url: peer.url, putAwayIn: away, timeoutMs: 5000 });
const noteError = (error: unknown) => {
  throw error;
};
const purge = () => purgeMail(h.ctx, open, noteError);
const mails = async () =>
  (
    await sql<{ id: string; subject: string | null; condition: string; kind: string | null }>`
      select id, subject, condition, kind from brokerage.mail_in order by subject`.execute(h.ctx.db)
  ).rows;
const subjects = async () => (await mails()).map(({ subject }) => subject);

/** Fetches as whoever keeps an eye on the server does: again with a new connection when one was lost. @returns how often it was lost */
async function fetchOften(losses: Losses): Promise<number> {
  for (let lost = 0; ; lost += 1) {
    const store = await open();
    try {
      await fetchMail(h.ctx, store, noteError, losses);
      return lost;
    } catch (error) {
      if (!(error instanceof MailStoreError) || lost > 9) throw error;
    } finally {
      await store.close();
    }
  }
}

describe('the mail server drops the connection', () => {
  it('over the same mail each time: after three it is kept as its headers, those behind it come, and it lies on the server', async () => {
    peer.poison = 'Trasig';
    await peer.deliver(raw({ subject: 'Först' }));
    await peer.deliver(raw({ subject: 'Trasig', text: 'avregistrera mig' }));
    await peer.deliver(raw({ subject: 'Sist' }));
    expect(await fetchOften(new Map())).toBe(3);
    expect(await subjects()).toEqual(['Först', 'Sist', 'Trasig']);
    const broken = (await mails())[2]!;
    expect(broken).toMatchObject({ condition: 'unreadable', kind: null });
    expect((await mailById(h.ctx.db, broken.id))?.fromAddress).toBe('anna@kunden.example');
    expect([await peer.count('INBOX'), await peer.count(away)]).toEqual([0, 3]);
    expect((await peer.everything()).join('')).toContain('Trasig');
    // P30: what is known by its headers is found by them when it is erased.
    h.clock.advance('P90D');
    await sweepMail(h.ctx);
    expect(await purge()).toBe(3);
    expect(await peer.everything()).toEqual([]);
  });

  it('over its headers, too: it stays in the inbox, one row says so, and it is not tried again', async () => {
    peer.poison = '!Trasig';
    await peer.deliver(raw({ subject: 'Trasig' }));
    await peer.deliver(raw({ subject: 'Sist' }));
    const losses: Losses = new Map();
    expect(await fetchOften(losses)).toBe(6);
    expect(await fetchOften(losses)).toBe(0);
    // A new process tries again, and knows it again.
    expect(await fetchOften(new Map())).toBe(6);
    expect((await mails()).map(({ subject, condition }) => [subject, condition])).toEqual([
      ['Sist', 'whole'],
      [null, 'unreadable'],
    ]);
    expect([await peer.count('INBOX'), await peer.count(away)]).toEqual([1, 1]);
    // When the server has been mended, it comes whole.
    peer.poison = undefined;
    await fetchOften(new Map());
    expect(await subjects()).toEqual(['Sist', 'Trasig', null]);
  });

  it('now and then: what came in the end was not passed over', async () => {
    await peer.deliver(raw({ subject: 'Lång', text: 'ord '.repeat(50_000) }));
    peer.cuts = 2;
    expect(await fetchOften(new Map())).toBe(2);
    expect((await mails()).map(({ condition }) => condition)).toEqual(['whole']);
  });
});
