import {
  faultsIn,
  fillsOf,
  letterContent,
  letterLimits,
  mailTemplates,
  mayContact,
  templateIn,
  writeLetter,
} from '#domain/contact/index.ts';
import type { Lead } from '#domain/lead/index.ts';
import { editedTexts } from '#domain/text/index.ts';
import { renderMail } from '#platform/mail/index.ts';
import type { Face } from '../../face.ts';
import { type Form, formToken, one, openFormToken, readForm } from '../../forms.ts';
import type { Visit } from '../../sitemap.ts';
import { renderPage } from '../../ui/page.tsx';
import { asStaff, consolePage } from '../console.routes.tsx';
import { framed } from '../framed.ts';
import { contactWords } from './contact.texts.ts';
import { act, show, withLead } from './lead-door.tsx';
import { type MailDraft, MailPage, MailPreviewPage } from './lead-mail.page.tsx';

/** An e-mail to the customer about a request: begun, looked at as it will look, and sent. */
export function leadMailRoutes(face: Face): void {
  const { map } = face;
  map.console('GET', 'consoleMail', 'lead.contact', (visit) =>
    withLead(face, visit, (lead) => (mayContact(lead) ? begin(face, visit, lead) : refused(face, visit, lead))),
  );
  map.console('POST', 'consoleMail', 'lead.contact', (visit) =>
    withLead(face, visit, (lead) => (mayContact(lead) ? goOn(face, visit, lead) : refused(face, visit, lead))),
  );
}

/** Why nobody is contacted about a request, on its page as it stands. */
export const refused = (face: Face, visit: Visit<'staff'>, lead: Lead): Promise<Response> =>
  show(face, visit, lead, { problem: contactWords(visit.locale).over, status: 409 });

type TemplateId = keyof typeof mailTemplates;
const templateOf = (id: string): TemplateId | null => (Object.hasOwn(mailTemplates, id) ? (id as TemplateId) : null);

async function begin(face: Face, visit: Visit<'staff'>, lead: Lead): Promise<Response> {
  const { ctx } = face;
  const template = templateOf(visit.c.req.query('template') ?? '');
  const fill = await fillsOf(ctx, lead, visit.session.name);
  const words = template && templateIn(await editedTexts(ctx.db), template);
  return write(face, visit, lead, {
    template,
    key: formToken(ctx),
    subject: words ? fill(words.subject[lead.locale]) : '',
    body: words ? fill(words.body[lead.locale]) : '',
  });
}

function write(face: Face, visit: Visit<'staff'>, lead: Lead, draft: MailDraft, status: 200 | 422 = 200) {
  return visit.c.html(renderPage(<MailPage page={consolePage(face, visit)} lead={lead} draft={draft} />), status);
}

const draftOf = (form: Form): MailDraft => ({
  template: templateOf(one(form, 'template')),
  key: one(form, 'idempotencyKey'),
  subject: one(form, 'messageSubject').slice(0, 2 * letterLimits.subject),
  body: one(form, 'messageBody')
    .replaceAll('\r\n', '\n')
    .slice(0, 2 * letterLimits.mail),
});

async function goOn(face: Face, visit: Visit<'staff'>, lead: Lead): Promise<Response> {
  const { ctx } = face;
  const form = await readForm(visit.c.req.raw);
  const draft = draftOf(form);
  const key = openFormToken(ctx, draft.key)?.key;
  const problem = key ? undefined : contactWords(visit.locale).stale;
  const faults = faultsIn({ channel: 'mail', ...draft });
  if (!key || Object.keys(faults).length > 0)
    return write(face, visit, lead, { ...draft, key: key ? draft.key : formToken(ctx), faults, problem }, 422);
  const action = one(form, 'action');
  if (action === 'edit') return write(face, visit, lead, draft);
  if (action !== 'send') return preview(face, visit, lead, draft);
  const letter = { channel: 'mail', template: draft.template, subject: draft.subject, body: draft.body } as const;
  return act(face, visit, lead, 'mailed', (tx) => writeLetter(asStaff(ctx, visit), tx, lead.id, letter, key));
}

/** The mail itself, laid out as it will leave: what is shown is what is sent. */
async function preview(face: Face, visit: Visit<'staff'>, lead: Lead, draft: MailDraft): Promise<Response> {
  const { html } = await renderMail(letterContent(face.ctx, lead, draft));
  const page = consolePage(face, visit);
  framed(visit.c, html);
  return visit.c.html(renderPage(<MailPreviewPage page={page} lead={lead} draft={draft} html={html} />));
}
