import { parseFields } from '#catalog/index.ts';
import {
  beginCall,
  type CallOutcome,
  callList,
  dropCall,
  logCall,
  mayContact,
  noteDialled,
  ownPhone,
  rememberPhone,
} from '#domain/contact/index.ts';
import type { Lead } from '#domain/lead/index.ts';
import { stockholmDate } from '#platform/clock.ts';
import { transact } from '#platform/db/index.ts';
import type { Face } from '../../face.ts';
import { explained, formToken, one, openFormToken, rawOf, readForm } from '../../forms.ts';
import { path } from '../../paths.ts';
import type { Visit } from '../../sitemap.ts';
import { renderPage } from '../../ui/page.tsx';
import { asStaff, consolePage } from '../console.routes.tsx';
import { reasonWords } from '../reasons.texts.ts';
import { callFields, ownPhoneField } from './call.fields.ts';
import { type CallForm, CallPage, CallsPage } from './call.page.tsx';
import { contactWords } from './contact.texts.ts';
import { act, withLead } from './lead-door.tsx';
import { refused } from './lead-mail.routes.tsx';

/** Calls to customers about their requests: whom to call, calling, and how it went. */
export function callRoutes(face: Face): void {
  const { map, ctx } = face;
  const open = (visit: Visit<'staff'>, work: (lead: Lead) => Promise<Response>) =>
    withLead(face, visit, (lead) => (mayContact(lead) ? work(lead) : refused(face, visit, lead)));
  map.console('GET', 'consoleCalls', 'lead.contact', async (visit) =>
    visit.c.html(
      renderPage(
        <CallsPage
          page={consolePage(face, visit)}
          list={await callList(ctx.db)}
          today={stockholmDate(ctx.clock.now())}
        />,
      ),
    ),
  );
  map.console('GET', 'consoleCall', 'lead.contact', (visit) => open(visit, (lead) => show(face, visit, lead)));
  map.console('POST', 'consoleCall', 'lead.contact', (visit) => open(visit, (lead) => log(face, visit, lead)));
  map.console('POST', 'consoleDialling', 'lead.contact', (visit) => open(visit, (lead) => dial(face, visit, lead)));
}

interface Shown {
  readonly form?: CallForm;
  readonly problem?: string | undefined;
  readonly done?: string;
  readonly own?: { readonly value: string; readonly error?: string | undefined };
}

async function show(face: Face, visit: Visit<'staff'>, lead: Lead, shown: Shown = {}): Promise<Response> {
  const { ctx } = face;
  const kept = await ownPhone(ctx.db, visit.session.staffId);
  const t = contactWords(visit.locale);
  const done = shown.done ?? (visit.c.req.query('done') === 'ringing' ? t.callPage.ringing : undefined);
  const form = shown.form ?? { values: {}, errors: {}, faults: [] };
  return visit.c.html(
    renderPage(
      <CallPage
        page={consolePage(face, visit)}
        {...{ lead, form, done }}
        keys={{ log: formToken(ctx), dial: formToken(ctx) }}
        own={face.voice && (shown.own ?? { value: kept ?? '' })}
        problem={shown.problem}
      />,
    ),
    shown.form || shown.problem || shown.own?.error ? 422 : 200,
  );
}

async function log(face: Face, visit: Visit<'staff'>, lead: Lead): Promise<Response> {
  const { ctx } = face;
  const { locale } = visit;
  const t = contactWords(locale);
  const sent = await readForm(visit.c.req.raw);
  const raw = rawOf(callFields, sent);
  const { values, errors } = parseFields(callFields, raw, { today: stockholmDate(ctx.clock.now()) });
  const body = String(values.nextStep ?? '').trim();
  const missing = !values.nextOn && (body !== '' || values.callOutcome === 'call-back');
  const wrong = missing && !errors.nextOn ? { ...errors, nextOn: bothOf((w) => w.callPage.nextOnMissing) } : errors;
  const key = openFormToken(ctx, one(sent, 'idempotencyKey'))?.key;
  if (!key || Object.keys(wrong).length > 0) {
    const { texts, faults } = explained(callFields, wrong, locale);
    return show(face, visit, lead, {
      form: { values: raw, errors: texts, faults },
      problem: key ? undefined : t.stale,
    });
  }
  const next = values.nextOn
    ? { body: body || contactWords(locale).callPage.againStep, dueOn: Temporal.PlainDate.from(String(values.nextOn)) }
    : null;
  const note = String(values.callNote ?? '').trim() || null;
  const call = { outcome: values.callOutcome as CallOutcome, note, next };
  return act(face, visit, lead, 'called', (tx) => logCall(asStaff(ctx, visit), tx, lead.id, call, key));
}

const bothOf = (read: (t: ReturnType<typeof contactWords>) => string) => ({
  sv: read(contactWords('sv')),
  en: read(contactWords('en')),
});

/** Rings at the one who asks, and connects to the request's own number. */
async function dial(face: Face, visit: Visit<'staff'>, lead: Lead): Promise<Response> {
  const { ctx, voice } = face;
  const { c, locale, session } = visit;
  const t = contactWords(locale).callPage;
  const sent = await readForm(c.req.raw);
  const raw = rawOf([ownPhoneField], sent);
  const { values, errors } = parseFields([ownPhoneField], raw, { today: stockholmDate(ctx.clock.now()) });
  const key = openFormToken(ctx, one(sent, 'idempotencyKey'))?.key;
  if (!voice) return show(face, visit, lead, { problem: t.notConnected });
  if (errors.staffPhone || !key)
    return show(face, visit, lead, {
      own: { value: one(sent, 'staffPhone'), error: errors.staffPhone?.[locale] ?? t.again },
    });
  const staff = String(values.staffPhone);
  const call = await transact(ctx.db, async (tx) => {
    await rememberPhone(tx, session.staffId, staff);
    return beginCall(asStaff(ctx, visit), tx, lead.id, key);
  });
  const address = `${path('consoleCall', locale, { reference: lead.reference })}?done=ringing`;
  // The same form once more: it rings already.
  if (!call) return c.redirect(address, 303);
  const token = ctx.vault.sign({ kind: 'call-ended', id: call.id, expires: ctx.clock.now().add({ hours: 24 }) });
  const answer = await voice.connect({ staff, to: call.to, class: 'service', endedUrl: ctx.links.callEnded(token) });
  if (answer.kind === 'refused') {
    await dropCall(ctx.db, call.id);
    return show(face, visit, lead, { problem: t.refused(reasonWords(answer.reason, visit.locale)) });
  }
  await noteDialled(ctx.db, call.id, answer.id);
  return c.redirect(address, 303);
}
