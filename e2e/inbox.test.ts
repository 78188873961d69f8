import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { endRequest } from '#domain/contract/index.ts';
import { mailById, purgesPast, purgesWaiting, sweepMail } from '#domain/correspondence/index.ts';
import { fetchMail, purgeMail } from '#domain/inbox/index.ts';
import { erasePerson } from '#domain/privacy/index.ts';
import { sql, transact } from '#platform/db/index.ts';
import { type MailStore, MailStoreError, openMailStore } from '#platform/imap/index.ts';
import { dovecot, hasDovecot } from './support/dovecot.ts';
import { type House, house, placesOf } from './support/house.ts';
import { type ImapPeer, imapPeer, type MailServer } from './support/imap-peer.ts';
import { raw } from './support/mails.ts';

const servers: readonly (readonly [string, boolean, () => Promise<MailServer>])[] = [
  ['a server of the test’s own', true, imapPeer],
  ['Dovecot', hasDovecot(), dovecot],
];
const away = 'Allkontrakt';

let h: House;
let server: MailServer;
const errors: unknown[] = [];
const open = () => openMailStore({ url: server.url, putAwayIn: away, timeoutMs: 5000 });
const noteError = (error: unknown) => void errors.push(error);
async function withStore<T>(work: (store: MailStore) => Promise<T>): Promise<T> {
  const store = await open();
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
const fetchOnce = () => withStore((store) => fetchMail(h.ctx, store, noteError));
const purge = () => purgeMail(h.ctx, open, noteError);
const mails = async () =>
  (
    await sql<{ id: string; subject: string | null; condition: string; kind: string | null; lead_id: string | null }>`
      select id, subject, condition, kind, lead_id from brokerage.mail_in order by subject`.execute(h.ctx.db)
  ).rows;
const subjects = async () => (await mails()).map(({ subject }) => subject);

describe.each(servers.filter(([, there]) => there))('mail is fetched from %s', (_, __, start) => {
  const running: MailServer[] = [];
  beforeEach(async () => {
    h = await house({ mailbox: { address: 'info@allkontrakt.se', marksReplies: true } });
    server = await start();
    running.push(server);
    errors.length = 0;
  });
  afterAll(async () => {
    for (const one of running) await one.stop();
  });

  it('once, with its words, when it arrived, and is moved out of the inbox when it is stored', async () => {
    const at = Temporal.Instant.from('2026-03-10T05:06:07Z');
    await server.deliver(raw({ subject: 'Frågan', text: 'Hör ni öppet i påsk?' }), at);
    expect(await fetchOnce()).toBe(1);
    const [row] = await mails();
    const mail = (await mailById(h.ctx.db, row!.id))!;
    expect(mail).toMatchObject({ subject: 'Frågan', body: 'Hör ni öppet i påsk?', fromAddress: 'anna@kunden.example' });
    expect(mail.arrivedAt.equals(at)).toBe(true);
    expect([await server.count('INBOX'), await server.count(away)]).toEqual([0, 1]);
    expect(await fetchOnce()).toBe(0);
  });

  it('P27: once after the server has numbered everything anew, and when it lies in the inbox again', async () => {
    for (const subject of ['Ett', 'Två']) await server.deliver(raw({ subject }));
    await fetchOnce();
    await server.renumber();
    await server.putBack(away);
    expect(await server.count('INBOX')).toBe(2);
    await server.deliver(raw({ subject: 'Tre' }));
    expect(await fetchOnce()).toBe(1);
    expect(await subjects()).toEqual(['Ett', 'Tre', 'Två']);
    expect([await server.count('INBOX'), await server.count(away)]).toEqual([0, 3]);
  });

  it('once when two workers fetch at the same time', async () => {
    for (let n = 10; n < 30; n += 1) await server.deliver(raw({ subject: `Nr ${n}` }));
    const both = await Promise.allSettled([fetchOnce(), fetchOnce(), fetchOnce()]);
    expect(both.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
    await fetchOnce();
    expect(new Set(await subjects()).size).toBe(20);
    expect((await mails()).length).toBe(20);
    expect(await server.count('INBOX')).toBe(0);
  });

  it('once when the worker dies between storing and moving', async () => {
    await server.deliver(raw({ subject: 'Död' }));
    await withStore(async (store) => {
      const dying: MailStore = { ...store, putAway: () => Promise.reject(new MailStoreError('closed')) };
      await expect(fetchMail(h.ctx, dying, noteError)).rejects.toThrow('closed');
    });
    expect([await subjects(), await server.count('INBOX')]).toEqual([['Död'], 1]);
    expect(await fetchOnce()).toBe(0);
    expect([await subjects(), await server.count('INBOX'), await server.count(away)]).toEqual([['Död'], 0, 1]);
  });

  it('the same mail that came by two ways is one; another with the same Message-ID is another', async () => {
    const messageId = '<samma@kunden.example>';
    await server.deliver(raw({ messageId, text: 'Först' }));
    await server.deliver(raw({ messageId, text: 'Först', headers: ['Received: from elsewhere'] }));
    await server.deliver(raw({ messageId, text: 'Sedan' }));
    expect(await fetchOnce()).toBe(2);
    expect(await server.count(away)).toBe(3);
  });

  it('P30: a mail that is erased is erased on the mail server, in whatever folder it lies', async () => {
    const receipt = await h.ask();
    const key = (await h.lead(receipt.leadId)).email_key;
    await server.deliver(
      raw({ from: 'inkop@norrgarden.example', subject: 'Om oss', text: 'Ett hemligt ord: kardemumma.' }),
    );
    await server.deliver(raw({ from: 'inkop@norrgarden.example', subject: 'Utan nummer', messageId: '' }));
    await server.deliver(raw({ subject: 'Någon annans' }));
    await fetchOnce();
    // One lies in two places, as when a server died in the middle of a move.
    await server.deliver(raw({ subject: 'Kom sedan' }));
    await transact(h.ctx.db, (tx) => erasePerson(h.ctx, tx, key, 'terminal'));
    await h.retain();
    expect((await purgesWaiting(h.ctx.db)).n).toBe(2);
    await server.renumber();
    expect(await purge()).toBe(2);
    expect((await purgesWaiting(h.ctx.db)).n).toBe(0);
    expect(await placesOf(h.db, 'kardemumma')).toEqual([]);
    const left = (await server.everything()).join('\n');
    expect(left).not.toContain('inkop@norrgarden.example');
    expect(left).toContain('anna@kunden.example');
    await fetchOnce();
    expect(await subjects()).toEqual(['Kom sedan', 'Någon annans']);
  });

  it('P30: one that is erased before it has been moved doesn’t come back', async () => {
    await server.deliver(raw({ subject: 'Borta' }));
    await withStore(async (store) => {
      const dying: MailStore = { ...store, putAway: () => Promise.reject(new MailStoreError('closed')) };
      await fetchMail(h.ctx, dying, noteError).catch(() => {});
    });
    h.clock.advance('P90D');
    expect(await sweepMail(h.ctx)).toBe(1);
    expect(await fetchOnce()).toBe(0);
    expect(await mails()).toEqual([]);
    await purge();
    expect(await server.everything()).toEqual([]);
  });

  it('P30: while the mail server can’t be reached it waits, is counted, and goes when it can', async () => {
    await server.deliver(raw({ subject: 'Väntar' }));
    await fetchOnce();
    h.clock.advance('P90D');
    await sweepMail(h.ctx);
    await server.stop();
    expect(await purge()).toBe(0);
    expect(errors).toHaveLength(1);
    expect(await purgesWaiting(h.ctx.db)).toEqual({ n: 1, since: h.clock.now() });
    expect(await purgesPast(h.ctx.db, h.clock.now())).toBe(0);
    await purge();
    expect(errors, 'it is not tried again at once').toHaveLength(1);
    h.clock.advance('P1D');
    expect(await purgesPast(h.ctx.db, h.clock.now())).toBe(1);
    await server.start();
    expect(await purge()).toBe(1);
    expect((await purgesWaiting(h.ctx.db)).n).toBe(0);
    expect(await server.everything()).toEqual([]);
  });

  it('what belongs to a request goes with it', async () => {
    const { leadId } = await h.ask();
    await h.sendDue();
    const receipt = h.mails.at(-1)!;
    await server.deliver(
      raw({ from: 'inkop@norrgarden.example', subject: 'Sv', headers: [`In-Reply-To: ${receipt.messageId}`] }),
    );
    await fetchOnce();
    expect((await mails())[0]).toMatchObject({ lead_id: leadId });
    await transact(h.ctx.db, (tx) => endRequest(h.ctx, tx, leadId, 'withdrawn'));
    await h.retain();
    expect(await mails()).toEqual([]);
    await purge();
    expect(await server.everything()).toEqual([]);
  });

  it('one that can’t be read, and one that is too large, are kept as that, and those behind them come', async () => {
    await server.deliver(Buffer.from([0, 255, 1, 2, 13, 10, 13, 10, 0, 0]));
    await server.deliver(raw({ subject: 'Stor', text: 'x'.repeat(100) }));
    await server.deliver(raw({ subject: 'Sist' }));
    await withStore(async (store) => {
      const small: MailStore = { ...store, fetch: (uid) => store.fetch(uid, 300) };
      await fetchMail(h.ctx, small, noteError);
    });
    expect((await mails()).map(({ condition }) => condition).sort()).toContain('too-large');
    expect((await mails()).map(({ condition }) => condition)).toContain('unreadable');
    expect((await mails()).length).toBe(3);
    expect(await server.count('INBOX')).toBe(0);
  });

  it('rests until something comes', async () => {
    await withStore(async (store) => {
      await fetchMail(h.ctx, store, noteError);
      const rested = store.rest(60_000);
      await server.deliver(raw({ subject: 'Nu' }));
      await rested;
      expect(await fetchMail(h.ctx, store, noteError)).toBe(1);
    });
  });
});

describe('the mail server fails', () => {
  let peer: ImapPeer;
  beforeEach(async () => {
    h = await house();
    peer = await imapPeer();
    server = peer;
    errors.length = 0;
    return () => peer.stop();
  });

  it('in the middle of a mail: nothing of it is stored, and it comes whole with the next connection', async () => {
    await peer.deliver(raw({ subject: 'Först' }));
    await peer.deliver(raw({ subject: 'Lång', text: 'ord '.repeat(50_000) }));
    await peer.deliver(raw({ subject: 'Sist' }));
    await withStore(async (store) => {
      const cutting: MailStore = {
        ...store,
        putAway: async (uid) => {
          await store.putAway(uid);
          peer.cuts = 1;
        },
      };
      await expect(fetchMail(h.ctx, cutting, noteError)).rejects.toThrow(MailStoreError);
    });
    expect(await subjects()).toEqual(['Först']);
    await fetchOnce();
    expect(await subjects()).toEqual(['Först', 'Lång', 'Sist']);
    expect((await mailById(h.ctx.db, (await mails())[1]!.id))?.body?.length).toBe(199_999);
  });

  it('has no MOVE: it is copied and deleted', async () => {
    peer.move = false;
    await peer.deliver(raw());
    await fetchOnce();
    expect([await peer.count('INBOX'), await peer.count(away)]).toEqual([0, 1]);
  });

  it('P30: doesn’t delete: it waits and is tried again', async () => {
    await peer.deliver(raw());
    await fetchOnce();
    h.clock.advance('P90D');
    await sweepMail(h.ctx);
    peer.readOnly = true;
    expect(await purge()).toBe(0);
    expect((await purgesWaiting(h.ctx.db)).n).toBe(1);
    peer.readOnly = false;
    h.clock.advance('PT1H');
    expect(await purge()).toBe(1);
    expect(await peer.everything()).toEqual([]);
  });

  it('doesn’t let us in: that is said without the password', async () => {
    const wrong = openMailStore({ url: peer.url.replace('hemligt', 'fel-losen'), putAwayIn: away });
    await expect(wrong).rejects.toMatchObject({ name: 'MailStoreError', code: 'not-let-in' });
    await expect(wrong).rejects.not.toThrow('fel-losen');
  });

  it('the database fails for one mail: it stays in the inbox and the others come', async () => {
    await peer.deliver(raw({ subject: 'Ett' }));
    await peer.deliver(raw({ subject: 'Spärrad' }));
    await peer.deliver(raw({ subject: 'Tre' }));
    await sql`alter table brokerage.mail_in add constraint broken check (subject <> 'Spärrad')`.execute(h.db.owner.db);
    expect(await fetchOnce()).toBe(2);
    expect([await subjects(), await peer.count('INBOX'), errors.length]).toEqual([['Ett', 'Tre'], 1, 1]);
    await sql`alter table brokerage.mail_in drop constraint broken`.execute(h.db.owner.db);
    expect(await fetchOnce()).toBe(1);
  });
});
