import { type Tx, transact } from '#platform/db/index.ts';
import type { Answer, HttpOut } from '#platform/http-out/index.ts';
import { signWebhook } from '#platform/http-out/index.ts';
import type { Mailer } from '#platform/mail/index.ts';
import type { SmsPort } from '#platform/phone/index.ts';
import type { Context } from '../context.ts';
import { claimDue, type Settled, settle } from './book.ts';
import {
  after,
  type Delivery,
  type DeliveryKind,
  type Ended,
  laneOf,
  nothingLeft,
  notYet,
  type Outcome,
  type Rendered,
  type Renderer,
  takenBefore,
  tellingSeconds,
} from './delivery.ts';
import { unsealMail } from './seal.ts';

export interface Ports {
  readonly httpOut: HttpOut;
  readonly mailer: Mailer;
  readonly sms: SmsPort;
  /** Domain part of Message-ID. */
  readonly mailDomain: string;
  readonly renderers: Readonly<Record<DeliveryKind, Renderer>>;
  /** Called in the transaction that writes the outcome. */
  readonly settled: (ctx: Context, tx: Tx, ended: readonly Ended[]) => Promise<void>;
  /** 0–1, for the jitter of retries. */
  readonly random: () => number;
  readonly onError: (error: unknown) => void;
}

const mostWebhooksPerSupplier = 16;
const mostMails = 10;
const mostTexts = 4;

/** Carries deliveries out of the house: claims, renders, sends, and writes down what happened. */
export class Dispatcher {
  readonly #ctx: Context;
  readonly #ports: Ports;
  readonly #busy = new Map<string, number>();
  #results: Settled[] = [];
  #flushing: Promise<void> | undefined;
  #underWay = 0;
  /** Set by the loop that runs it: asks for another pass when there is room again. */
  onRoom: () => void = () => {};

  constructor(ctx: Context, ports: Ports) {
    this.#ctx = ctx;
    this.#ports = ports;
  }

  /** One pass: starts what is due and there is room for. @returns how many were started */
  async pass(): Promise<number> {
    const busy: Record<string, number> = {};
    for (const [lane, n] of this.#busy) {
      if (lane.startsWith('webhook:')) busy[lane.slice('webhook:'.length)] = mostWebhooksPerSupplier - n;
    }
    const room = {
      mail: mostMails - (this.#busy.get('mail') ?? 0),
      sms: mostTexts - (this.#busy.get('sms') ?? 0),
      webhook: mostWebhooksPerSupplier,
      busy,
    };
    const claimed = await claimDue(this.#ctx.db, room, this.#ctx.clock.now());
    for (const d of claimed) this.#occupy(laneOf(d.channel, d.supplierId), 1);
    await this.#start(claimed);
    return claimed.length;
  }

  /** Resolves when nothing is under way and every outcome is written. */
  async idle(): Promise<void> {
    while (this.#underWay > 0 || this.#flushing) {
      await (this.#flushing ?? new Promise((resolve) => setTimeout(resolve, 5)));
    }
  }

  async #start(claimed: readonly Delivery[]): Promise<void> {
    this.#underWay += claimed.length;
    // Side by side: a webhook's text is there long before ten mails are laid out.
    await Promise.all([...Map.groupBy(claimed, (d) => d.kind)].map(([kind, group]) => this.#startGroup(kind, group)));
  }

  async #startGroup(kind: DeliveryKind, group: readonly Delivery[]): Promise<void> {
    const together = await this.#render(kind, group);
    for (const d of group) {
      // One that can't be put into words must not hold up its neighbours: alone, each gets its own answer.
      const rendered = together ?? (group.length > 1 ? await this.#render(kind, [d]) : undefined);
      void this.#carry(d, rendered && (rendered.get(d.id) ?? { kind: 'cancel', reason: 'gone' }));
    }
  }

  /** @returns undefined when they could not be rendered; that is tried again like any other failure */
  async #render(kind: DeliveryKind, group: readonly Delivery[]): Promise<ReadonlyMap<string, Rendered> | undefined> {
    try {
      const ready = group.filter((d) => d.sealed);
      if (ready.length === group.length)
        return new Map(await Promise.all(ready.map(async (d) => [d.id, await unsealMail(this.#ctx, d)] as const)));
      // One that was sealed and others of its kind came together: they are told apart one by one.
      if (ready.length > 0) return undefined;
      return await this.#ports.renderers[kind](this.#ctx, this.#ctx.db, group);
    } catch (error) {
      this.#ports.onError(error);
      return undefined;
    }
  }

  async #carry(d: Delivery, rendered: Rendered | undefined): Promise<void> {
    const at = this.#ctx.clock.now();
    const started = performance.now();
    let outcome: Outcome;
    try {
      if (d.taken) outcome = { kind: 'delivered' };
      else outcome = rendered ? await this.#send(d, rendered) : { kind: 'again', reason: 'not-rendered' };
    } catch (error) {
      this.#ports.onError(error);
      outcome = { kind: 'again', reason: 'unexpected' };
    }
    const next = after(outcome, d.attempts, this.#ctx.clock.now(), this.#ports.random());
    this.#results.push({
      id: d.id,
      state: next.state,
      reason: next.state === 'pending' ? null : next.reason,
      dueAt: next.state === 'pending' ? next.dueAt : null,
      at,
      outcome: nameOf(outcome, d),
      peerId: 'peerId' in outcome ? (outcome.peerId ?? null) : null,
      status: ('status' in outcome ? outcome.status : undefined) ?? null,
      ms: Math.round(performance.now() - started),
      endpointOk: rendered?.kind === 'webhook' && !d.taken ? outcome.kind === 'delivered' : null,
    });
    this.#occupy(laneOf(d.channel, d.supplierId), -1);
    this.#flushing ??= this.#flush();
  }

  async #send(d: Delivery, rendered: Rendered): Promise<Outcome> {
    if (rendered.kind === 'cancel') return { kind: 'cancelled', reason: rendered.reason };
    if (rendered.kind === 'mail') {
      const { kind: _, class: asked, ...mail } = rendered;
      const result = await this.#ports.mailer.send({
        ...mail,
        class: asked ?? 'service',
        messageId: `<${d.id}@${this.#ports.mailDomain}>`,
      });
      if (result.kind === 'sent') return { kind: 'delivered' };
      return { kind: result.permanent ? 'refused' : 'again', reason: result.reason };
    }
    if (rendered.kind === 'later') return rendered;
    if (rendered.kind === 'carried') return { kind: 'delivered', peerId: rendered.peerId };
    if (rendered.kind === 'sms') {
      const { kind: _, class: asked, ...sms } = rendered;
      return fromCarrier(await this.#ports.sms.send({ ...sms, class: asked ?? 'service' }));
    }
    const headers = signWebhook({
      id: d.id,
      timestamp: this.#ctx.clock.now(),
      body: rendered.body,
      secrets: rendered.secrets,
    });
    const out = { body: rendered.body, headers: { 'content-type': 'application/json', ...headers } };
    const answer = await this.#ports.httpOut.post(rendered.url, out, { lane: d.supplierId ?? '' });
    return fromAnswer(answer);
  }

  /** Outcomes that arrive while some are being written share the next transaction. */
  async #flush(): Promise<void> {
    while (this.#results.length > 0) {
      const batch = this.#results.splice(0, 500);
      // What has arrived is on the list outside the database first (G6). Without the list it is written down all the same: sent is sent.
      const taken = batch.filter((result) => result.state === 'delivered').map((result) => result.id);
      if (taken.length > 0) await this.#ctx.outside?.delivered(taken).catch(this.#ports.onError);
      try {
        await transact(this.#ctx.db, async (tx) => {
          const ended = await settle(tx, batch, this.#ctx.clock.now());
          await this.#ports.settled(this.#ctx, tx, ended);
        });
      } catch (error) {
        // Nothing is lost: the lease runs out and the delivery is made again, with the same id.
        this.#ports.onError(error);
      }
      this.#underWay -= batch.length;
      this.onRoom();
    }
    this.#flushing = undefined;
  }

  #occupy(lane: string, by: 1 | -1): void {
    const n = (this.#busy.get(lane) ?? 0) + by;
    if (n > 0) this.#busy.set(lane, n);
    else this.#busy.delete(lane);
    // Half the room is free again: the next are claimed while the others are still under way.
    if (by < 0 && n === mostWebhooksPerSupplier / 2) this.onRoom();
  }
}

/** How an attempt is called in the book. */
function nameOf(outcome: Outcome, { taken }: Delivery): string {
  if (outcome.kind === 'delivered') return taken ? takenBefore : 'delivered';
  return outcome.kind === 'later' ? notYet : outcome.reason;
}

function fromCarrier(answer: Awaited<ReturnType<SmsPort['send']>>): Outcome {
  if (answer.kind === 'carried') return { kind: 'delivered', peerId: answer.id };
  const { reason, status } = answer;
  // It may have been taken: if so, its carrier tells, and it is not made again.
  const lost = status === undefined && !nothingLeft.includes(reason);
  const afterSeconds = answer.retryAfterSeconds ?? (lost ? tellingSeconds : undefined);
  const known = { reason, ...(status === undefined ? {} : { status }) };
  if (answer.permanent) return { kind: 'refused', ...known };
  return { kind: 'again', ...known, ...(afterSeconds === undefined ? {} : { afterSeconds }) };
}

function fromAnswer(answer: Answer): Outcome {
  if (answer.kind === 'failure') return { kind: 'again', reason: answer.reason };
  const { status } = answer;
  if (status >= 200 && status < 300) return { kind: 'delivered', status };
  if (status === 410) return { kind: 'refused', reason: 'gone', status };
  const again = { kind: 'again', reason: `status-${Math.floor(status / 100)}xx`, status } as const;
  return answer.retryAfterSeconds === undefined ? again : { ...again, afterSeconds: answer.retryAfterSeconds };
}
