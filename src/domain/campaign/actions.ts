import { randomUUID } from 'node:crypto';
import { type Db, sql, type Tx, transact } from '#platform/db/index.ts';
import { mailReady } from '#platform/mail/index.ts';
import type { Locale } from '#policy/text.ts';
import { type Context, staffOf } from '../context.ts';
import { audit } from '../ledger/index.ts';
import { countRecipients } from '../newsletter/index.ts';
import { allows, NotAllowed } from '../transitions.ts';
import { type Campaign, type CampaignMove, campaignMoves, type Draft, draftLimits } from './campaign.ts';
import { type Finding, type LinkChecks, linkFindings, mayLeave, ownFindings, stops } from './checks.ts';
import { compose, type Made } from './compose.ts';
import { copyImages, imagesOf } from './images.ts';
import { writeLinks } from './links.ts';
import { tellHeld } from './messages.ts';
import { campaignById } from './queries.ts';

/** Somebody else has saved the campaign meanwhile: nothing was written. */
export class CampaignMoved extends Error {
  override name = 'CampaignMoved';
}

/** It has faults that stop it; what they are is for the page of checks. */
export class NotReady extends Error {
  override name = 'NotReady';
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    super('the campaign has faults');
    this.findings = findings;
  }
}

const author = (ctx: Context): string => {
  const staffId = staffOf(ctx);
  if (!staffId) throw new TypeError('only staff write campaigns');
  return staffId;
};

const note = (ctx: Context, tx: Tx, action: string, id: string, detail: Record<string, number> = {}): Promise<void> =>
  audit(tx, ctx.clock.now(), ctx.actor ?? 'product', `campaign.${action}`, id, detail);

/** What was written, as it is kept: within its limits, on one line where there is one, and without characters that only mean something to us. */
export function tidied(draft: Draft): Draft {
  const line = (text: string, most: number) =>
    text
      .replace(/[\p{Cc}\p{Co}\s]+/gu, ' ')
      .trim()
      .slice(0, most);
  const body = draft.body.replace(/\r\n?/g, '\n').replace(/(?![\n\t])\p{Cc}|\p{Co}/gu, '');
  return {
    ...draft,
    name: line(draft.name, draftLimits.name),
    subject: line(draft.subject, draftLimits.subject),
    preheader: line(draft.preheader, draftLimits.preheader),
    body: body.slice(0, draftLimits.body).replace(/\s+$/, ''),
  };
}

/** Begins a draft, with nothing in it. @returns its id */
export async function createCampaign(ctx: Context, tx: Tx, name: string, locale: Locale): Promise<string> {
  const id = randomUUID();
  const now = ctx.clock.now();
  const empty = { name, locale, subject: '', preheader: '', body: '', segmentLocale: locale, segmentInterest: null };
  await tx
    .insertInto('newsletter.campaign')
    .values({
      id,
      state: 'draft',
      ...columns(tidied(empty)),
      created_at: now,
      created_by: author(ctx),
      changed_at: now,
    })
    .execute();
  await note(ctx, tx, 'created', id);
  return id;
}

const columns = ({ segmentLocale, segmentInterest, ...words }: Draft) => ({
  ...words,
  segment_locale: segmentLocale,
  segment_interest: segmentInterest,
});

/**
 * Saves a draft. @param version the one that it was written from
 * @throws CampaignMoved when somebody has saved another; NotAllowed when it is no draft any more
 */
export async function saveCampaign(ctx: Context, tx: Tx, id: string, version: number, draft: Draft): Promise<void> {
  const was = await held(tx, id);
  if (was.state !== 'draft') throw new NotAllowed('campaign', 'save');
  if (was.version !== version) throw new CampaignMoved('somebody has saved it meanwhile');
  const now = ctx.clock.now();
  await tx
    .updateTable('newsletter.campaign')
    .set({ ...columns(tidied(draft)), version: version + 1, changed_at: now, starts_at: null, held: null })
    .where('id', '=', id)
    .execute();
  await note(ctx, tx, 'saved', id, { version: version + 1 });
}

/** Makes a new draft of a campaign, whatever state it is in. @returns its id */
export async function copyCampaign(ctx: Context, tx: Tx, id: string, name: string): Promise<string> {
  const of = await held(tx, id);
  const copy = await createCampaign(ctx, tx, name, of.locale);
  const names = await copyImages(ctx, tx, id, copy);
  const body = of.body.replace(/bild:[0-9a-f]{8}/g, (old) => names.get(old) ?? old);
  const { subject, preheader, segment } = of;
  await tx
    .updateTable('newsletter.campaign')
    .set({ subject, preheader, body })
    .set({ segment_locale: segment.locale ?? null, segment_interest: segment.interest ?? null })
    .where('id', '=', copy)
    .execute();
  return copy;
}

/** Deletes a draft with its pictures. @throws NotAllowed when it is no draft: what has been sent is kept, with its counts */
export async function deleteCampaign(ctx: Context, tx: Tx, id: string): Promise<void> {
  const { state } = await held(tx, id);
  if (state !== 'draft') throw new NotAllowed('campaign', 'delete');
  await tx.deleteFrom('newsletter.campaign').where('id', '=', id).execute();
  await note(ctx, tx, 'deleted', id);
}

/** A campaign, held until the transaction ends. @throws NotAllowed when there is none */
async function held(tx: Tx, id: string): Promise<Campaign> {
  await sql`select from newsletter.campaign where id = ${id} for update`.execute(tx);
  const campaign = await campaignById(tx, id);
  if (!campaign) throw new NotAllowed('campaign', 'be found');
  return campaign;
}

async function heldFor(tx: Tx, id: string, move: CampaignMove): Promise<Campaign> {
  const campaign = await held(tx, id);
  if (!allows(campaignMoves, move, campaign.state)) throw new NotAllowed('campaign', move);
  return campaign;
}

/** A campaign as it would leave now: what it becomes, how many it goes to, and what is to be said of it, as far as it can be seen from here. */
export async function lookedAt(
  ctx: Context,
  db: Db,
  campaign: Campaign,
): Promise<{ readonly made: Made; readonly people: number; readonly findings: readonly Finding[] }> {
  const made = await compose(ctx, campaign, await imagesOf(db, campaign.id), 'counted');
  const people = await countRecipients(db, campaign.segment);
  return { made, people, findings: ownFindings(made, campaign.preheader, people) };
}

/**
 * Plans when a draft is to begin. Whom it goes to is decided then.
 * @throws NotReady when it has faults; NotAllowed when it is no draft, or the time is not to come
 */
export async function scheduleCampaign(ctx: Context, tx: Tx, id: string, at: Temporal.Instant): Promise<void> {
  const campaign = await heldFor(tx, id, 'schedule');
  if (Temporal.Instant.compare(at, ctx.clock.now()) <= 0) throw new NotAllowed('campaign', 'schedule');
  const { findings } = await lookedAt(ctx, tx, campaign);
  if (!mayLeave(findings)) throw new NotReady(findings);
  await tx
    .updateTable('newsletter.campaign')
    .set({ state: campaignMoves.schedule.to, starts_at: at, held: null })
    .where('id', '=', id)
    .execute();
  await note(ctx, tx, 'scheduled', id);
}

/** Makes a draft again of what was planned. @throws NotAllowed when it has begun */
export async function unscheduleCampaign(ctx: Context, tx: Tx, id: string): Promise<void> {
  await heldFor(tx, id, 'unschedule');
  await toDraft(tx, id, null, null);
  await note(ctx, tx, 'unscheduled', id);
}

/** @param startsAt when it should have begun, and `found` why it has not: they stand there until somebody saves it again */
const toDraft = (tx: Tx, id: string, startsAt: Temporal.Instant | null, found: readonly Finding[] | null) =>
  tx
    .updateTable('newsletter.campaign')
    .set({ state: campaignMoves.unschedule.to, starts_at: startsAt, held: found && JSON.stringify(found) })
    .where('id', '=', id)
    .execute();

/**
 * Begins a campaign: composes it once and for all, writes down where its links lead, and hands it to whoever sends. From here on it can be stopped,
 * and not changed. The look of mail must have been compiled beforehand (`mailReady`): nothing waits for that in a transaction.
 * @param planned for when, if it begins by itself: not when somebody has taken that back, or planned it anew
 * @throws NotReady when it has faults; NotAllowed when it has begun already
 */
export async function beginCampaign(ctx: Context, tx: Tx, id: string, planned?: Temporal.Instant): Promise<void> {
  const campaign = planned ? await heldAt(tx, id, planned) : await heldFor(tx, id, 'begin');
  const { made, people, findings } = await lookedAt(ctx, tx, campaign);
  if (!mayLeave(findings)) throw new NotReady(findings);
  await writeLinks(tx, id, made.links);
  await tx
    .updateTable('newsletter.campaign')
    .set({ state: campaignMoves.begin.to, composed: JSON.stringify(made.composed), started_at: ctx.clock.now() })
    .where('id', '=', id)
    .execute();
  await note(ctx, tx, 'begun', id, { people });
  await ctx.wake(tx, 'campaigns');
}

/** One that is still planned for that time. */
async function heldAt(tx: Tx, id: string, planned: Temporal.Instant): Promise<Campaign> {
  const campaign = await held(tx, id);
  if (campaign.state !== 'scheduled' || !campaign.startsAt?.equals(planned)) throw new NotAllowed('campaign', 'begin');
  return campaign;
}

/**
 * Begins the campaigns whose time has come, each in a transaction of its own. One that has faults by now, a link that leads nowhere or nobody left to
 * get it, becomes a draft again instead of being tried for ever, and marketing is told why.
 * @param links how their links are asked: others' servers take their time, so nothing may wait for this
 * @returns how many began
 */
export async function beginDue(ctx: Context, links: LinkChecks): Promise<number> {
  const now = ctx.clock.now();
  const due = await ctx.db
    .selectFrom('newsletter.campaign')
    .select(['id', 'starts_at as startsAt'])
    .where('state', '=', 'scheduled')
    .where('starts_at', '<=', now)
    .orderBy('starts_at')
    .execute();
  // The first time takes a second, and nothing waits for that in a transaction.
  if (due.length > 0) await mailReady();
  let begun = 0;
  for (const { id, startsAt } of due) if (startsAt) begun += (await beginOne(ctx, links, id, startsAt)) ? 1 : 0;
  return begun;
}

async function beginOne(ctx: Context, links: LinkChecks, id: string, planned: Temporal.Instant): Promise<boolean> {
  try {
    const dead = await deadLinks(ctx, links, id);
    if (dead.length > 0) throw new NotReady(dead);
    await transact(ctx.db, (tx) => beginCampaign(ctx, tx, id, planned));
    return true;
  } catch (error) {
    // Somebody else was first, here or below.
    if (error instanceof NotAllowed) return false;
    if (!(error instanceof NotReady)) throw error;
    const { findings } = error;
    await transact(ctx.db, (tx) => holdBack(ctx, tx, id, planned, findings)).catch((second) => {
      if (!(second instanceof NotAllowed)) throw second;
    });
    return false;
  }
}

/** Links that stop it. Asked for twice: nobody is there to press the button again when somebody's server has hiccuped. */
async function deadLinks(ctx: Context, links: LinkChecks, id: string): Promise<readonly Finding[]> {
  const campaign = await campaignById(ctx.db, id);
  if (!campaign) return [];
  const { made } = await lookedAt(ctx, ctx.db, campaign);
  const ask = async () => (await linkFindings(made, links)).filter(stops);
  return (await ask()).length === 0 ? [] : ask();
}

async function holdBack(ctx: Context, tx: Tx, id: string, planned: Temporal.Instant, findings: readonly Finding[]) {
  const campaign = await heldAt(tx, id, planned);
  await toDraft(tx, id, planned, findings.filter(stops));
  await note(ctx, tx, 'held', id);
  await tellHeld(ctx, tx, campaign, planned, findings.filter(stops));
}
