// Long because every way into the list meets every way out of it.
import { beforeAll, describe, expect, it } from 'vitest';
import { addPeriod } from '#platform/clock.ts';
import { sql, transact } from '#platform/db/index.ts';
import { consentSource, consents } from '#policy/consents.ts';
import { type House, house, organisationNumber, placesOf } from '../../../e2e/support/house.ts';
import type { Wish } from '../context.ts';
import { endRequest } from '../contract/index.ts';
import { emailKeyOf } from '../lead/index.ts';
import { erasePerson, objectTo } from '../privacy/index.ts';
import {
  addSubscriber,
  answerSignUp,
  confirmSignUp,
  consentsOf,
  endHeaders,
  isSuppressed,
  issueConfirmToken,
  noteSignUp,
  openEndToken,
  recipients,
  restrictSubscriber,
  stillRecipients,
  subscriberAt,
  subscriberClock,
  subscriberKeyOf,
  suppressionOf,
  useKeyOf,
  withdraw,
  withdrawById,
} from './index.ts';

let h: House;
let n = 0;
beforeAll(async () => {
  h = await house();
});

const address = () => {
  n += 1;
  return `lasare${n}@bokby.example`;
};
const at = (email: string) => subscriberAt(h.ctx, h.ctx.db, email);
async function signUp(email = address(), name?: string): Promise<string> {
  const wanted = { email, locale: 'sv', channel: 'form', name } as const;
  await transact(h.ctx.db, async (tx) => answerSignUp(h.ctx, tx, await noteSignUp(h.ctx, tx, wanted)));
  return email;
}
const tokenFor = async (email: string) =>
  issueConfirmToken(h.ctx, h.ctx.db, (await at(email))?.id ?? '00000000-0000-0000-0000-000000000000');
const confirm = (token: string) => transact(h.ctx.db, (tx) => confirmSignUp(h.ctx, tx, token));
async function subscribe(email = address(), name?: string): Promise<string> {
  await signUp(email, name);
  await confirm(await tokenFor(email));
  return email;
}
const no = (email: string) => transact(h.ctx.db, (tx) => withdraw(h.ctx, tx, email, 'mail'));
const suppressed = (email: string) => isSuppressed(h.ctx, h.ctx.db, email);
const rows = async (query: ReturnType<typeof sql>) =>
  (await query.execute(h.db.owner.db)).rows as Record<string, unknown>[];
const ask = (email: string) =>
  h.ask({ company: { email, organisationNumber: organisationNumber(700 + n) }, ticked: ['savera'] });

describe('P16: fingerprints of an address', () => {
  it('are another for each use, whatever letters it is written with', () => {
    const { vault } = h.ctx;
    const all = [subscriberKeyOf, useKeyOf, suppressionOf, emailKeyOf].map((keyOf) =>
      keyOf(vault, 'Anna@Bokby.example').toString('hex'),
    );
    expect(new Set(all).size).toBe(4);
    expect(subscriberKeyOf(vault, ' anna@bokby.example ').toString('hex')).toBe(all[0]);
  });
});

describe('P14: a sign-up', () => {
  it('that is made again begins again: the link of before no longer works, and the seven days are counted anew', async () => {
    const email = await signUp();
    const old = await tokenFor(email);
    h.clock.advance('P5D');
    await signUp(email);
    expect(await confirm(old)).toBeUndefined();
    const own = await at(email);
    expect(own?.eraseAt).toEqual(addPeriod(h.clock.now(), 'P7D'));
    expect(await rows(sql`select 1 from newsletter.consent where subscriber_id = ${own?.id}`)).toHaveLength(1);
    expect(await confirm(await tokenFor(email))).toBeTruthy();
  });

  it('by two forms at once is one', async () => {
    const email = address();
    await Promise.all([signUp(email), signUp(email), signUp(email)]);
    expect(await rows(sql`select 1 from newsletter.subscriber where email = ${email}`)).toHaveLength(1);
  });

  it('of an address that subscribes already changes nothing, and says so by mail to that address alone', async () => {
    const email = await subscribe();
    const before = await at(email);
    await signUp(email, 'Någon Annan');
    expect(await at(email)).toEqual(before);
    await h.sendDue();
    expect(h.mails.filter(({ to }) => to === email).map(({ subject }) => subject)).toContain('Du prenumererar redan');
  });

  it('G3: a mail that waits when its sign-up is confirmed, or ended, is not sent', async () => {
    const email = await signUp();
    const token = await tokenFor(email);
    await confirm(token);
    const ended = await signUp();
    await no(ended);
    await h.sendDue();
    const sent = (to: string) => h.mails.filter((mail) => mail.to === to).map(({ subject }) => subject);
    expect(sent(email)).toEqual(['Du prenumererar på nyhetsbrevet']);
    expect(sent(ended)).toEqual([]);
  });
});

describe('P15: the words of a proof', () => {
  it('are those of when somebody said yes, and the policy of then, whichever release answers', async () => {
    const email = address();
    const wanted = { email, locale: 'en', channel: 'form' } as const;
    const id = await transact(h.ctx.db, (tx) => noteSignUp(h.ctx, tx, wanted));
    const shown = { text: consentSource('newsletter-form', 'en'), version: consents['newsletter-form'].version };
    const consent = consents['newsletter-form'] as { version: number };
    consent.version += 1;
    try {
      await transact(h.ctx.db, (tx) => answerSignUp({ ...h.ctx, policyVersion: 'later' }, tx, id));
    } finally {
      consent.version -= 1;
    }
    const [proof] = await consentsOf(h.ctx.db, (await at(email))?.id ?? '');
    expect(proof).toMatchObject({ ...shown, policyVersion: h.ctx.policyVersion });
  });
});

describe('D4: an address that has said no', () => {
  it('is not written to on our word; a fresh double opt-in of its own lifts it', async () => {
    const email = await subscribe();
    await no(email);
    expect(await suppressed(email)).toBe(true);
    h.mails.length = 0;
    const wanted = { email, locale: 'sv', channel: 'phone' } as const;
    expect(await transact(h.ctx.db, (tx) => addSubscriber(h.ctx, tx, wanted, crypto.randomUUID()))).toBe('suppressed');
    await h.sendDue();
    expect(h.mails.filter(({ to }) => to === email)).toEqual([]);
    await signUp(email);
    expect(await suppressed(email)).toBe(true);
    await confirm(await tokenFor(email));
    expect(await suppressed(email)).toBe(false);
    expect((await at(email))?.state).toBe('confirmed');
  });

  it('is remembered though it never subscribed, and saying it again changes nothing', async () => {
    const email = address();
    expect(await no(email)).toBe(true);
    expect(await no(email)).toBe(false);
    expect(await suppressed(email)).toBe(true);
    expect(
      await rows(sql`select 1 from privacy.suppression where address_hash = ${suppressionOf(h.ctx.vault, email)}`),
    ).toHaveLength(1);
  });

  it('P8: whoever objects to the brokerage or has everything erased reads no newsletter either', async () => {
    for (const how of ['objection', 'erasure'] as const) {
      const email = await subscribe();
      await ask(email);
      const key = emailKeyOf(h.ctx.vault, email);
      await transact<unknown>(h.ctx.db, (tx) =>
        how === 'objection' ? objectTo(h.ctx, tx, key, 'brokerage', 'page') : erasePerson(h.ctx, tx, key, 'page'),
      );
      expect(await at(email), how).toBeUndefined();
      expect(await suppressed(email), how).toBe(true);
      await h.retain();
      await h.sendDue();
      expect(await placesOf(h.db, email), how).toEqual([]);
    }
  });

  it('P28: whoever subscribes and nothing else is found and erased by the address it gives', async () => {
    const email = await subscribe(undefined, 'Solveig Ensam');
    const key = emailKeyOf(h.ctx.vault, email);
    await transact(h.ctx.db, (tx) => erasePerson(h.ctx, tx, key, 'terminal', email));
    await h.retain();
    await h.sendDue();
    expect(await placesOf(h.db, email)).toEqual([]);
    expect(await placesOf(h.db, 'Solveig Ensam')).toEqual([]);
  });
});

describe('P17: a confirmation and a no at the same moment', () => {
  it('end in nothing but the fingerprint, whichever comes first', async () => {
    for (let i = 0; i < 25; i += 1) {
      const email = await signUp();
      const token = await tokenFor(email);
      const id = (await at(email))?.id ?? '';
      const end = () =>
        transact(h.ctx.db, async (tx) =>
          i % 2 === 0 ? withdraw(h.ctx, tx, email, 'mail') : withdrawById(h.ctx, tx, id, 'link'),
        );
      await Promise.all(i % 3 === 0 ? [end(), confirm(token), end()] : [confirm(token), end(), confirm(token)]);
      expect(await at(email)).toBeUndefined();
      expect(await suppressed(email)).toBe(true);
    }
  });

  it('D4: stand on the list outside the database in the order in which they happened', async () => {
    const email = await subscribe();
    await no(email);
    await signUp(email);
    const token = await tokenFor(email);
    const list: string[] = [];
    let ended: Promise<unknown> = Promise.resolve();
    const wished = async ({ kind }: Wish) => {
      // The no comes just when the confirmation is about to say that the one before is lifted, and has to wait for it.
      if (kind === 'lifted') {
        ended = transact(h.ctx.db, (tx) => withdraw(ctx, tx, email, 'mail'));
        while (
          (
            await rows(
              sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
            )
          ).length === 0
        );
      }
      list.push(kind);
    };
    const ctx = {
      ...h.ctx,
      outside: { erased: async () => {}, delivered: async () => {}, prune: async () => 0, wished },
    };
    await transact(h.ctx.db, (tx) => confirmSignUp(ctx, tx, token));
    await ended;
    expect(list).toEqual(['lifted', 'suppressed']);
    expect([await at(email), await suppressed(email)]).toEqual([undefined, true]);
  });
});

describe('P18: the clock of a subscription', () => {
  it('24 months after the last request came or ended, or the sign-up: not a second before', async () => {
    const [idle, asking] = [await subscribe(), await subscribe()];
    const start = h.clock.now();
    h.clock.advance('P10M');
    const { leadId } = await ask(asking);
    const came = h.clock.now();
    expect((await at(asking))?.usedAt).toEqual(came);
    h.clock.advance('P3D');
    await transact(h.ctx.db, (tx) => endRequest(h.ctx, tx, leadId, 'no-contract'));
    const closed = h.clock.now();
    expect((await at(asking))?.usedAt).toEqual(closed);
    expect((await at(idle))?.usedAt).toEqual(start);
    for (const [email, since] of [
      [idle, start],
      [asking, closed],
    ] as const) {
      h.clock.set(addPeriod(since, 'P24M').subtract({ seconds: 1 }));
      await h.retain();
      expect(await at(email)).toBeTruthy();
      h.clock.set(addPeriod(since, 'P24M'));
      await h.retain();
      expect(await at(email)).toBeUndefined();
      expect(await placesOf(h.db, email)).toEqual(email === asking ? [] : []);
      // It has not said no.
      expect(await suppressed(email)).toBe(false);
    }
  });

  it('begins when a clock ends the last request, too', async () => {
    const email = await subscribe();
    await ask(email);
    h.clock.advance('P30D');
    const gone = h.clock.now();
    await h.retain();
    expect(await placesOf(h.db, email)).not.toContain('brokerage.lead');
    expect((await at(email))?.usedAt).toEqual(gone);
  });

  it('art. 18: stands still while it is restricted, and nothing is sent', async () => {
    const email = await subscribe();
    const own = await at(email);
    const restrict = (on: boolean) => transact(h.ctx.db, (tx) => restrictSubscriber(h.ctx, tx, own?.id ?? '', on));
    h.mails.length = 0;
    expect(await restrict(true)).toBe(true);
    expect(await restrict(true)).toBe(false);
    await h.sendDue();
    expect(h.mails.filter(({ to }) => to === email)).toEqual([]);
    expect((await stillRecipients(h.ctx.db, [own?.id ?? ''])).size).toBe(0);
    h.clock.advance('P36M');
    await h.retain();
    expect(await at(email)).toBeTruthy();
    expect(await restrict(false)).toBe(true);
    await h.retain();
    expect(await at(email)).toBeUndefined();
  });

  it('art. 18: what nobody has confirmed is not paused: it is used for nothing, and goes after seven days', async () => {
    const email = await signUp();
    const id = (await at(email))?.id ?? '';
    expect(await transact(h.ctx.db, (tx) => restrictSubscriber(h.ctx, tx, id, true))).toBe(false);
    expect((await at(email))?.eraseAt).toEqual(addPeriod(h.clock.now(), 'P7D'));
  });

  it.each(['confirmed', 'asked for again'] as const)(
    'art. 18: a pause that was left on a sign-up ends when it is %s',
    async (how) => {
      const email = await signUp();
      const token = await tokenFor(email);
      await sql`update newsletter.subscriber set restricted_at = ${h.clock.now()}, erase_at = null where email = ${email}`.execute(
        h.db.owner.db,
      );
      if (how === 'confirmed') await confirm(token);
      else await signUp(email);
      const own = await at(email);
      expect([own?.state, own?.restrictedAt, own?.eraseAt === null]).toEqual([
        how === 'confirmed' ? 'confirmed' : 'pending',
        null,
        false,
      ]);
    },
  );

  it('is a pure function of the facts', () => {
    const t = Temporal.Instant.from('2026-01-31T09:00:00Z');
    const facts = { state: 'confirmed', requestedAt: t, usedAt: t, restrictedAt: null };
    expect(subscriberClock(facts)).toEqual({ rule: 'subscriber.inactive', at: addPeriod(t, 'P24M') });
    expect(subscriberClock({ ...facts, state: 'pending' })).toEqual({
      rule: 'subscriber.unconfirmed',
      at: addPeriod(t, 'P7D'),
    });
    expect(subscriberClock({ ...facts, restrictedAt: t }).at).toBeNull();
  });
});

describe('what a mailing goes by', () => {
  it('is those who have confirmed, in portions, by language and by what they chose', async () => {
    const before = new Set((await recipients(h.ctx.db, {}, undefined, 1000)).map(({ id }) => id));
    const emails = [await subscribe(), await subscribe(), await subscribe()];
    await signUp();
    const ids = [...(await recipients(h.ctx.db, {}, undefined, 1000))].filter(({ id }) => !before.has(id));
    expect(ids.map(({ email }) => email).sort()).toEqual([...emails].sort());
    await h.ctx.db
      .updateTable('newsletter.subscriber')
      .set({ interests: ['legal'], locale: 'en' })
      .where('email', '=', emails[0] ?? '')
      .execute();
    const read = async (segment: Parameters<typeof recipients>[1]) =>
      (await recipients(h.ctx.db, segment, undefined, 1000)).map(({ email }) => email);
    expect(await read({ interest: 'electricity' })).not.toContain(emails[0]);
    expect(await read({ interest: 'legal' })).toEqual(expect.arrayContaining(emails));
    expect(await read({ locale: 'en' })).toContain(emails[0]);
    expect(await read({ locale: 'en' })).not.toContain(emails[1]);
    const [first] = await recipients(h.ctx.db, {}, undefined, 1);
    expect((await recipients(h.ctx.db, {}, first?.id, 1000)).map(({ id }) => id)).not.toContain(first?.id);
  });

  it('has one link to end it for each subscriber and mailing, always the same', async () => {
    const id = crypto.randomUUID();
    const mailing = crypto.randomUUID();
    const headers = endHeaders(h.ctx, id, mailing);
    expect(headers).toEqual(endHeaders(h.ctx, id, mailing));
    expect(headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
    const token = /one-click\/([^>]+)>$/.exec(headers['List-Unsubscribe'])?.[1] ?? '';
    expect(openEndToken(h.ctx, token)).toEqual({ id, mailing });
    expect(openEndToken(h.ctx, `${token}x`)).toBeUndefined();
  });
});
