import { randomUUID } from 'node:crypto';
import { formatDate } from '#catalog/index.ts';
import type { Tx } from '#platform/db/index.ts';
import type { MailContent } from '#platform/mail/index.ts';
import { controller } from '#policy/controller.ts';
import { timeZone } from '#policy/period.ts';
import { may, type RoleId } from '#policy/roles.ts';
import type { Locale } from '#policy/text.ts';
import { type Context, staffOf } from '../context.ts';
import { cancelled, enqueue, oneByOne, type Renderer, sealMail } from '../delivery/index.ts';
import { audit } from '../ledger/index.ts';
import { NotAllowed } from '../transitions.ts';
import { type Campaign, type Composed, slotPattern } from './campaign.ts';
import type { Finding } from './checks.ts';
import { compose } from './compose.ts';
import { imagesOf } from './images.ts';
import { campaignById } from './queries.ts';

/** A campaign for somebody who is no subscriber: where theirs would be told apart, both ways lead to the newsletter's own page. */
export function withWays({ links }: Pick<Context, 'links'>, composed: Composed, locale: Locale): Composed {
  const filled = (part: string) => part.replace(slotPattern, () => links.newsletter(locale));
  return { subject: composed.subject, html: filled(composed.html), text: filled(composed.text) };
}

/**
 * Books a campaign as it stands to whoever of ours asks: to their own address and no other. It leads straight to where its links lead, and nothing
 * of it is counted.
 */
export async function testCampaign(ctx: Context, tx: Tx, campaignId: string): Promise<void> {
  const campaign = await campaignById(tx, campaignId);
  const who = await tx
    .selectFrom('access.staff')
    .select('email')
    .where('id', '=', staffOf(ctx) ?? '')
    .executeTakeFirst();
  if (!campaign || !who) throw new NotAllowed('campaign', 'test');
  const made = await compose(ctx, campaign, await imagesOf(tx, campaignId), 'straight');
  const { subject, html, text } = withWays(ctx, made.composed, campaign.locale);
  const id = randomUUID();
  const sealed = sealMail(ctx, id, {
    ...{ kind: 'mail', to: who.email, subject: `[${mark[campaign.locale]}] ${subject}`, html, text },
  });
  await enqueue(ctx, tx, [{ id, kind: 'staff.campaign-test', leadId: null, subjectId: id, sealed }]);
  await audit(tx, ctx.clock.now(), ctx.actor ?? 'product', 'campaign.tested', campaignId);
}

/**
 * Tells those who may plan campaigns that one of theirs has not begun; the house, when there are none. What was found is said as far as it is an address, and
 * the campaign's own page says all of it.
 */
export async function tellHeld(
  ctx: Context,
  tx: Tx,
  campaign: Pick<Campaign, 'id' | 'name'>,
  planned: Temporal.Instant,
  found: readonly Finding[],
): Promise<void> {
  const staff = await tx.selectFrom('access.staff').select(['id', 'email', 'locale', 'roles']).execute();
  const those = staff.filter(({ roles }) => roles.some((role) => may(role as RoleId, 'mailing.send')));
  const house = { id: 'house', email: controller.email, locale: 'sv' };
  await enqueue(
    ctx,
    tx,
    (those.length > 0 ? those : [house]).map(({ id: who, email: to, locale }) => {
      const id = ctx.vault.derivedId('campaign-held', `${campaign.id}.${planned}.${who}`);
      const content = heldWords(ctx, locale === 'en' ? 'en' : 'sv', campaign, planned, found);
      const sealed = sealMail(ctx, id, { kind: 'letter', to, content });
      return { id, kind: 'staff.campaign-held' as const, leadId: null, subjectId: id, sealed };
    }),
  );
}

function heldWords(
  { links }: Pick<Context, 'links'>,
  locale: Locale,
  { id, name }: Pick<Campaign, 'id' | 'name'>,
  planned: Temporal.Instant,
  found: readonly Finding[],
): MailContent {
  const say = (sv: string, en: string) => (locale === 'sv' ? sv : en);
  const [hour = '', minute = ''] = planned.toZonedDateTimeISO(timeZone).toPlainTime().toString().split(':');
  const when = `${formatDate(planned, locale)} ${say(`kl.\u00a0${hour}.${minute}`, `at\u00a0${hour}:${minute}`)}`;
  const subject = say(`Nyhetsbrevet skickades inte: ${name}`, `The newsletter was not sent: ${name}`);
  const dead = found.flatMap(({ check, value }) => (check === 'links' && value !== undefined ? [String(value)] : []));
  const lead = say(
    `Det var planerat till ${when}, men kontrollen hittade då fel som stoppar det. Ingen har fått det.`,
    `It was planned for ${when}, but the checks then found faults that stop it. Nobody has got it.`,
  );
  return {
    ...{ locale, subject, preheader: lead, heading: subject },
    blocks: [
      { p: lead },
      ...(dead.length > 0
        ? [
            { p: say('Länkar som inte leder någonstans:', 'Links that lead nowhere:') },
            { list: { items: dead.map((url) => ({ content: [url] })) } },
          ]
        : []),
      { button: { label: say('Öppna brevet', 'Open the newsletter'), url: links.campaign(locale, id) } },
      {
        p: say(
          'Det är ett utkast igen. Rätta felen och planera om det, eller skicka det direkt.',
          'It is a draft again. Mend it and plan it anew, or send it at once.',
        ),
      },
    ],
    footerReason: say(
      'Du får mejlet för att du får skicka nyhetsbrev.',
      'You get this because you may send newsletters.',
    ),
  };
}

const mark = { sv: 'Prov', en: 'Test' } as const satisfies Record<Locale, string>;

/** What a campaign sends to those who write it. The campaign itself has a way of its own. */
export const campaignMessages = {
  // Always sealed: one without words has nothing to say.
  'staff.campaign-test': oneByOne(async () => cancelled('gone')),
  'staff.campaign-held': oneByOne(async () => cancelled('gone')),
} as const satisfies Record<string, Renderer>;
