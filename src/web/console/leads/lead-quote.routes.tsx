import { asForm } from '#catalog/index.ts';
import type { Lead } from '#domain/lead/index.ts';
import { enterQuote, quotesOf } from '#domain/quote/index.ts';
import { referralsOf } from '#domain/referral/index.ts';
import type { Face } from '../../face.ts';
import { costFor, quoteFormFields, readQuote } from '../../quote-form.ts';
import type { Visit } from '../../sitemap.ts';
import { Total } from '../../supplier/supplier.page.tsx';
import { renderPage } from '../../ui/page.tsx';
import { asStaff, consolePage } from '../console.routes.tsx';
import { act, gone, refused, withLead } from './lead-door.tsx';
import { mayEnterQuote } from './lead-may.ts';
import { LeadQuotePage, type LeadQuoteProps } from './lead-quote.page.tsx';

/** A quote that came by mail or telephone, entered for its supplier by the supplier's own rules. */
export function leadQuoteRoutes(face: Face): void {
  for (const method of ['GET', 'POST'] as const)
    face.map.console(method, 'consoleQuote', 'quote.write', (visit) =>
      withLead(face, visit, (lead) => quote(face, visit, lead, method)),
    );
}

async function quote(face: Face, visit: Visit<'staff'>, lead: Lead, method: 'GET' | 'POST'): Promise<Response> {
  const { ctx } = face;
  const { c, locale } = visit;
  const referral = (await referralsOf(ctx.db, lead.id)).find(({ id }) => id === c.req.param('id'));
  if (!referral) return gone(face, visit);
  const own = (await quotesOf(ctx.db, lead.id)).find(({ referralId }) => referralId === referral.id);
  if (!mayEnterQuote(lead, referral, own?.state)) return refused(face, visit, lead);
  const blank = {
    raw: own ? asForm(own.values) : {},
    errors: {},
    faults: [],
    cost: own && costFor(referral, own.values),
  };
  const show = (form: Pick<LeadQuoteProps, 'raw' | 'errors' | 'faults' | 'fileError' | 'cost'>, status: 200 | 422) =>
    c.html(
      renderPage(
        <LeadQuotePage
          page={consolePage(face, visit)}
          lead={lead}
          referral={referral}
          fields={quoteFormFields(referral.service)}
          fileBytes={own?.fileBytes ?? null}
          correcting={own !== undefined}
          {...form}
        />,
      ),
      status,
    );
  if (method === 'GET') return show(blank, 200);
  const data = await c.req.raw.formData();
  const read = await readQuote(face, visit, referral, data);
  if (c.req.header('x-part') === 'total') return c.html(String(<Total cost={read.cost} locale={locale} />));
  if (data.get('action') === 'preview') return show({ ...read, errors: {}, faults: [], fileError: undefined }, 200);
  if (read.faults.length > 0) return show(read, 422);
  return act(face, visit, lead, own ? 'corrected' : 'quoted', (tx) =>
    enterQuote(asStaff(ctx, visit), tx, { ...referral, leadId: lead.id }, read.values, read.file),
  );
}
