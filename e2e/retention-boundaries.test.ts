// Long because it is one table of every rule, with what begins it and how one sees that it has ended.
import { randomBytes, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { issueLoginToken, logIn, logInSupplier, sweepAccess, withinLimit } from '#domain/access/index.ts';
import { noteChoice, sweepChoices } from '#domain/consent/index.ts';
import { keepMail, sweepCaught } from '#domain/contact/index.ts';
import { endRequest, reportContract } from '#domain/contract/index.ts';
import { sortMail, sweepMail } from '#domain/correspondence/index.ts';
import { renderers } from '#domain/flow.ts';
import {
  answerSignUp,
  confirmSignUp,
  issueConfirmToken,
  noteSignUp,
  preferencesToken,
  subscriberAt,
  withdrawById,
} from '#domain/newsletter/index.ts';
import { answerCase, forgetCases, openCase, restrictRequest, sweepNow } from '#domain/privacy/index.ts';
import { issueStaffLink, removeStaff, sweepStaff } from '#domain/staff/index.ts';
import { sweepSubmissions, throwSubmission } from '#domain/submission/index.ts';
import { configureSupplier } from '#domain/supplier/index.ts';
import { Collector, sweepVisits } from '#domain/visit/index.ts';
import { sql, transact } from '#platform/db/index.ts';
import { askedWhere } from '#policy/consents.ts';
import { type RetentionRuleId, retention, retentionRules } from '#policy/retention.ts';
import { type House, house, organisationNumber } from './support/house.ts';
import { plantMail } from './support/mails.ts';
import { addDays, addMonths } from './support/plain-model.ts';
import { plantSubmission } from './support/sources.ts';
import { plantSession, plantStaff } from './support/staff.ts';

/** How a rule is tried: what is there a second before it begins to count, what begins it, and whether the thing is still there. */
interface Tried {
  /** The published number, written here once more: days and months in the Swedish calendar, seconds exact. Absent: no end. */
  readonly lasts?: { readonly days: number } | { readonly months: number } | { readonly seconds: number };
  /** A second before: for what ends at once. @returns an id */
  readonly before?: () => Promise<string>;
  /** What the rule counts from. @returns an id */
  readonly begins: (id: string) => Promise<string>;
  readonly there: (id: string) => Promise<boolean>;
}

/** Rules that are not tried here, and why: what proves them instead, or that the product does not do it yet. */
type Elsewhere = { readonly elsewhere: string };

let h: House;
let n = 0;
beforeAll(async () => {
  h = await house({ start: '2026-01-01T09:00:00Z' });
});

const has = async (query: ReturnType<typeof sql>): Promise<boolean> =>
  (await query.execute(h.db.owner.db)).rows.length > 0;
const lead = (id: string) => has(sql`select 1 from brokerage.lead where id = ${id}`);
async function asked(): Promise<string> {
  n += 1;
  const company = { email: `kund${n}@norrgarden.example`, organisationNumber: organisationNumber(n) };
  return (await h.ask({ company, ticked: ['savera'] })).leadId;
}
const subscriber = (id: string) => has(sql`select 1 from newsletter.subscriber where id = ${id}`);
async function signedUp(): Promise<string> {
  n += 1;
  const wanted = { email: `lasare${n}@norrgarden.example`, locale: 'sv', channel: 'form' } as const;
  await transact(h.ctx.db, async (tx) => answerSignUp(h.ctx, tx, await noteSignUp(h.ctx, tx, wanted)));
  return (await subscriberAt(h.ctx, h.ctx.db, wanted.email))?.id ?? '';
}
async function subscribed(): Promise<string> {
  const id = await signedUp();
  await transact(h.ctx.db, async (tx) => confirmSignUp(h.ctx, tx, await issueConfirmToken(h.ctx, tx, id)));
  return id;
}
const ended = async (id: string): Promise<string> => {
  await transact(h.ctx.db, (tx) => withdrawById(h.ctx, tx, id, 'link'));
  return id;
};
const referralOf = async (id: string) => (await h.referral(id, 'savera')).id;
async function quoted(): Promise<string> {
  const id = await asked();
  await h.quote(id, 'savera');
  return id;
}
const ends = (reason: 'objected' | 'erasure') => async (id: string) => {
  await transact(h.ctx.db, (tx) => endRequest(h.ctx, tx, id, reason));
  return id;
};
const signs = async (id: string): Promise<string> => {
  const referral = await referralOf(id);
  await transact(h.ctx.db, (tx) => reportContract(h.ctx, tx, referral, 'customer'));
  return id;
};
/** The token at the end of the last link to a page in the mails that have left. */
const tokenTo = (page: string): string => {
  const links = h.mails.flatMap((mail) => [...mail.text.matchAll(/http:\/\/house\.example\/(\w+)\/(\S+)/g)]);
  return links.filter(([, to]) => to === page).at(-1)?.[2] ?? '';
};
const opens = (kind: string) => async (token: string) => h.ctx.vault.open(kind, token, h.clock.now()) !== undefined;

const tried: Readonly<Record<RetentionRuleId, Tried | Elsewhere>> = {
  'lead.no-quote': { lasts: { days: 30 }, begins: asked, there: lead },
  'lead.no-contract': { lasts: { months: 12 }, begins: quoted, there: lead },
  'lead.contract': { lasts: { seconds: 0 }, before: quoted, begins: signs, there: lead },
  'archive.contract': {
    lasts: { months: 24 },
    before: quoted,
    begins: signs,
    there: (id) =>
      has(sql`select 1 from brokerage.lead where id = ${id} union all select 1 from archive.request where id = ${id}`),
  },
  'lead.objection': { lasts: { seconds: 0 }, before: quoted, begins: ends('objected'), there: lead },
  'lead.erasure': { lasts: { seconds: 0 }, before: quoted, begins: ends('erasure'), there: lead },
  'lead.restricted': {
    begins: async () => {
      const id = await asked();
      const { email_key } = await h.lead(id);
      await transact(h.ctx.db, (tx) => restrictRequest(h.ctx, tx, email_key, id, true, 'page'));
      return id;
    },
    there: lead,
  },
  delivery: {
    lasts: { seconds: 0 },
    before: asked,
    begins: ends('erasure'),
    there: (id) => has(sql`select 1 from brokerage.delivery where lead_id = ${id}`),
  },
  idempotency: {
    lasts: { seconds: 0 },
    before: async () => (await h.lead(await asked())).idempotency_key,
    begins: async (key) => {
      const { rows } = await sql<{ id: string }>`select id from brokerage.lead where idempotency_key = ${key}`.execute(
        h.ctx.db,
      );
      await ends('erasure')(rows[0]!.id);
      return key;
    },
    there: (key) => has(sql`select 1 from brokerage.lead where idempotency_key = ${key}`),
  },
  parting: {
    lasts: { days: 4 },
    begins: async () => {
      await ends('erasure')(await asked());
      await h.retain();
      const { rows } = await sql<{ id: string }>`
        select id from brokerage.delivery where sealed is not null and kind = 'customer.erased' and created_at = ${h.clock.now()}`.execute(
        h.db.owner.db,
      );
      return rows[0]!.id;
    },
    there: (id) => has(sql`select 1 from brokerage.delivery where id = ${id} and sealed is not null`),
  },
  traces: { elsewhere: 'e2e/erasure.test.ts' },
  backup: { elsewhere: 'e2e/backup.test.ts' },
  'erasure-ledger': { elsewhere: 'e2e/backup.test.ts' },
  'erasure-notice': { elsewhere: 'e2e/erasing.test.ts' },
  'rights-case': {
    lasts: { months: 1 },
    begins: () =>
      transact(h.ctx.db, async (tx) => {
        const emailKey = h.ctx.vault.keyedHash('email', `fall${n}@norrgarden.example`);
        const id = await openCase(h.ctx, tx, { right: 'access', emailKey, channel: 'mail' });
        await answerCase(h.ctx, tx, id, 'done');
        return id;
      }),
    there: (id) => has(sql`select 1 from privacy.rights_case where id = ${id} and email_key is not null`),
  },
  correspondence: {
    lasts: { months: 1 },
    begins: async () => {
      const id = await plantMail(h.ctx);
      await transact(h.ctx.db, (tx) => sortMail(h.ctx, tx, id, { kind: 'other' }));
      return id;
    },
    there: (id) => has(sql`select 1 from brokerage.mail_in where id = ${id}`),
  },
  'correspondence.waiting': {
    lasts: { days: 90 },
    begins: () => plantMail(h.ctx),
    there: (id) => has(sql`select 1 from brokerage.mail_in where id = ${id}`),
  },
  'submission.waiting': {
    lasts: { days: 14 },
    begins: () => plantSubmission(h.ctx),
    there: (id) => has(sql`select 1 from brokerage.submission where id = ${id}`),
  },
  'submission.dealt': {
    lasts: { days: 1 },
    begins: async () => {
      const id = await plantSubmission(h.ctx);
      await sql`update brokerage.submission set state = 'waiting' where id = ${id}`.execute(h.ctx.db);
      await transact(h.ctx.db, (tx) => throwSubmission(h.ctx, tx, id));
      return id;
    },
    there: (id) => has(sql`select 1 from brokerage.submission where id = ${id}`),
  },
  'mail-store': { elsewhere: 'e2e/inbox.test.ts' },
  'login-link': {
    lasts: { seconds: 600 },
    begins: () => issueLoginToken(h.ctx, h.ctx.db, h.ctx.vault.keyedHash('email', 'kund@norrgarden.example')),
    // Tried and taken back: a link that is used is used up.
    there: async (token) => {
      const used = new Error('taken back');
      let session: string | undefined;
      await transact(h.ctx.db, async (tx) => {
        session = await logIn(h.ctx, tx, token);
        throw used;
      }).catch((error) => {
        if (error !== used) throw error;
      });
      return session !== undefined;
    },
  },
  'quote-link': {
    lasts: { days: 7 },
    begins: async () => {
      const now = h.clock.now();
      h.clock.advance('-PT10M');
      await quoted();
      h.clock.set(now);
      await h.sendDue();
      return tokenTo('quotes');
    },
    there: opens('quotes'),
  },
  'receipt-link': { elsewhere: 'e2e/guarantees.test.ts' },
  'customer-session': {
    lasts: { seconds: 12 * 3600 },
    begins: async () => {
      const token = await issueLoginToken(h.ctx, h.ctx.db, h.ctx.vault.keyedHash('email', 'kund@norrgarden.example'));
      await transact(h.ctx.db, (tx) => logIn(h.ctx, tx, token));
      return h.clock.now().toString();
    },
    there: (at) => has(sql`select 1 from access.session where kind = 'customer' and created_at = ${at}`),
  },
  'supplier-link': {
    lasts: { days: 30 },
    begins: async () => {
      await asked();
      await h.sendDue();
      return tokenTo('supplier');
    },
    there: opens('supplier'),
  },
  'supplier-session': {
    lasts: { seconds: 8 * 3600 },
    begins: async () => {
      const referral = await referralOf(await asked());
      await transact(h.ctx.db, (tx) => logInSupplier(h.ctx, tx, 'savera', referral));
      return referral;
    },
    there: (id) => has(sql`select 1 from access.session where referral_id = ${id}`),
  },
  'supplier-contact': {
    lasts: { seconds: 0 },
    before: async () => {
      await transact(h.ctx.db, (tx) => configureSupplier(h.ctx, tx, 'qred', { email: 'kontakt@qred.example' }));
      return 'qred';
    },
    begins: async (id) => {
      await transact(h.ctx.db, (tx) => configureSupplier(h.ctx, tx, id, { email: null }));
      return id;
    },
    there: (id) => has(sql`select 1 from brokerage.supplier where id = ${id} and email is not null`),
  },
  'staff-account': {
    lasts: { seconds: 0 },
    before: async () => {
      await plantStaff(h.ctx, ['administrator']);
      return plantStaff(h.ctx);
    },
    begins: async (id) => {
      await transact(h.ctx.db, (tx) => removeStaff(h.ctx, tx, id));
      return id;
    },
    there: (id) => has(sql`select 1 from access.staff where id = ${id}`),
  },
  'staff-invitation': {
    lasts: { days: 3 },
    begins: async () => {
      const id = await plantStaff(h.ctx);
      await issueStaffLink(h.ctx, h.ctx.db, 'invitation', id);
      return id;
    },
    there: (id) => has(sql`select 1 from access.staff_link where staff_id = ${id}`),
  },
  'staff-link': {
    lasts: { seconds: 600 },
    begins: async () => {
      const id = await plantStaff(h.ctx);
      await issueStaffLink(h.ctx, h.ctx.db, 'login', id);
      return id;
    },
    there: (id) => has(sql`select 1 from access.staff_link where staff_id = ${id}`),
  },
  'staff-session': {
    lasts: { seconds: 12 * 3600 },
    begins: async () => {
      const id = await plantSession(h.ctx, await plantStaff(h.ctx));
      // In use to the end.
      const end = h.clock.now().add({ hours: 13 });
      await sql`update access.staff_session set seen_at = ${end} where id = ${id}`.execute(h.ctx.db);
      return id;
    },
    there: (id) => has(sql`select 1 from access.staff_session where id = ${id}`),
  },
  'staff-idle': {
    lasts: { seconds: 3600 },
    begins: async () => plantSession(h.ctx, await plantStaff(h.ctx)),
    there: (id) => has(sql`select 1 from access.staff_session where id = ${id}`),
  },
  'rate-limit': {
    lasts: { seconds: 24 * 3600 },
    begins: async () => {
      await withinLimit(h.ctx, h.ctx.db, 'boundary', randomUUID(), 10, 1);
      return h.clock.now().toString();
    },
    there: (at) => has(sql`select 1 from access.rate_limit where window_start = ${at}`),
  },
  audit: {
    begins: () =>
      transact(h.ctx.db, (tx) => openCase(h.ctx, tx, { right: 'access', emailKey: randomBytes(32), channel: 'mail' })),
    there: (id) => has(sql`select 1 from ledger.audit where subject = ${id}`),
  },
  'subscriber.unconfirmed': {
    lasts: { days: 7 },
    begins: signedUp,
    there: subscriber,
  },
  'subscriber.withdrawn': {
    lasts: { seconds: 0 },
    before: subscribed,
    begins: ended,
    there: subscriber,
  },
  'subscriber.inactive': {
    lasts: { months: 24 },
    begins: subscribed,
    there: subscriber,
  },
  'consent.proof': {
    lasts: { seconds: 0 },
    before: subscribed,
    begins: ended,
    there: (id) => has(sql`select 1 from newsletter.consent where subscriber_id = ${id}`),
  },
  'preferences-link': {
    lasts: { days: 30 },
    begins: async () => preferencesToken(h.ctx, randomUUID()),
    there: async (token) => h.ctx.vault.open('preferences', token, h.clock.now()) !== undefined,
  },
  'subscriber.suppressed': {
    begins: async () => {
      const id = await asked();
      const hash = h.ctx.vault.keyedHash('suppression', (await h.lead(id)).email);
      await ends('objected')(id);
      await h.retain();
      return hash.toString('hex');
    },
    there: (hash) => has(sql`select 1 from privacy.suppression where address_hash = decode(${hash}, 'hex')`),
  },
  'event.analytics': {
    lasts: { months: 26 },
    begins: async () => {
      await new Collector(h.ctx, 'house.example').store({
        consentId: randomUUID(),
        ...{
          page: '/el',
          locale: 'sv',
          country: 'SE',
          browser: 'Firefox',
          system: 'Linux',
          device: 'desktop',
          language: 'sv',
        },
        beacon: { page: '/el', width: 1280, events: [{ k: 'view' }] },
      });
      return h.clock.now().toString();
    },
    there: (at) => has(sql`select 1 from analytics.event where at = ${at}`),
  },
  'ip.analytics': { elsewhere: 'e2e/visits.test.ts' },
  'consent.asked': { elsewhere: 'e2e/visits.test.ts' },
  'consent.choice': {
    lasts: { months: 38 },
    begins: async () => (await noteChoice(h.ctx, 'yes', 'sv', askedWhere(false))).id ?? '',
    there: (id) => has(sql`select 1 from analytics.consent where id = ${id}`),
  },
  'caught-mail': {
    lasts: { days: 7 },
    begins: async () => {
      const messageId = `<${randomUUID()}@allkontrakt.se>`;
      const mail = { to: 'kund@norrgarden.example', from: 'info@allkontrakt.se', subject: 'Hej', html: '', text: '' };
      await keepMail(h.ctx.db, h.clock, { ...mail, messageId });
      return messageId;
    },
    there: (id) => has(sql`select 1 from caught.mail where message_id = ${id}`),
  },
};

/** Every recurring job that lets something go by time. */
async function sweepAll(at: number): Promise<void> {
  h.clock.set(instant(at));
  await sweepNow(h.ctx, { renderers });
  await sweepAccess(h.ctx, h.ctx.db);
  await sweepStaff(h.ctx, h.ctx.db);
  await sweepVisits(h.ctx);
  await sweepChoices(h.ctx);
  await forgetCases(h.ctx);
  await sweepCaught(h.ctx.db, h.clock.now());
  await sweepMail(h.ctx);
  await sweepSubmissions(h.ctx);
}

const instant = (seconds: number) => Temporal.Instant.fromEpochMilliseconds(seconds * 1000);
const seconds = (text: string) => Temporal.Instant.from(text).epochMilliseconds / 1000;
const endOf = (from: number, lasts: NonNullable<Tried['lasts']>): number => {
  if ('days' in lasts) return addDays(from, lasts.days);
  return 'months' in lasts ? addMonths(from, lasts.months) : from + lasts.seconds;
};
/** The beginning for which a period would end at half past two in a night when the clocks change, by the wall clock in Sweden. */
function endingIn(night: string, { lasts }: Tried): number {
  if (!lasts) return seconds(`${night}T00:30:00Z`);
  const back = 'days' in lasts ? { days: lasts.days } : 'months' in lasts ? { months: lasts.months } : lasts;
  const wall = Temporal.PlainDateTime.from(`${night}T02:30`).subtract(back);
  return wall.toZonedDateTime('Europe/Stockholm').epochMilliseconds / 1000;
}

const beginnings: readonly (readonly [string, (rule: Tried) => number])[] = [
  ['an ordinary day', () => seconds('2027-05-17T08:00:00Z')],
  ['31 January', () => seconds('2027-01-31T09:00:00Z')],
  ['29 February', () => seconds('2028-02-29T09:00:00Z')],
  ['a day that ends it in the hour that is skipped', (rule) => endingIn('2029-03-25', rule)],
  ['a day that ends it in the hour that comes twice', (rule) => endingIn('2029-10-28', rule)],
];

const cases = Object.entries(tried).flatMap(([id, rule]) => ('begins' in rule ? [[id, rule] as const] : []));

describe.each(cases)('G4: %s', (_, rule) => {
  it.each(beginnings)('is there a second before its end, and gone at it and after it: from %s', async (_name, from) => {
    const start = from(rule);
    h.clock.set(instant(start - 1));
    let id = (await rule.before?.()) ?? '';
    if (id) {
      await sweepAll(start - 1);
      expect(await rule.there(id), 'a second before it begins').toBe(true);
    }
    h.clock.set(instant(start));
    id = await rule.begins(id);
    if (!rule.lasts) {
      await sweepAll(start + 10 * 366 * 86_400);
      expect(await rule.there(id), 'ten years later').toBe(true);
      return;
    }
    const end = endOf(start, rule.lasts);
    if (end > start) {
      await sweepAll(end - 1);
      expect(await rule.there(id), 'a second before').toBe(true);
    }
    await sweepAll(end);
    expect(await rule.there(id), 'at').toBe(false);
    await sweepAll(end + 1);
    expect(await rule.there(id), 'a second after').toBe(false);
  });
});

describe('the table', () => {
  it('has 31 January and a month end on 28 February, and a year from 29 February on 28 February', () => {
    expect(instant(addMonths(seconds('2027-01-31T09:00:00Z'), 1)).toString()).toBe('2027-02-28T09:00:00Z');
    expect(instant(addMonths(seconds('2028-02-29T09:00:00Z'), 12)).toString()).toBe('2029-02-28T09:00:00Z');
  });

  it('has every rule of the policy, with the number that is published', () => {
    expect(Object.keys(tried).sort()).toEqual(Object.keys(retention).sort());
    for (const { id, period, status } of retentionRules) {
      const one = tried[id as RetentionRuleId];
      if ('elsewhere' in one) {
        if (one.elsewhere === 'later') expect(status, id).toBe('later');
        continue;
      }
      const lasts = period && Temporal.Duration.from(period);
      const { days = 0, months = 0, seconds: exact = 0 } = { days: 0, months: 0, seconds: 0, ...one.lasts };
      const same =
        lasts &&
        lasts.days === days &&
        lasts.months === months &&
        lasts.hours * 3600 + lasts.minutes * 60 + lasts.seconds === exact;
      expect(one.lasts ? same : lasts === null, id).toBe(true);
    }
  });
});
