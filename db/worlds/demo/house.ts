import { remindOutcomes } from '#domain/contact/index.ts';
import type { Context, Links } from '#domain/context.ts';
import { Dispatcher } from '#domain/delivery/index.ts';
import { intakePass, reactWith, renderers, sweep, whenSettled, workReactions } from '#domain/flow.ts';
import { Intake, type NewLead } from '#domain/lead/index.ts';
import { retentionPass } from '#domain/privacy/index.ts';
import { type ManualClock, manualClock } from '#platform/clock.ts';
import type { Vault } from '#platform/crypto.ts';
import { type Db, sql } from '#platform/db/index.ts';
import type { HttpOut } from '#platform/http-out/index.ts';
import type { Payload } from '#platform/jobs.ts';
import type { Mailer } from '#platform/mail/index.ts';
import { createSms } from '#platform/phone/index.ts';
import { policyEdition } from '#platform/policy-edition.ts';

type SentMail = Awaited<ReturnType<Mailer['send']>>;
type Answered = Awaited<ReturnType<HttpOut['post']>>;

/** How the world outside answers what leaves the house. Nothing does leave: these stand where mail and HTTP would. */
export interface Outside {
  mail(to: string, now: Temporal.Instant): SentMail;
  post(url: string, now: Temporal.Instant): Answered;
}

/** The product without web and without outside, in a time that is moved by hand. */
export interface House {
  readonly ctx: Context;
  readonly clock: ManualClock;
  /** Stores a request as the form does. @returns its id */
  receive(lead: NewLead, rateKey: string): Promise<string>;
  /** Moves time forward, sending on its way what comes due, at the moment it does. */
  until(moment: Temporal.Instant): Promise<void>;
  /** Handles all that waits at this moment. */
  settle(): Promise<void>;
  /** What a morning brings: reminders, and what the clocks have come to. */
  morning(): Promise<void>;
}

// The words of a mail are not kept, only that it left: its links lead nowhere.
const nowhere = () => 'https://allkontrakt.example/';
const links: Links = {
  supplier: nowhere,
  login: nowhere,
  quotes: nowhere,
  mine: nowhere,
  request: nowhere,
  service: nowhere,
  console: () => '',
  campaign: nowhere,
  erasure: nowhere,
  smsReport: () => '',
  callEnded: () => '',
  rightsCase: nowhere,
  newsletter: nowhere,
  newsletterConfirm: nowhere,
  newsletterPreferences: nowhere,
  newsletterEnd: nowhere,
  newsletterOneClick: nowhere,
  newsletterLink: nowhere,
  newsletterImage: nowhere,
};

/** @param random 0–1, for the jitter of retries */
export async function openHouse(
  db: Db,
  vault: Vault,
  start: Temporal.Instant,
  outside: Outside,
  random: () => number,
): Promise<House> {
  const clock = manualClock(start);
  const waiting: Payload[] = [];
  const woken = { intake: false, dispatch: false, retention: false, campaigns: false };
  let fault: unknown;
  let react: (payload: Payload) => Promise<void> = async () => {};
  const ctx: Context = {
    db,
    clock,
    vault,
    links,
    policyVersion: policyEdition,
    react: reactWith({
      send: async (_, __, payloads) => {
        waiting.push(...payloads);
      },
    }),
    wake: async (_, loop) => {
      woken[loop] = true;
    },
  };
  await workReactions(ctx, {
    work: async (_, handler) => {
      react = handler;
    },
  });
  const dispatcher = new Dispatcher(ctx, {
    mailer: {
      send: async (mail: { to: string }) => outside.mail(mail.to, clock.now()),
      close: () => {},
    } as unknown as Mailer,
    httpOut: {
      post: async (url: string) => outside.post(url, clock.now()),
      close: async () => {},
    } as unknown as HttpOut,
    sms: createSms(undefined),
    mailDomain: 'allkontrakt.example',
    renderers,
    settled: whenSettled,
    random,
    onError: (error) => {
      fault ??= error;
    },
  });
  const dispatch = async () => {
    while ((await dispatcher.pass()) > 0) {
      await new Promise(setImmediate);
      await dispatcher.idle();
      if (fault) throw fault;
    }
  };
  const settle = async () => {
    while (waiting.length > 0 || Object.values(woken).some(Boolean)) {
      while (waiting.length > 0) await react(waiting.shift()!);
      if (woken.intake) while ((await intakePass(ctx)) > 0);
      woken.intake = false;
      if (woken.retention) while ((await retentionPass(ctx, { renderers })) > 0);
      woken.retention = false;
      // This world sends no campaign.
      woken.campaigns = false;
      if (!woken.dispatch) continue;
      woken.dispatch = false;
      await dispatch();
    }
  };
  const until = async (moment: Temporal.Instant) => {
    for (;;) {
      const { rows } = await sql<{
        due: Temporal.Instant | null;
      }>`select min(due_at) as due from brokerage.delivery where state = 'pending' and due_at <= ${moment}`.execute(db);
      const due = rows[0]?.due;
      if (!due || Temporal.Instant.compare(clock.now(), moment) >= 0) break;
      if (Temporal.Instant.compare(due, clock.now()) > 0) clock.set(due);
      else {
        // It was due before and could not leave: its endpoint rests, or is gone. The product looks again every minute.
        const soon = clock.now().add({ minutes: 1 });
        clock.set(Temporal.Instant.compare(soon, moment) < 0 ? soon : moment);
        await sweep(ctx);
      }
      woken.dispatch = true;
      await settle();
    }
    clock.set(moment);
  };
  const intake = new Intake(ctx);
  return {
    ctx,
    clock,
    async receive(lead, rateKey) {
      const result = await intake.store(lead, rateKey);
      woken.intake = true;
      if (result.kind !== 'stored') throw new Error(`the demo world's request was dropped: ${result.reason}`);
      return result.receipt.leadId;
    },
    until,
    settle,
    async morning() {
      await remindOutcomes(ctx, db);
      woken.retention = true;
      await settle();
    },
  };
}
