import {
  faultsIn,
  fillsOf,
  leavesAt,
  letterLimits,
  mayContact,
  smsTemplateIn,
  smsTemplates,
  stopLetter,
  writeLetter,
} from '#domain/contact/index.ts';
import type { Lead } from '#domain/lead/index.ts';
import { editedTexts } from '#domain/text/index.ts';
import { clean } from '#platform/mail/index.ts';
import { partsOf } from '#platform/phone/index.ts';
import type { Face } from '../../face.ts';
import { formToken, one, openFormToken, readForm } from '../../forms.ts';
import type { Visit } from '../../sitemap.ts';
import { renderPage } from '../../ui/page.tsx';
import { asStaff, consolePage, uuid } from '../console.routes.tsx';
import { contactWords } from './contact.texts.ts';
import { act, show, withLead } from './lead-door.tsx';
import { refused } from './lead-mail.routes.tsx';
import { Count, type SmsDraft, SmsPage, SmsPreviewPage } from './lead-sms.page.tsx';

/** A text message to the customer about a request: begun, looked at, and sent when it is day. */
export function leadSmsRoutes(face: Face): void {
  const { map } = face;
  const open = (visit: Visit<'staff'>, lead: Lead, work: () => Promise<Response>): Promise<Response> => {
    if (!mayContact(lead)) return refused(face, visit, lead);
    const problem = contactWords(visit.locale).smsPage.none;
    return face.sms ? work() : show(face, visit, lead, { problem, status: 409 });
  };
  map.console('GET', 'consoleSms', 'lead.contact', (visit) =>
    withLead(face, visit, (lead) => open(visit, lead, () => begin(face, visit, lead))),
  );
  map.console('POST', 'consoleSms', 'lead.contact', (visit) =>
    withLead(face, visit, (lead) => open(visit, lead, () => goOn(face, visit, lead))),
  );
  // One that waits for the morning is taken back; what was written stays to be read.
  map.console('POST', 'consoleSmsStop', 'lead.contact', (visit) =>
    withLead(face, visit, (lead) => {
      const id = uuid(visit.c.req.param('id') ?? '');
      return act(face, visit, lead, 'stopped', (tx) => stopLetter(asStaff(face.ctx, visit), tx, lead.id, id));
    }),
  );
}

type TemplateId = keyof typeof smsTemplates;
const templateOf = (id: string): TemplateId | null => (Object.hasOwn(smsTemplates, id) ? (id as TemplateId) : null);

/** As it will be sent, and what it takes. */
const measured = (body: string) => ({ body, parts: partsOf(clean(body).trim()) });

async function begin(face: Face, visit: Visit<'staff'>, lead: Lead): Promise<Response> {
  const { ctx } = face;
  const template = templateOf(visit.c.req.query('template') ?? '');
  const fill = await fillsOf(ctx, lead, visit.session.name);
  const body = template ? fill(smsTemplateIn(await editedTexts(ctx.db), template)[lead.locale]) : '';
  return write(face, visit, lead, { template, key: formToken(ctx), ...measured(body) });
}

function write(face: Face, visit: Visit<'staff'>, lead: Lead, draft: SmsDraft, status: 200 | 422 = 200) {
  const page = consolePage(face, visit);
  const leaves = leaving(face);
  return visit.c.html(renderPage(<SmsPage page={page} lead={lead} draft={draft} leaves={leaves} />), status);
}

/** When what is written now would leave; undefined when at once. */
function leaving({ ctx }: Face): Temporal.Instant | undefined {
  const now = ctx.clock.now();
  const at = leavesAt(now);
  return at.equals(now) ? undefined : at;
}

async function goOn(face: Face, visit: Visit<'staff'>, lead: Lead): Promise<Response> {
  const { ctx } = face;
  const form = await readForm(visit.c.req.raw);
  const written = one(form, 'messageBody').replaceAll('\r\n', '\n');
  const draft: SmsDraft = {
    template: templateOf(one(form, 'template')),
    key: one(form, 'idempotencyKey'),
    ...measured(written.slice(0, 2 * letterLimits.sms)),
  };
  const { locale, c } = visit;
  if (c.req.header('x-part') === 'count') return c.html(<Count parts={draft.parts} locale={locale} />);
  const key = openFormToken(ctx, draft.key)?.key;
  const fault = faultsIn({ channel: 'sms', subject: null, body: draft.body }).body;
  const problem = key ? undefined : contactWords(locale).stale;
  if (!key || fault)
    return write(face, visit, lead, { ...draft, key: key ? draft.key : formToken(ctx), fault, problem }, 422);
  const action = one(form, 'action');
  if (action === 'edit') return write(face, visit, lead, draft);
  if (action !== 'send') {
    const page = consolePage(face, visit);
    return c.html(renderPage(<SmsPreviewPage page={page} lead={lead} draft={draft} leaves={leaving(face)} />));
  }
  const letter = { channel: 'sms', template: draft.template, subject: null, body: draft.body } as const;
  return act(face, visit, lead, 'texted', (tx) => writeLetter(asStaff(ctx, visit), tx, lead.id, letter, key));
}
