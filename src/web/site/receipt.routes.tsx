import { formatDate, serviceById } from '#catalog/index.ts';
import { leadById, openTwin } from '#domain/lead/index.ts';
import { suppliers } from '#domain/supplier/index.ts';
import { addPeriod } from '#platform/clock.ts';
import { brokerageRules } from '#policy/brokerage-rules.ts';
import { retention } from '#policy/retention.ts';
import { goneLink } from '../errors.tsx';
import { type Face, pageOf } from '../face.ts';
import { renderPage } from '../ui/page.tsx';
import { ReceiptPage } from './receipt.page.tsx';

/** The receipt: the same page for the same request, however often the form was sent or the page is loaded. */
export function receiptRoutes(face: Face): void {
  face.map.page('GET', 'receipt', 'anyone', async (visit) => {
    const { c, locale } = visit;
    const { ctx } = face;
    const id = ctx.vault.open('receipt', c.req.param('token') ?? '', ctx.clock.now());
    const lead = id ? await leadById(ctx.db, id) : undefined;
    if (!lead) return goneLink(face, visit);
    const twin = await openTwin(ctx.db, lead.id, addPeriod(lead.receivedAt, `-${brokerageRules.dedupWindow}`));
    const ticked = (await suppliers(ctx.db)).filter((s) => lead.ticked.includes(s.id)).map((s) => s.name);
    return c.html(
      renderPage(
        <ReceiptPage
          page={pageOf(face, visit)}
          reference={lead.reference}
          service={serviceById(lead.service).name[locale]}
          received={lead.receivedAt}
          suppliers={ticked}
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
  });
}
