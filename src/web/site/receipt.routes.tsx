import { formatDate, serviceById } from '#catalog/index.ts';
import { type Lead, leadById, openTwin } from '#domain/lead/index.ts';
import { heldOf, type ReferralRow, referralsOf } from '#domain/referral/index.ts';
import { nextOpening, type RegisteredSupplier, suppliers } from '#domain/supplier/index.ts';
import { addPeriod } from '#platform/clock.ts';
import { brokerageRules } from '#policy/brokerage-rules.ts';
import { retention } from '#policy/retention.ts';
import type { Locale } from '#policy/text.ts';
import { goneLink } from '../errors.tsx';
import { type Face, pageOf } from '../face.ts';
import type { Visit } from '../sitemap.ts';
import { renderPage } from '../ui/page.tsx';
import { type Going, ReceiptPage } from './receipt.page.tsx';

/** The receipt, on our own page or in a frame: the same page for the same request, however often the form was sent or the page is loaded. */
export function receiptRoutes(face: Face): void {
  for (const page of ['receipt', 'embedReceipt'] as const)
    face.map.page('GET', page, 'anyone', (visit) => receipt(face, visit));
}

async function receipt(face: Face, visit: Visit<'anyone'>): Promise<Response> {
  const { c, locale } = visit;
  const { ctx } = face;
  const id = ctx.vault.open('receipt', c.req.param('token') ?? '', ctx.clock.now());
  const lead = id ? await leadById(ctx.db, id) : undefined;
  if (!lead) return goneLink(face, visit);
  const twin = await openTwin(ctx.db, lead.id, addPeriod(lead.receivedAt, `-${brokerageRules.dedupWindow}`));
  const ticked = (await suppliers(ctx.db)).filter((s) => lead.ticked.includes(s.id));
  const referrals = await referralsOf(ctx.db, lead.joinedTo ?? lead.id);
  return c.html(
    renderPage(
      <ReceiptPage
        page={pageOf(face, visit)}
        reference={lead.reference}
        serviceId={lead.service}
        service={serviceById(lead.service).name[locale]}
        received={lead.receivedAt}
        suppliers={ticked.map((s) => s.name)}
        going={goingTo(lead, ticked, referrals, ctx.clock.now(), locale)}
        newsletter={c.req.query('newsletter') === 'asked'}
        goneOn={formatDate(addPeriod(lead.receivedAt, retention['lead.no-quote'].period), locale)}
        joined={
          twin && {
            ...(twin.sameSender ? { reference: twin.reference } : {}),
            date: formatDate(twin.receivedAt, locale),
          }
        }
      />,
    ),
  );
}

/** Who a request goes to, of those that were ticked, and when: as it stands, or as it will when it has not been routed yet. */
function goingTo(
  lead: Lead,
  ticked: readonly RegisteredSupplier[],
  referrals: readonly ReferralRow[],
  now: Temporal.Instant,
  locale: Locale,
): Going {
  const routed = lead.state === 'received' ? [] : referrals.filter((r) => lead.ticked.includes(r.supplierId));
  const unrouted = () => ticked.map((s) => ({ name: s.name, goesAt: nextOpening(s, now) ?? null }));
  const all = routed.length > 0 ? routed : unrouted();
  const held = heldOf(all, now, locale);
  const open = all.filter((one) => !held.some(({ names }) => names.includes(one.name))).map(({ name }) => name);
  const waits = lead.state === 'waiting';
  return { now: waits ? [] : open, held, waiting: waits ? open : [] };
}
