// Long because it is a table: for every promise, one thing that breaks it, and what mends it.
import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { slot } from '#domain/campaign/index.ts';
import { wordingIn } from '#domain/consent/index.ts';
import { endRequest, reportContract } from '#domain/contract/index.ts';
import { resetClock } from '#domain/lead/index.ts';
import {
  answerSignUp,
  confirmSignUp,
  issueConfirmToken,
  noteSignUp,
  suppressionOf,
  useKeyOf,
} from '#domain/newsletter/index.ts';
import {
  checkDecisions,
  checkPromises,
  ensurePolicyApplied,
  openCase,
  refuseCase,
  restrictRequest,
} from '#domain/privacy/index.ts';
import { chooseQuote } from '#domain/quote/index.ts';
import { addPeriod, systemClock } from '#platform/clock.ts';
import { sql, transact } from '#platform/db/index.ts';
import { askedWhere } from '#policy/consents.ts';
import { controller } from '#policy/controller.ts';
import { decisionIds, promiseIds } from '#policy/ids.ts';
import { type Cli, cli } from './support/cli.ts';
import { type House, house, organisationNumber } from './support/house.ts';

let h: House;
let run: Cli;
/** One request of each kind: sent, chosen, restricted. */
let sent = '';
let chosen = '';
let held = '';
const quoteOf = async (leadId: string) =>
  (await sql<{ id: string }>`select id from brokerage.quote where lead_id = ${leadId}`.execute(h.ctx.db)).rows[0]!.id;

let n = 0;
async function asked(): Promise<string> {
  n += 1;
  const company = { organisationNumber: organisationNumber(300 + n), email: `kund${n}@lund.example` };
  const { leadId } = await h.ask({ company });
  await h.sendDue();
  return leadId;
}

/** Behind the app's back, as whoever owns the database. */
const owner = async (query: ReturnType<typeof sql>) => {
  await query.execute(h.db.owner.db);
};
const all = async () => [...(await checkPromises(h.ctx)), ...(await checkDecisions(h.ctx))];
const broken = async () => (await all()).filter(({ state }) => state === 'broken').map(({ id }) => id);
const clock = (leadId: string) => transact(h.ctx.db, (tx) => resetClock(tx, leadId));
const now = () => h.ctx.clock.now();

// A command reads the machine's clock: here the world is as old as it says.
beforeAll(async () => {
  const secret = randomBytes(32);
  h = await house({ start: systemClock.now().subtract({ minutes: 5 }).round('millisecond').toString(), secret });
  await ensurePolicyApplied(h.ctx);
  sent = await asked();
  chosen = await asked();
  await h.quote(chosen, 'savera');
  const quoteId = await quoteOf(chosen);
  await transact(h.ctx.db, (tx) => chooseQuote(h.ctx, tx, chosen, quoteId));
  held = await asked();
  const { email_key: key } = await h.lead(held);
  await transact(h.ctx.db, (tx) => restrictRequest(h.ctx, tx, key, held, true, 'page'));
  const archived = await asked();
  await h.quote(archived, 'savera');
  const own = await quoteOf(archived);
  await transact(h.ctx.db, (tx) => chooseQuote(h.ctx, tx, archived, own));
  const referral = await h.referral(archived, 'savera');
  await transact(h.ctx.db, (tx) => reportContract(h.ctx, tx, referral.id, 'customer'));
  const gone = await asked();
  await transact(h.ctx.db, (tx) => endRequest(h.ctx, tx, gone, 'objected'));
  await transact(h.ctx.db, async (tx) => {
    const id = await openCase(h.ctx, tx, { right: 'access', emailKey: key, channel: 'terminal' });
    await refuseCase(h.ctx, tx, id, 'unfounded');
  });
  await h.react();
  await h.retain();
  await h.sendDue();
  await transact(h.ctx.db, async (tx) => {
    const wanted = { email: reader, locale: 'sv', channel: 'form' } as const;
    await answerSignUp(h.ctx, tx, await noteSignUp(h.ctx, tx, wanted));
    const { id } = await tx.selectFrom('newsletter.subscriber').select('id').executeTakeFirstOrThrow();
    await confirmSignUp(h.ctx, tx, await issueConfirmToken(h.ctx, tx, id));
  });
  await h.sendDue();
  run = await cli(h.db, { SECRET_KEY: secret.toString('base64') });
}, 120_000);

interface Case {
  readonly what: string;
  /** What must be said to be broken by it: the first of them is the one meant. */
  readonly broken: readonly string[];
  readonly break: () => Promise<unknown>;
  readonly mend: () => Promise<unknown>;
}
const kept = async (table: string, where: ReturnType<typeof sql>) => {
  await owner(sql`create table public.aside as select * from ${sql.raw(table)} where ${where}`);
};
const putBack = async (table: string, triggers = false) => {
  if (triggers) await owner(sql`alter table ${sql.raw(table)} disable trigger all`);
  await owner(sql`insert into ${sql.raw(table)} overriding system value select * from public.aside`);
  if (triggers) await owner(sql`alter table ${sql.raw(table)} enable trigger all`);
  await owner(sql`drop table public.aside`);
};
const one = '00000000-0000-4000-8000-000000000001';
const reader = 'lasare@lund.example';
/** A sign-up that nobody has confirmed. */
const pendingSince = async (at: Temporal.Instant) => {
  await owner(sql`insert into newsletter.subscriber (id, email_key, use_key, email, locale, state, channel, requested_at, used_at, erase_at)
    values (${one}, '\\x01', '\\x02', 'x@lund.example', 'sv', 'pending', 'form', ${at}, ${at}, ${addPeriod(at, 'P7D')})`);
  await owner(sql`insert into newsletter.consent (id, subscriber_id, consent_id, consent_version, locale, text, text_hash, channel, given_at, policy_version)
    select ${one}, ${one}, consent_id, consent_version, locale, text, text_hash, channel, ${at}, policy_version from newsletter.consent limit 1`);
};
/** A mailing that is over. */
const mailing = (html = '<a href="x">') =>
  owner(sql`insert into newsletter.campaign (id, name, state, locale, subject, preheader, body, created_at, created_by, changed_at, started_at, ended_at, composed)
    values (${one}, 'Mars', 'sent', 'sv', 'Mars', '', '', now(), ${one}, now(), now(), now(), ${JSON.stringify({ subject: 'Mars', html, text: '' })}::jsonb)`);
const noMailing = () => owner(sql`delete from newsletter.campaign`);
const aged = async (leadId: string, period: string) => {
  const at = addPeriod(now(), period);
  await owner(sql`update brokerage.lead set received_at = ${at} where id = ${leadId}`);
  await clock(leadId);
  await owner(sql`update brokerage.lead set notice_at = null where id = ${leadId}`);
};
const young = async (leadId: string) => {
  await owner(sql`update brokerage.lead set received_at = ${now()} where id = ${leadId}`);
  await clock(leadId);
};
const mailings = ['P2', 'P19'];
/** A visit that is as it should be, but for what is said; somebody had answered before it, unless that is what is wrong. */
const visited = async (wrong: {
  readonly page?: string;
  readonly host?: string;
  readonly visitor?: ReturnType<typeof sql>;
  readonly at?: Temporal.Instant;
  readonly answered?: boolean;
}) => {
  const { consentId, version, text, hash } = wordingIn('sv', askedWhere(false));
  const { page = '/el', host = null, visitor = sql`'\\x000102030405060708090a0b'::bytea`, at = now() } = wrong;
  await owner(
    sql`insert into analytics.wording (hash, consent_id, version, locale, text) values (${hash}, ${consentId}, ${version}, 'sv', ${text})`,
  );
  if (wrong.answered !== false)
    await owner(
      sql`insert into analytics.consent (id, choice, wording, at) values (${one}, 'yes', ${hash}, ${at.subtract({ seconds: 1 })})`,
    );
  await owner(
    sql`insert into analytics.event (at, visitor, kind, page, locale, host) values (${at}, ${visitor}, 'view', ${page}, 'sv', ${host})`,
  );
};
const noVisit = async () => {
  await owner(sql`delete from analytics.event`);
  await owner(sql`delete from analytics.consent`);
  await owner(sql`delete from analytics.wording`);
};

const cases: readonly Case[] = [
  {
    what: 'a supplier that goes by our name',
    broken: ['P1'],
    break: () =>
      owner(
        sql`insert into brokerage.supplier (id, name, created_at, updated_at) values ('x', ${controller.name}, now(), now())`,
      ),
    mend: () => owner(sql`delete from brokerage.supplier where id = 'x'`),
  },
  {
    what: 'a column that nobody has declared',
    broken: ['P2'],
    break: () => owner(sql`alter table brokerage.lead add column shoe_size text`),
    mend: () => owner(sql`alter table brokerage.lead drop column shoe_size`),
  },
  {
    what: 'a request that went to suppliers its customer had unticked',
    broken: ['P3'],
    break: () => owner(sql`update brokerage.lead set ticked = '{}' where id = ${sent}`),
    mend: () =>
      owner(
        sql`update brokerage.lead set ticked = array['savera', 'tallmo-energi', 'ljusakra-kraft'] where id = ${sent}`,
      ),
  },
  {
    what: 'an IP address in what a supplier was given',
    broken: ['P4'],
    break: () =>
      owner(sql`update brokerage.referral set payload = payload || '{"ip": "192.0.2.1"}' where lead_id = ${sent}`),
    mend: () => owner(sql`update brokerage.referral set payload = payload - 'ip' where lead_id = ${sent}`),
  },
  {
    what: 'a message of a kind that nobody has declared',
    broken: ['P5'],
    break: () =>
      owner(sql`insert into brokerage.delivery (id, kind, channel, audience, lead_id, lane, state, due_at, created_at)
      values (${one}, 'customer.offers', 'mail', 'customer', ${sent}, 'mail', 'pending', now(), now())`),
    mend: () => owner(sql`delete from brokerage.delivery where id = ${one}`),
  },
  {
    what: 'a text message on its way that nobody has written to this customer',
    broken: ['P5'],
    break: () =>
      owner(sql`insert into brokerage.delivery (id, kind, channel, audience, lead_id, lane, state, due_at, created_at)
      values (${one}, 'customer.sms', 'sms', 'customer', ${sent}, 'sms', 'pending', now(), now())`),
    mend: () => owner(sql`delete from brokerage.delivery where id = ${one}`),
  },
  {
    what: 'a text message that left in the middle of the night',
    broken: ['P5'],
    break: async () => {
      await owner(sql`insert into brokerage.delivery (id, kind, channel, audience, lead_id, lane, state, due_at, created_at, ended_at)
      values (${one}, 'customer.sms', 'sms', 'customer', ${sent}, 'sms', 'delivered', now(), now(), now())`);
      await owner(sql`insert into brokerage.delivery_attempt (delivery_id, number, at, outcome, ms)
      values (${one}, 1, '2026-03-12T23:30:00Z', 'delivered', 1)`);
    },
    mend: () => owner(sql`delete from brokerage.delivery where id = ${one}`),
  },
  {
    what: 'a request that was bought from somebody',
    broken: ['P6'],
    break: async () => {
      await owner(sql`alter table brokerage.lead drop constraint lead_source_check`);
      await owner(sql`update brokerage.lead set source = 'bought' where id = ${sent}`);
    },
    mend: async () => {
      await owner(sql`update brokerage.lead set source = 'form' where id = ${sent}`);
      await owner(
        sql`alter table brokerage.lead add constraint lead_source_check check (source in ('form', 'email', 'phone'))`,
      );
    },
  },
  {
    what: 'a request that cites nothing',
    broken: ['P7', 'P26'],
    break: () => owner(sql`update brokerage.lead set policy_version = '' where id = ${sent}`),
    mend: () => owner(sql`update brokerage.lead set policy_version = ${h.ctx.policyVersion} where id = ${sent}`),
  },
  {
    what: 'a forwarding that waits though its request is restricted',
    broken: ['P8'],
    break: () =>
      owner(sql`insert into brokerage.delivery (id, kind, channel, audience, lead_id, referral_id, supplier_id, lane, state, due_at, created_at)
      select ${one}, 'supplier.referral', 'mail', 'supplier', ${held}, id, supplier_id, 'mail', 'pending', now(), now()
      from brokerage.referral where lead_id = ${held} and supplier_id = 'savera'`),
    mend: () => owner(sql`delete from brokerage.delivery where id = ${one}`),
  },
  {
    what: 'a right on the archive',
    broken: ['P9'],
    break: () => owner(sql`grant select (email) on archive.request to app`),
    mend: () => owner(sql`revoke select (email) on archive.request from app`),
  },
  {
    what: 'a request without a quote that is forty days old',
    broken: ['P10'],
    break: () => aged(sent, '-P40D'),
    mend: () => young(sent),
  },
  {
    what: 'a request without a contract that is thirteen months old',
    broken: ['P11'],
    break: () => aged(chosen, '-P13M'),
    mend: () => young(chosen),
  },
  {
    what: 'a chosen supplier that nobody can reach',
    broken: ['P12'],
    break: () =>
      owner(
        sql`update brokerage.supplier set email = null, webhook_url = 'https://savera.example/' where id = 'savera'`,
      ),
    mend: () =>
      owner(sql`update brokerage.supplier set email = 'offert@savera.example', webhook_url = null where id = 'savera'`),
  },
  {
    what: 'a line of the event log that is gone',
    broken: ['P13'],
    break: async () => {
      await kept('ledger.event', sql`lead_id = ${sent} and type = 'referral.sent'`);
      await owner(sql`delete from ledger.event where id in (select id from public.aside)`);
    },
    mend: () => putBack('ledger.event'),
  },
  {
    what: 'a subscriber who has not confirmed',
    broken: ['P14'],
    break: () => owner(sql`update newsletter.consent set confirmed_at = null`),
    mend: () => owner(sql`update newsletter.consent set confirmed_at = ${now()}`),
  },
  {
    what: 'a sign-up that is a month old',
    broken: ['P14', 'P26'],
    break: () => pendingSince(addPeriod(now(), '-P1M')),
    mend: () => owner(sql`delete from newsletter.subscriber where id = ${one}`),
  },
  {
    what: 'a proof whose text somebody has changed',
    broken: ['P15'],
    break: () => owner(sql`update newsletter.consent set text = text || '!'`),
    mend: () => owner(sql`update newsletter.consent set text = rtrim(text, '!')`),
  },
  {
    what: 'a right of suppliers on the newsletter',
    broken: ['P16'],
    break: () => owner(sql`grant usage on schema newsletter to supplier`),
    mend: () => owner(sql`revoke usage on schema newsletter from supplier`),
  },
  {
    what: 'a subscriber who is known by the fingerprint of a request',
    broken: ['P16'],
    break: () =>
      owner(sql`update newsletter.subscriber set use_key = (select email_key from brokerage.lead where id = ${sent})`),
    mend: () => owner(sql`update newsletter.subscriber set use_key = ${useKeyOf(h.ctx.vault, reader)}`),
  },
  {
    what: 'a subscriber who has said no',
    broken: ['P17'],
    break: () => owner(sql`insert into privacy.suppression values (${suppressionOf(h.ctx.vault, reader)}, ${now()})`),
    mend: () => owner(sql`delete from privacy.suppression where address_hash = ${suppressionOf(h.ctx.vault, reader)}`),
  },
  {
    what: 'a mail that waits for somebody who is gone',
    broken: ['P17'],
    break: () =>
      owner(sql`insert into brokerage.delivery (id, kind, channel, audience, subject_id, lane, state, due_at, created_at)
      values (${one}, 'subscriber.welcome', 'mail', 'subscriber', ${one}, 'mail', 'pending', now(), now())`),
    mend: () => owner(sql`delete from brokerage.delivery where id = ${one}`),
  },
  {
    what: 'a subscriber who has not used the service for three years',
    broken: ['P18', 'P26'],
    break: () =>
      owner(sql`update newsletter.subscriber set requested_at = ${addPeriod(now(), '-P36M')}, used_at = ${addPeriod(now(), '-P36M')},
        erase_at = ${addPeriod(addPeriod(now(), '-P36M'), 'P24M')}`),
    mend: () =>
      owner(
        sql`update newsletter.subscriber set requested_at = ${now()}, used_at = ${now()}, erase_at = ${addPeriod(now(), 'P24M')}`,
      ),
  },
  {
    what: 'a subscriber whose end somebody has moved',
    broken: ['P18'],
    break: () => owner(sql`update newsletter.subscriber set erase_at = erase_at + interval '1 day'`),
    mend: () => owner(sql`update newsletter.subscriber set erase_at = erase_at - interval '1 day'`),
  },
  {
    what: 'somebody who is to get a mailing that is over',
    broken: ['P19'],
    break: async () => {
      await mailing();
      await owner(
        sql`insert into newsletter.recipient (campaign_id, subscriber_id, due_at) select ${one}, id, now() from newsletter.subscriber`,
      );
    },
    mend: noMailing,
  },
  {
    what: 'a column that would say who clicked',
    broken: ['P19', 'P2'],
    break: () => owner(sql`alter table newsletter.tally add column subscriber_id uuid`),
    mend: () => owner(sql`alter table newsletter.tally drop column subscriber_id`),
  },
  {
    what: 'a table of who got what',
    broken: ['P19', 'P2'],
    break: () => owner(sql`create table newsletter.got (campaign uuid references newsletter.campaign, email text)`),
    mend: () => owner(sql`drop table newsletter.got`),
  },
  {
    what: 'a picture with an address of one’s own in a mail',
    broken: ['P19'],
    break: () => mailing(`<img src="https://x.example/${slot('end')}.png">`),
    mend: noMailing,
  },
  {
    what: 'a mail that says each reader’s name',
    broken: ['P19'],
    break: () => mailing('\uE000name\uE001'),
    mend: noMailing,
  },
  {
    what: 'clicks by the minute',
    broken: ['P19'],
    break: async () => {
      await mailing();
      await owner(sql`insert into newsletter.tally values (${one}, '2026-03-12T09:14:00Z', 'clicked', 0, 1)`);
    },
    mend: noMailing,
  },
  ...mailings.slice(1).map((id) => ({
    what: 'a table of mailings that this promise does not know',
    broken: [id, ...mailings.filter((other) => other !== id)],
    break: () => owner(sql`create table brokerage.mailing (n int)`),
    mend: () => owner(sql`drop table brokerage.mailing`),
  })),
  {
    what: 'a column about visits that was not promised',
    broken: ['P20', 'P2'],
    break: () => owner(sql`alter table analytics.event add column typed text`),
    mend: () => owner(sql`alter table analytics.event drop column typed`),
  },
  {
    what: 'a page that is called by somebody’s link',
    broken: ['P20'],
    break: () => visited({ page: '/kvitto/AbC123456789' }),
    mend: noVisit,
  },
  {
    what: 'a visit with an address in it',
    broken: ['P21'],
    break: () => visited({ host: '203.0.113.77' }),
    mend: noVisit,
  },
  {
    what: 'a visitor who is known by a customer’s key',
    broken: ['P22'],
    break: () => visited({ visitor: sql`(select substr(email_key, 1, 12) from brokerage.lead where id = ${sent})` }),
    mend: noVisit,
  },
  {
    what: 'a visit from before anybody had said yes',
    broken: ['P23'],
    break: () => visited({ answered: false }),
    mend: noVisit,
  },
  {
    what: 'words that somebody has changed after they were answered',
    broken: ['P23'],
    break: async () => {
      await visited({});
      await owner(sql`update analytics.wording set text = text || '.'`);
    },
    mend: noVisit,
  },
  {
    what: 'a visit of more than 26 months ago',
    broken: ['P24', 'P26'],
    break: () => visited({ at: addPeriod(now(), '-P27M') }),
    mend: noVisit,
  },
  {
    what: 'a yes to words that don’t name Google Analytics, while it was on',
    broken: ['P25'],
    break: async () => {
      await visited({});
      await owner(sql`insert into privacy.recipient (kind, recipient, name, located_in, safeguard, since)
        values ('google', 'Google', 'Google', 'US', 'adequacy', ${now().subtract({ hours: 2 })})`);
    },
    mend: async () => {
      await noVisit();
      await owner(sql`delete from privacy.recipient where kind = 'google'`);
    },
  },
  {
    what: 'a table of Google’s hits',
    broken: ['P25', 'P2'],
    break: () => owner(sql`create table brokerage.google_hit (n int)`),
    mend: () => owner(sql`drop table brokerage.google_hit`),
  },
  {
    what: 'a request that cites an edition nobody has published',
    broken: ['P26'],
    break: () => owner(sql`update brokerage.lead set policy_version = '2020-01-01-deadbeef' where id = ${sent}`),
    mend: () => owner(sql`update brokerage.lead set policy_version = ${h.ctx.policyVersion} where id = ${sent}`),
  },
  {
    what: 'clocks that were counted by other rules',
    broken: ['P26'],
    break: () => owner(sql`update privacy.policy_applied set fingerprint = 'x' || fingerprint`),
    mend: () => owner(sql`update privacy.policy_applied set fingerprint = substr(fingerprint, 2)`),
  },
  {
    what: 'a case whose person is remembered longer than is published',
    broken: ['P26'],
    break: () =>
      owner(sql`insert into privacy.rights_case (id, right_id, channel, state, email_key, opened_at, due_at, closed_at, outcome)
      values (${one}, 'access', 'mail', 'answered', '\\x00', ${addPeriod(now(), '-P3M')}, ${addPeriod(addPeriod(now(), '-P3M'), 'P1M')}, ${addPeriod(now(), '-P3M')}, 'done')`),
    mend: () => owner(sql`delete from privacy.rights_case where id = ${one}`),
  },
  {
    what: 'a supplier that could receive and is not on the published list',
    broken: ['P26'],
    break: async () => {
      await kept('privacy.recipient', sql`recipient = 'savera'`);
      await owner(sql`delete from privacy.recipient where recipient = 'savera'`);
    },
    mend: () => putBack('privacy.recipient'),
  },
  {
    what: 'a case past its deadline',
    broken: ['P27'],
    break: () =>
      owner(sql`insert into privacy.rights_case (id, right_id, channel, state, opened_at, due_at)
      values (${one}, 'access', 'mail', 'open', ${addPeriod(now(), '-P40D')}, ${addPeriod(addPeriod(now(), '-P40D'), 'P1M')})`),
    mend: () => owner(sql`delete from privacy.rights_case where id = ${one}`),
  },
  {
    what: 'a case with a deadline of a year',
    broken: ['P27'],
    break: () =>
      owner(sql`insert into privacy.rights_case (id, right_id, channel, state, opened_at, due_at)
      values (${one}, 'access', 'mail', 'open', ${now()}, ${addPeriod(now(), 'P12M')})`),
    mend: () => owner(sql`delete from privacy.rights_case where id = ${one}`),
  },
  {
    what: 'a person who can’t be found by the address given',
    broken: ['P28'],
    break: () => owner(sql`update brokerage.lead set email = 'annan@lund.example' where id = ${sent}`),
    mend: () => owner(sql`update brokerage.lead set email = 'kund1@lund.example' where id = ${sent}`),
  },
  {
    what: 'an erasure that was answered and not done',
    broken: ['P28'],
    break: () =>
      owner(sql`insert into privacy.rights_case (id, right_id, channel, state, lead_id, opened_at, due_at, closed_at, outcome)
      values (${one}, 'erasure', 'page', 'answered', ${sent}, ${now()}, ${addPeriod(now(), 'P1M')}, ${now().subtract({ hours: 2 })}, 'erased')`),
    mend: () => owner(sql`delete from privacy.rights_case where id = ${one}`),
  },
  {
    what: 'a refusal for a reason of its own, that says nothing of how to complain',
    broken: ['P29'],
    break: () => owner(sql`update privacy.rights_case set outcome = 'because' where state = 'refused'`),
    mend: () => owner(sql`update privacy.rights_case set outcome = 'unfounded' where state = 'refused'`),
  },
  {
    what: 'a refusal that gave another reason than the log says',
    broken: ['P29'],
    break: () => owner(sql`update privacy.rights_case set outcome = 'legal-claims' where state = 'refused'`),
    mend: () => owner(sql`update privacy.rights_case set outcome = 'unfounded' where state = 'refused'`),
  },
  {
    what: 'a certificate that somebody has changed',
    broken: ['P30'],
    break: () => owner(sql`update privacy.certificate set rule = rule || '-'`),
    mend: () => owner(sql`update privacy.certificate set rule = rtrim(rule, '-')`),
  },
  {
    what: 'an archived request with another end',
    broken: ['D1'],
    break: () => owner(sql`update archive.request set erase_at = erase_at + interval '1 day'`),
    mend: () => owner(sql`update archive.request set erase_at = erase_at - interval '1 day'`),
  },
  {
    what: 'a reminder after fifteen days',
    broken: ['D2'],
    break: async () =>
      owner(
        sql`insert into brokerage.reminder values (${await quoteOf(chosen)}, 'customer', 15, ${now().add({ hours: 15 * 24 })})`,
      ),
    mend: () => owner(sql`delete from brokerage.reminder`),
  },
  {
    what: 'a reminder before its day',
    broken: ['D2'],
    break: async () =>
      owner(sql`insert into brokerage.reminder values (${await quoteOf(chosen)}, 'customer', 14, ${now()})`),
    mend: () => owner(sql`delete from brokerage.reminder`),
  },
  {
    what: 'a quote of three weeks ago that nobody has been asked about',
    broken: ['D2'],
    break: async () => {
      await owner(sql`update brokerage.quote set received_at = received_at - interval '21 days'`);
      await owner(sql`update privacy.policy_applied set at = at - interval '21 days'`);
    },
    mend: async () => {
      await owner(sql`update brokerage.quote set received_at = received_at + interval '21 days'`);
      await owner(sql`update privacy.policy_applied set at = at + interval '21 days'`);
    },
  },
  {
    what: 'a customer who should have been told two hours ago',
    broken: ['D3'],
    break: () => owner(sql`update brokerage.lead set notice_at = ${now().subtract({ hours: 2 })} where id = ${sent}`),
    mend: () => owner(sql`update brokerage.lead set notice_at = null where id = ${sent}`),
  },
  {
    what: 'an address where a fingerprint should be',
    broken: ['D4'],
    break: () => owner(sql`insert into privacy.suppression values (convert_to('a@b.example', 'UTF8'), now())`),
    mend: () => owner(sql`delete from privacy.suppression where octet_length(address_hash) < 32`),
  },
  {
    what: 'a line of the audit log that somebody has changed',
    broken: ['D5'],
    break: () =>
      owner(sql`update ledger.audit set actor = 'nobody-' || actor where id = (select min(id) from ledger.audit)`),
    mend: () =>
      owner(sql`update ledger.audit set actor = substr(actor, 8) where id = (select min(id) from ledger.audit)`),
  },
  {
    what: 'an address in the event log',
    broken: ['D5'],
    break: () =>
      owner(
        sql`update ledger.event set detail = detail || '{"who": "a@b.example"}' where id = (select min(id) from ledger.event)`,
      ),
    mend: () =>
      owner(sql`update ledger.event set detail = detail - 'who' where id = (select min(id) from ledger.event)`),
  },
  {
    what: 'a sole trader’s whole number in what a supplier was given',
    broken: ['D6'],
    break: async () => {
      await kept('brokerage.referral', sql`lead_id = ${sent}`);
      await owner(sql`update brokerage.lead set sole_trader = true where id = ${sent}`);
      await owner(sql`update brokerage.referral r set payload = payload || jsonb_build_object('organisationNumber', l.organisation_number)
        from brokerage.lead l where l.id = r.lead_id and l.id = ${sent}`);
    },
    mend: async () => {
      await owner(sql`update brokerage.referral r set payload = a.payload from public.aside a where a.id = r.id`);
      await owner(sql`update brokerage.lead set sole_trader = false where id = ${sent}`);
      await owner(sql`drop table public.aside`);
    },
  },
  {
    what: 'a clock that somebody has moved an hour',
    broken: ['D7', 'P10', 'P11'],
    break: () => owner(sql`update brokerage.lead set clock_at = clock_at + interval '1 hour' where id = ${sent}`),
    mend: () => clock(sent),
  },
  {
    what: 'a quote in euro',
    broken: ['D8'],
    break: () => owner(sql`update brokerage.quote set "values" = "values" || '{"currency": "EUR"}'`),
    mend: () => owner(sql`update brokerage.quote set "values" = "values" - 'currency'`),
  },
  {
    what: 'a link for logging in that lives a day',
    broken: ['D9'],
    break: () =>
      owner(
        sql`insert into access.login_link (token_hash, email_key, created_at, expires_at) values ('\\x00', '\\x00', ${now()}, ${now().add({ hours: 24 })})`,
      ),
    mend: () => owner(sql`delete from access.login_link`),
  },
];

describe('P26: one thing that breaks each promise is found, and gone when it is mended', () => {
  it('every promise and decision has one', () => {
    expect([...new Set(cases.map((one) => one.broken[0]))].sort()).toEqual([...promiseIds, ...decisionIds].sort());
  });

  it('before anything is broken all is kept, and verify ends with 0', { timeout: 60_000 }, async () => {
    expect(
      (await all())
        .filter(({ state }) => state === 'broken')
        .map(({ id, checks }) => [id, checks.filter((c) => !c.ok)]),
    ).toEqual([]);
    expect(await run('verify')).toMatchObject({ code: 0, err: '' });
  });

  it.each(cases.map((one) => [one.broken[0], one.what, one] as const))(
    '%s: %s',
    { timeout: 60_000 },
    async (_, __, one) => {
      await one.break();
      try {
        expect((await broken()).sort()).toEqual([...one.broken].sort());
      } finally {
        await one.mend();
      }
      expect(await broken()).toEqual([]);
    },
  );

  it('verify, a process of its own, asks the same: of promises and of decisions', { timeout: 60_000 }, async () => {
    const several = [cases[0], cases.find(({ broken: [first] }) => first?.startsWith('D'))].flatMap((one) => one ?? []);
    expect(several).toHaveLength(2);
    for (const one of several) {
      await one.break();
      try {
        const said = await run('verify', '--json');
        expect(said).toMatchObject({ code: 1, err: '' });
        expect(JSON.parse(said.out).broken.sort()).toEqual([...one.broken].sort());
      } finally {
        await one.mend();
      }
    }
  });
});
