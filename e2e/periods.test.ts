// Long because it is a table: for every published period, something that is planted, and what ends it.

import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { issueLoginToken, logIn, logInSupplier, withinLimit } from '#domain/access/index.ts';
import { noteChoice } from '#domain/consent/index.ts';
import { keepMail } from '#domain/contact/index.ts';
import type { Context } from '#domain/context.ts';
import { endRequest, reportContract } from '#domain/contract/index.ts';
import { sortMail } from '#domain/correspondence/index.ts';
import { audit } from '#domain/ledger/index.ts';
import {
  answerSignUp,
  confirmSignUp,
  issueConfirmToken,
  noteSignUp,
  subscriberAt,
  withdrawById,
} from '#domain/newsletter/index.ts';
import {
  answerCase,
  heldPast,
  openCase,
  periodsAtWork,
  type RunningRule,
  restrictRequest,
} from '#domain/privacy/index.ts';
import { chooseQuote } from '#domain/quote/index.ts';
import { schedule } from '#domain/schedule.ts';
import { issueStaffLink, removeStaff, type StaffRole } from '#domain/staff/index.ts';
import { throwSubmission } from '#domain/submission/index.ts';
import { configureSupplier } from '#domain/supplier/index.ts';
import { Collector } from '#domain/visit/index.ts';
import { atEnd } from '#platform/at-end.ts';
import { addPeriod } from '#platform/clock.ts';
import { sql, transact } from '#platform/db/index.ts';
import { scrub } from '#platform/db/scrub.ts';
import { openErasureFile } from '#platform/erasure-file.ts';
import { askedWhere } from '#policy/consents.ts';
import { policyDocument } from '#policy/document.ts';
import { type RetentionRule, retention, retentionRules } from '#policy/retention.ts';
import { type House, house, organisationNumber } from './support/house.ts';
import { plantMail } from './support/mails.ts';
import { plantSubmission } from './support/sources.ts';
import { plantSession, plantStaff } from './support/staff.ts';

const folder = mkdtempSync(join(tmpdir(), 'ak-periods-'));
const ledger = join(folder, 'erasures');
let h: House;
let ctx: Context;
beforeAll(async () => {
  h = await house();
  const outside = openErasureFile(ledger, () => h.clock.now());
  ctx = { ...h.ctx, outside };
  atEnd(async () => {
    await outside.close();
    rmSync(folder, { recursive: true, force: true });
  });
});

const key = Buffer.alloc(32, 7);
const now = () => h.clock.now();
let n = 0;
async function asked(): Promise<string> {
  n += 1;
  const company = { organisationNumber: organisationNumber(500 + n), email: `kund${n}@aby.example` };
  return (await h.ask({ company })).leadId;
}
async function contracted(): Promise<string> {
  const id = await asked();
  await h.quote(id, 'savera');
  const { rows } = await sql<{ id: string }>`select id from brokerage.quote where lead_id = ${id}`.execute(ctx.db);
  await transact(ctx.db, (tx) => chooseQuote(ctx, tx, id, rows[0]!.id));
  return id;
}
const report = async (id: string) => {
  const referral = await h.referral(id, 'savera');
  await transact(ctx.db, (tx) => reportContract(ctx, tx, referral.id, 'customer'));
};
const end = (id: string, reason: 'objected' | 'erasure' | 'withdrawn') =>
  transact(ctx.db, (tx) => endRequest(ctx, tx, id, reason));
const count = async (query: ReturnType<typeof sql>): Promise<number> =>
  ((await query.execute(h.db.owner.db)).rows[0] as { n: number }).n;
const leads = (id: string) => count(sql`select count(*) as n from brokerage.lead where id = ${id}`);
const files = async () => (await readdir(ledger)).length;

/** Something that is held, from now on or until something happens. */
interface Planted {
  readonly held: () => Promise<number>;
  /** When its time is up, where that is not the period from now. */
  readonly ends?: Temporal.Instant;
  /** What a period of nothing is counted from. */
  readonly happens?: () => Promise<unknown>;
}

const plant: Readonly<Record<RunningRule, () => Promise<Planted>>> = {
  'lead.no-quote': async () => {
    const id = await asked();
    return { held: () => leads(id) };
  },
  'lead.no-contract': async () => {
    const id = await asked();
    await h.quote(id, 'savera');
    return { held: () => leads(id) };
  },
  'lead.contract': async () => {
    const id = await contracted();
    return { held: () => leads(id), happens: () => report(id) };
  },
  'archive.contract': async () => {
    const id = await contracted();
    await report(id);
    await h.retain();
    return { held: () => count(sql`select count(*) as n from archive.request where id = ${id}`) };
  },
  'lead.objection': async () => {
    const id = await asked();
    return { held: () => leads(id), happens: () => end(id, 'objected') };
  },
  'lead.erasure': async () => {
    const id = await asked();
    return { held: () => leads(id), happens: () => end(id, 'erasure') };
  },
  'lead.restricted': async () => {
    const id = await asked();
    const { email_key } = await h.lead(id);
    await transact(ctx.db, (tx) => restrictRequest(ctx, tx, email_key, id, true, 'page'));
    return { held: () => leads(id) };
  },
  delivery: async () => {
    const id = await asked();
    const held = () =>
      count(sql`select (select count(*) from brokerage.referral where lead_id = ${id})
        + (select count(*) from brokerage.delivery where lead_id = ${id}) as n`);
    return { held, happens: () => end(id, 'withdrawn') };
  },
  idempotency: async () => {
    const id = await asked();
    const { idempotency_key } = await h.lead(id);
    const held = () => count(sql`select count(*) as n from brokerage.lead where idempotency_key = ${idempotency_key}`);
    return { held, happens: () => end(id, 'withdrawn') };
  },
  parting: async () => {
    const id = await asked();
    await end(id, 'erasure');
    await h.retain();
    return { held: () => count(sql`select count(*) as n from brokerage.delivery where sealed is not null`) };
  },
  traces: async () => {
    const id = await asked();
    await h.retain();
    return {
      held: () =>
        count(sql`select count(*) as n from privacy.erasure where scrubbed_at is null and ${id}::uuid = any(lead_ids)`),
      happens: async () => {
        await end(id, 'erasure');
        await h.retain();
      },
    };
  },
  backup: async () => {
    const file = join(folder, 'one.backup');
    writeFileSync(file, `ALLKBK1\n${'x'.repeat(99)}`);
    utimesSync(file, now().epochMilliseconds / 1000, now().epochMilliseconds / 1000);
    const made = { kind: 'backup', started_at: now(), finished_at: now(), detail: JSON.stringify({ file }) };
    await ctx.db.insertInto('privacy.run').values(made).execute();
    return { held: async () => Number(existsSync(file)) };
  },
  'erasure-ledger': async () => {
    await ctx.outside?.prune(now().add({ hours: 1e5 }));
    await ctx.outside?.erased({ at: now(), leadIds: [], archiveIds: [], emailKeys: [] });
    const day = Temporal.Instant.from(`${now().toString().slice(0, 10)}T00:00:00Z`);
    const ends = addPeriod(day, retention['erasure-ledger'].period);
    return { held: files, ends };
  },
  'erasure-notice': async () => {
    const id = await asked();
    await h.sendDue();
    await end(id, 'objected');
    await h.retain();
    return { held: () => count(sql`select count(*) as n from privacy.erasure_notice`) };
  },
  'rights-case': async () => {
    const id = await transact(ctx.db, async (tx) => {
      const opened = await openCase(ctx, tx, { right: 'access', emailKey: key, channel: 'page' });
      await answerCase(ctx, tx, opened, 'done');
      return opened;
    });
    return { held: () => count(sql`select count(email_key) as n from privacy.rights_case where id = ${id}`) };
  },
  correspondence: async () => {
    const id = await plantMail(ctx);
    await transact(ctx.db, (tx) => sortMail(ctx, tx, id, { kind: 'other' }));
    return { held: () => count(sql`select count(*) as n from brokerage.mail_in where id = ${id}`) };
  },
  'correspondence.waiting': async () => {
    const id = await plantMail(ctx);
    return { held: () => count(sql`select count(*) as n from brokerage.mail_in where id = ${id}`) };
  },
  'submission.waiting': async () => {
    const id = await plantSubmission(ctx);
    return { held: () => count(sql`select count(*) as n from brokerage.submission where id = ${id}`) };
  },
  'submission.dealt': async () => {
    const id = await plantSubmission(ctx);
    await sql`update brokerage.submission set state = 'waiting' where id = ${id}`.execute(ctx.db);
    await transact(ctx.db, (tx) => throwSubmission(ctx, tx, id));
    return { held: () => count(sql`select count(*) as n from brokerage.submission where id = ${id}`) };
  },
  // How it ends is tried against a mail server, in e2e/inbox.test.ts.
  'mail-store': async () => ({ held: async () => 0 }),
  'login-link': async () => {
    await issueLoginToken(ctx, ctx.db, key);
    return { held: () => count(sql`select count(*) as n from access.login_link where email_key = ${key}`) };
  },
  'customer-session': async () => {
    const token = await issueLoginToken(ctx, ctx.db, key);
    await transact(ctx.db, (tx) => logIn(ctx, tx, token));
    return { held: () => count(sql`select count(*) as n from access.session where email_key = ${key}`) };
  },
  'supplier-session': async () => {
    const { id } = await h.referral(await asked(), 'savera');
    await transact(ctx.db, (tx) => logInSupplier(ctx, tx, 'savera', id));
    return { held: () => count(sql`select count(*) as n from access.session where referral_id = ${id}`) };
  },
  'quote-link': async () => {
    await h.quote(await asked(), 'savera');
    h.clock.advance('PT10M');
    await h.sendDue();
    return { held: opens('quotes', 'quotes') };
  },
  'supplier-link': async () => {
    await asked();
    await h.sendDue();
    return { held: opens('supplier', 'supplier') };
  },
  'receipt-link': async () => {
    const expires = addPeriod(now(), retention['receipt-link'].period);
    const token = ctx.vault.sign({ kind: 'receipt', id: 'x', expires });
    return { held: async () => Number(ctx.vault.open('receipt', token, now()) !== undefined) };
  },
  'supplier-contact': async () => ({
    held: () => count(sql`select count(email) as n from brokerage.supplier where id = 'fortnox'`),
    happens: () => transact(ctx.db, (tx) => configureSupplier(ctx, tx, 'fortnox', { email: null })),
  }),
  'staff-account': async () => {
    const id = await staff();
    await staff(['administrator']);
    return {
      held: () => count(sql`select count(*) as n from access.staff where id = ${id}`),
      happens: () => transact(ctx.db, (tx) => removeStaff(ctx, tx, id)),
    };
  },
  'staff-invitation': async () => {
    const id = await staff();
    await issueStaffLink(ctx, ctx.db, 'invitation', id);
    return { held: () => count(sql`select count(*) as n from access.staff_link where staff_id = ${id}`) };
  },
  'staff-link': async () => {
    const id = await staff();
    await issueStaffLink(ctx, ctx.db, 'login', id);
    return { held: () => count(sql`select count(*) as n from access.staff_link where staff_id = ${id}`) };
  },
  'staff-session': async () => {
    const id = await plantSession(ctx, await staff());
    // In use to the end.
    await sql`update access.staff_session set seen_at = ${now().add({ hours: 12 })} where id = ${id}`.execute(ctx.db);
    return { held: () => count(sql`select count(*) as n from access.staff_session where id = ${id}`) };
  },
  'staff-idle': async () => {
    const id = await plantSession(ctx, await staff());
    return { held: () => count(sql`select count(*) as n from access.staff_session where id = ${id}`) };
  },
  'rate-limit': async () => {
    await withinLimit(ctx, ctx.db, 'test', 'somebody', 5, 1);
    return { held: () => count(sql`select count(*) as n from access.rate_limit where window_start = ${now0}`) };
  },
  audit: async () => {
    await transact(ctx.db, (tx) => audit(tx, now(), 'product', 'policy.applied', null, {}));
    return { held: () => count(sql`select count(*) as n from ledger.audit`) };
  },
  'subscriber.unconfirmed': async () => {
    const id = await signedUp();
    return { held: () => subscribers(id) };
  },
  'subscriber.inactive': async () => {
    const id = await subscribed();
    return { held: () => subscribers(id) };
  },
  'subscriber.withdrawn': async () => {
    const id = await subscribed();
    return { held: () => subscribers(id), happens: () => transact(ctx.db, (tx) => withdrawById(ctx, tx, id, 'link')) };
  },
  'consent.proof': async () => {
    const id = await subscribed();
    return {
      held: () => count(sql`select count(*) as n from newsletter.consent where subscriber_id = ${id}`),
      happens: () => transact(ctx.db, (tx) => withdrawById(ctx, tx, id, 'link')),
    };
  },
  'preferences-link': async () => {
    await subscribed();
    await h.sendDue();
    return { held: opens('preferences', 'preferences') };
  },
  'subscriber.suppressed': async () => {
    await sql`insert into privacy.suppression (address_hash, at) values (${key}, ${now()})`.execute(ctx.db);
    return { held: () => count(sql`select count(*) as n from privacy.suppression where address_hash = ${key}`) };
  },
  'event.analytics': async () => {
    await new Collector(ctx, 'house.example').store({
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
    return { held: () => count(sql`select count(*) as n from analytics.event`) };
  },
  'ip.analytics': async () => ({ held: async () => 0 }),
  'consent.asked': async () => ({ held: async () => 0 }),
  'consent.choice': async () => {
    const { id } = await noteChoice(ctx, 'yes', 'sv', askedWhere(false));
    return { held: () => count(sql`select count(*) as n from analytics.consent where id = ${id}`) };
  },
  'caught-mail': async () => {
    const mail = {
      to: 'a@b.example',
      from: 'c@d.example',
      subject: 's',
      text: 't',
      html: '<p>t</p>',
      messageId: '<1@d.example>',
    };
    await keepMail(ctx.db, h.clock, { ...mail, headers: {} });
    return { held: () => count(sql`select count(*) as n from caught.mail`) };
  },
};

const subscribers = (id: string) => count(sql`select count(*) as n from newsletter.subscriber where id = ${id}`);
/** Somebody who has asked for the newsletter. */
async function signedUp(): Promise<string> {
  n += 1;
  const wanted = { email: `lasare${n}@aby.example`, locale: 'sv', channel: 'form' } as const;
  await transact(ctx.db, async (tx) => answerSignUp(ctx, tx, await noteSignUp(ctx, tx, wanted)));
  const own = await subscriberAt(ctx, ctx.db, wanted.email);
  return own?.id ?? '';
}
/** And has confirmed it. */
async function subscribed(): Promise<string> {
  const id = await signedUp();
  await transact(ctx.db, async (tx) => confirmSignUp(ctx, tx, await issueConfirmToken(ctx, tx, id)));
  return id;
}

const staff = (roles: readonly StaffRole[] = []): Promise<string> => plantStaff(ctx, roles);

let now0: Temporal.Instant;
/** Whether the newest link of a kind that was mailed still opens. */
function opens(place: string, kind: string): () => Promise<number> {
  const found = h.mails.map(({ text }) => new RegExp(`http://house\\.example/${place}/(\\S+)`).exec(text ?? '')?.[1]);
  const token = found.filter(Boolean).at(-1);
  if (!token) throw new Error(`no link to ${place} was mailed`);
  return async () => Number(ctx.vault.open(kind, token, now()) !== undefined);
}

/** Does what the rule says that it is ended by. */
async function work(rule: RunningRule): Promise<void> {
  const { by } = periodsAtWork[rule];
  if (typeof by === 'object') {
    const job = schedule[by.job as keyof typeof schedule];
    await job.run(ctx, {
      folders: [],
      scrub: async () => void (await scrub(h.db.owner.pool)),
      printHeads: async () => {},
    });
  } else if (by !== 'its-link' && by !== 'the-operator' && by !== 'the-subscriber') await h.retain();
}

const running = retentionRules.filter(({ status }) => status !== 'later') as readonly (RetentionRule & {
  id: RunningRule;
})[];
/** Ended by a browser, or never held: tried where visits are, in e2e/visits.test.ts. */
const notHere = (id: RunningRule) => ['its-cookie', 'never-kept'].includes(String(periodsAtWork[id].by));
const timed = running.filter(
  ({ id, period }) => !notHere(id) && period !== null && period !== 'PT0S' && id !== 'traces' && id !== 'mail-store',
);

describe('every published period is run', () => {
  it('the table of what runs it has every rule that runs today, and none of those to come', () => {
    expect(Object.keys(periodsAtWork).sort()).toEqual(running.map(({ id }) => id).sort());
    expect(Object.keys(plant).sort()).toEqual(Object.keys(periodsAtWork).sort());
    expect(timed.length).toBeGreaterThan(10);
  });

  it('every rule of the page is one of these, and those to come stand apart from them', () => {
    const table = (at: number) =>
      policyDocument('sv', { suppliers: [] })
        .sections.find(({ id }) => id === 'retention')!
        .blocks.flatMap((block) => ('table' in block ? [block.table.rows.map(([first]) => first)] : []))[at];
    const names = (rules: readonly RetentionRule[]) => rules.map(({ condition }) => condition.sv);
    expect(table(0)).toEqual(names(running.filter(({ status }) => status === undefined)));
    expect(table(1)).toEqual(names(retentionRules.filter(({ status }) => status === 'later')));
  });

  it.each(timed.map(({ id }) => id))(
    'P26: %s is ended at its time and not a second before',
    { timeout: 60_000 },
    async (id) => {
      h.clock.set(now().round({ smallestUnit: 'second', roundingMode: 'ceil' }));
      now0 = now();
      const { held, ends } = await plant[id]();
      const at = ends ?? addPeriod(now(), retention[id].period as string);
      h.clock.set(at.subtract({ seconds: 1 }));
      await work(id);
      expect(await held()).toBeGreaterThan(0);
      expect((await heldPast(ctx, now())).map(({ rule }) => rule)).not.toContain(id);
      h.clock.set(at);
      const past = (await heldPast(ctx, now())).map(({ rule }) => rule);
      if (periodsAtWork[id].past) expect(past).toContain(id);
      await work(id);
      expect(await held()).toBe(0);
      expect((await heldPast(ctx, now())).map(({ rule }) => rule)).not.toContain(id);
    },
  );

  it.each(running.filter(({ id, period }) => period === 'PT0S' && !notHere(id)).map(({ id }) => id))(
    '%s: held until it happens, and gone with what runs next',
    async (id) => {
      const { held, happens } = await plant[id]();
      await work(id);
      expect(await held()).toBeGreaterThan(0);
      await happens?.();
      await work(id);
      expect(await held()).toBe(0);
    },
  );

  it('P30: traces are gone with the nightly job, which comes once in each published period', async () => {
    const { held, happens } = await plant.traces();
    await happens?.();
    expect(await held()).toBe(1);
    await work('traces');
    expect(await held()).toBe(0);
    expect(schedule.scrub.cron).toMatch(/^\d+ \d+ \* \* \*$/);
    expect(retention.traces.period).toBe('P1D');
  });

  it.each(running.filter(({ period }) => period === null).map(({ id }) => id))('%s: has no end by time', async (id) => {
    const { held } = await plant[id]();
    h.clock.advance('P10Y');
    await work(id);
    expect(await held()).toBeGreaterThan(0);
  });

  it('G4: whatever is ended by a job is looked at every hour at least, but for the rewriting of files', () => {
    for (const { by } of Object.values(periodsAtWork)) {
      if (typeof by !== 'object' || by.job === 'scrub') continue;
      expect(schedule[by.job as keyof typeof schedule].cron, by.job).toMatch(/^\S+ \* \* \* \*$/);
    }
  });

  it('P26: a case of 31 January is forgotten on the last of February, as the calendar has it', async () => {
    h.clock.set('2041-01-31T09:00:00Z');
    const { held } = await plant['rights-case']();
    h.clock.set('2041-02-28T08:59:59Z');
    await work('rights-case');
    expect(await held()).toBe(1);
    h.clock.set('2041-02-28T09:00:00Z');
    await work('rights-case');
    expect(await held()).toBe(0);
  });

  it('P30: a backup whose name has been used again is left alone', async () => {
    h.clock.set('2042-01-31T09:00:00Z');
    const { held } = await plant.backup();
    h.clock.advance('P36D');
    const later = now().epochMilliseconds / 1000;
    utimesSync(join(folder, 'one.backup'), later, later);
    await work('backup');
    expect(await held()).toBe(1);
  });
});
