import { formatComing } from '#catalog/index.ts';
// Long because everything that is done with a request as a whole is asked about in the same way.
import { endRequest, reopenRequest, reportContract, reportLost } from '#domain/contract/index.ts';
import { emailKeyOf, type Lead } from '#domain/lead/index.ts';
import { audit } from '#domain/ledger/index.ts';
import { eraseRequest, NotConfirmed, restrictRequest, withdrawSupplier } from '#domain/privacy/index.ts';
import { quotesOf } from '#domain/quote/index.ts';
import { addSupplier, referralsOf } from '#domain/referral/index.ts';
import { addable } from '#domain/routing/index.ts';
import { fieldsFor, opensInTime, takesAt } from '#domain/supplier/index.ts';
import { NotAllowed } from '#domain/transitions.ts';
import type { Tx } from '#platform/db/index.ts';
import type { Face } from '../../face.ts';
import { type Form, one, readForm } from '../../forms.ts';
import { type PageName, path } from '../../paths.ts';
import type { Visit } from '../../sitemap.ts';
import { renderPage } from '../../ui/page.tsx';
import { asStaff, consolePage } from '../console.routes.tsx';
import { ActPage, type ActProps, AdditionPage, type Asked, Gets } from './lead-acts.page.tsx';
import { act, gone, refused, withLead } from './lead-door.tsx';
import { type Act, acts, mayReport, mayWithdraw } from './lead-may.ts';
import { workWords } from './lead-work.texts.ts';

type Ask = Omit<ActProps, 'page' | 'lead' | 'action'>;

/** What is done with a request as a whole. GET asks once and says what will happen; POST does it. */
export function leadActRoutes(face: Face): void {
  whole(face, 'consoleClosing', 'closing', askClosing, close);
  whole(face, 'consoleReopening', 'reopening', askReopening, reopen);
  whole(face, 'consoleOutcome', 'outcome', askOutcome, report);
  whole(face, 'consoleRestriction', 'restriction', askRestriction, restrict);
  whole(face, 'consoleErasure', 'erasure', askErasure, erase);
  for (const method of ['GET', 'POST'] as const) {
    face.map.console(method, 'consoleAddition', 'lead.forward', (visit) =>
      withLead(face, visit, (lead) => addition(face, visit, lead, method)),
    );
    face.map.console(method, 'consoleWithdrawal', 'lead.forward', (visit) =>
      withLead(face, visit, (lead) => withdrawal(face, visit, lead, method)),
    );
  }
}

type Step<T> = (face: Face, visit: Visit<'staff'>, lead: Lead, form: Form) => T;
/** What the page says was done, and what does it; undefined when something was left out. */
type Doing = { readonly done: string; readonly away?: boolean; readonly work: (tx: Tx) => Promise<unknown> };

function whole(
  face: Face,
  page: PageName & `console${string}`,
  what: Act,
  ask: Step<Ask | Promise<Ask>>,
  doing: Step<Doing | undefined | Promise<Doing | undefined>>,
): void {
  const { right, may } = acts[what];
  const handle = (method: 'GET' | 'POST') => (visit: Visit<'staff'>) =>
    withLead(face, visit, async (lead) => {
      if (!may(lead, face.ctx.clock.now())) return refused(face, visit, lead);
      const form = method === 'POST' ? await readForm(visit.c.req.raw) : {};
      const todo = method === 'POST' ? await doing(face, visit, lead, form) : undefined;
      if (!todo) return show(face, visit, lead, await ask(face, visit, lead, form), method === 'POST');
      return carryOut(face, visit, lead, todo, async () => ask(face, visit, lead, form));
    });
  for (const method of ['GET', 'POST'] as const) face.map.console(method, page, right, handle(method));
}

function show(face: Face, visit: Visit<'staff'>, lead: Lead, ask: Ask, incomplete: boolean, missing?: string) {
  const t = workWords(visit.locale);
  const text = missing ?? (incomplete ? t.missing : undefined);
  return visit.c.html(
    renderPage(
      <ActPage page={consolePage(face, visit)} lead={lead} action={visit.c.req.path} {...ask} missing={text} />,
    ),
    incomplete ? 422 : 200,
  );
}

/** Whoever has an unanswered case must confirm it first: then the page says so. What is gone afterwards leads to the list. */
async function carryOut(
  face: Face,
  visit: Visit<'staff'>,
  lead: Lead,
  { done, away = false, work }: Doing,
  ask: () => Promise<Ask>,
): Promise<Response> {
  try {
    const answer = await act(face, visit, lead, done, work);
    return away && answer.status === 303
      ? visit.c.redirect(`${path('consoleLeads', visit.locale)}?done=${done}`, 303)
      : answer;
  } catch (error) {
    if (!(error instanceof NotConfirmed)) throw error;
    return show(face, visit, lead, await ask(), true, workWords(visit.locale).unconfirmed);
  }
}

/** Done and noted in the log by the same transaction. */
const noted =
  (face: Face, visit: Visit<'staff'>, lead: Lead, action: string, detail: Record<string, string>) =>
  async (tx: Tx, work: (ctx: Face['ctx']) => Promise<unknown>) => {
    const ctx = asStaff(face.ctx, visit);
    await work(ctx);
    await audit(tx, ctx.clock.now(), ctx.actor ?? 'product', action, lead.id, detail);
  };

const askClosing: Step<Ask> = (_face, { locale }) => {
  const t = workWords(locale).closing;
  const options = (['no-contract', 'withdrawn'] as const).map((id) => ({ id, ...t.reasons[id] }));
  return {
    title: t.title,
    will: t.will,
    asked: [{ name: 'reason', label: t.reason, options }],
    confirm: t.confirm,
    danger: true,
  };
};

const close: Step<Doing | undefined> = (face, visit, lead, form) => {
  const reason = (['no-contract', 'withdrawn'] as const).find((id) => id === one(form, 'reason'));
  if (!reason) return undefined;
  const note = noted(face, visit, lead, 'lead.closed', { reason });
  const work = (tx: Tx) => note(tx, (ctx) => endRequest(ctx, tx, lead.id, reason));
  return { done: reason === 'withdrawn' ? 'withdrawn' : 'closed', away: reason === 'withdrawn', work };
};

const askReopening: Step<Ask> = (_face, { locale }) => {
  const t = workWords(locale).reopening;
  return { title: t.title, will: t.will, tick: t.tick, confirm: t.confirm };
};

const reopen: Step<Doing | undefined> = (face, visit, lead, form) => {
  if (one(form, 'told') !== 'yes') return undefined;
  const note = noted(face, visit, lead, 'lead.reopened', {});
  return { done: 'reopened', work: (tx) => note(tx, (ctx) => reopenRequest(ctx, tx, lead.id)) };
};

const askOutcome: Step<Promise<Ask>> = async (face, { locale }, lead) => {
  const t = workWords(locale).outcome;
  const quotes = await quotesOf(face.ctx.db, lead.id);
  const options = [
    ...quotes
      .filter((q) => mayReport(lead, q, 'win'))
      .map((q) => ({ id: `contract:${q.referralId}`, ...t.contract(q.name) })),
    ...quotes.filter((q) => mayReport(lead, q, 'lose')).map((q) => ({ id: `lost:${q.referralId}`, ...t.lost(q.name) })),
    { id: 'none', ...t.none },
  ];
  const by = (['customer', 'supplier'] as const).map((id) => ({ id, label: t.by[id] }));
  return {
    title: t.title,
    asked: [
      { name: 'outcome', label: t.what, options },
      { name: 'reportedBy', label: t.who, options: by },
    ],
    will: t.will,
    confirm: t.confirm,
  };
};

/** That nothing came of one quote only its supplier reports; that nothing came of any, only the customer. */
const report: Step<Doing | undefined> = (face, visit, lead, form) => {
  const [what = '', referralId = ''] = one(form, 'outcome').split(':');
  const by = (['customer', 'supplier'] as const).find((id) => id === one(form, 'reportedBy'));
  const fits = { contract: by !== undefined, lost: by === 'supplier', none: by === 'customer' };
  if (!by || !Object.hasOwn(fits, what) || !fits[what as keyof typeof fits]) return undefined;
  const note = noted(face, visit, lead, 'outcome.reported', { outcome: what, by });
  const work = (tx: Tx) =>
    note(tx, async (ctx) => {
      if (what === 'none') return endRequest(ctx, tx, lead.id, 'no-contract');
      if (!(await referralsOf(tx, lead.id)).some(({ id }) => id === referralId)) throw new NotAllowed('lead', 'report');
      return what === 'contract' ? reportContract(ctx, tx, referralId, by) : reportLost(ctx, tx, referralId);
    });
  return {
    done: what === 'contract' ? 'contracted' : what === 'none' ? 'closed' : 'lost',
    away: what === 'contract',
    work,
  };
};

const channels = ['mail', 'phone'] as const;
const askedBy = (locale: Visit['locale'], form: Form): Asked => {
  const t = workWords(locale).channel;
  const options = channels.map((id) => ({ id, label: t[id] }));
  return { name: 'caseChannel', label: t.label, options, chosen: one(form, 'caseChannel') };
};
const channelFrom = (form: Form) => channels.find((id) => id === one(form, 'caseChannel'));

const askRestriction: Step<Ask> = (_face, { locale }, lead, form) => {
  const t = workWords(locale)[lead.restrictedAt ? 'lifting' : 'restriction'];
  const hidden = [['restriction', lead.restrictedAt ? 'off' : 'on']] as const;
  return { title: t.title, asked: [askedBy(locale, form)], will: t.will, hidden, confirm: t.confirm };
};

const restrict: Step<Doing | undefined> = (face, visit, lead, form) => {
  const channel = channelFrom(form);
  const on = one(form, 'restriction') === 'on';
  if (!channel) return undefined;
  const key = emailKeyOf(face.ctx.vault, lead.email);
  return {
    done: on ? 'restricted' : 'lifted',
    work: (tx) => restrictRequest(asStaff(face.ctx, visit), tx, key, lead.id, on, channel),
  };
};

const askErasure: Step<Promise<Ask>> = async (face, { locale }, lead, form) => {
  const t = workWords(locale).erasure;
  const had = (await referralsOf(face.ctx.db, lead.id)).filter((r) => r.mayHave).map((r) => r.name);
  return {
    title: t.title,
    asked: [askedBy(locale, form)],
    will: [...t.will, ...(had.length > 0 ? [t.told(had.join(', '))] : [])],
    confirm: t.confirm,
    danger: true,
  };
};

const erase: Step<Doing | undefined> = (face, visit, lead, form) => {
  const channel = channelFrom(form);
  if (!channel) return undefined;
  const key = emailKeyOf(face.ctx.vault, lead.email);
  return {
    done: 'erased',
    away: true,
    work: (tx) => eraseRequest(asStaff(face.ctx, visit), tx, key, lead.id, channel),
  };
};

/** One more supplier: first which, then what it would get and whether the customer agrees (P3). */
async function addition(face: Face, visit: Visit<'staff'>, lead: Lead, method: 'GET' | 'POST'): Promise<Response> {
  const { ctx } = face;
  const { c, locale } = visit;
  if (!acts.supplier.may(lead)) return refused(face, visit, lead);
  const form = method === 'POST' ? await readForm(c.req.raw) : {};
  const wanted = method === 'POST' ? one(form, 'supplier') : (c.req.query('supplier') ?? '');
  const page = consolePage(face, visit);
  const now = ctx.clock.now();
  const [ids, registry] = await Promise.all([addable(ctx.db, lead, now), face.registry()]);
  const free = registry.filter(({ id }) => ids.includes(id));
  const chosen = free.find(({ id }) => id === wanted);
  if (!chosen && method === 'POST') return refused(face, visit, lead);
  if (!chosen) {
    const suppliers = free.map(({ id, name }) => ({ id, name, unticked: !lead.ticked.includes(id) }));
    return c.html(renderPage(<AdditionPage page={page} lead={lead} suppliers={suppliers} />));
  }
  if (method === 'POST' && one(form, 'told') === 'yes')
    return act(face, visit, lead, 'added', (tx) => addSupplier(asStaff(ctx, visit), tx, lead.id, chosen.id));
  const t = workWords(locale).add;
  const opens = takesAt(chosen, now) === 'open' ? undefined : opensInTime(chosen, now);
  return c.html(
    renderPage(
      <ActPage
        page={page}
        lead={lead}
        title={t.one(chosen.name)}
        will={t.will(chosen.name, opens && formatComing(opens, now, locale))}
        tick={t.tick(chosen.name)}
        action={c.req.path}
        hidden={[['supplier', chosen.id]]}
        confirm={t.confirm}
        missing={method === 'POST' ? workWords(locale).missing : undefined}
      >
        <Gets page={page} fields={fieldsFor(lead.service, chosen)} />
      </ActPage>,
    ),
    method === 'POST' ? 422 : 200,
  );
}

async function withdrawal(face: Face, visit: Visit<'staff'>, lead: Lead, method: 'GET' | 'POST'): Promise<Response> {
  const { ctx } = face;
  const { c, locale } = visit;
  const referral = (await referralsOf(ctx.db, lead.id)).find(({ id }) => id === c.req.param('id'));
  if (!referral) return gone(face, visit);
  if (!mayWithdraw(lead, referral)) return refused(face, visit, lead);
  if (method === 'POST')
    return act(face, visit, lead, 'taken-back', (tx) =>
      withdrawSupplier(asStaff(ctx, visit), tx, lead.id, referral.id),
    );
  const t = workWords(locale).withdrawal;
  const ask = { title: t.title(referral.name), confirm: t.confirm, danger: true } as const;
  const will = t.will({ had: referral.mayHave, quoted: referral.state === 'quoted' });
  return show(face, visit, lead, { ...ask, will }, false);
}
