import { parseFields } from '#catalog/index.ts';
import { audit } from '#domain/ledger/index.ts';
import {
  addSubscriber,
  consentsOf,
  growth,
  listSubscribers,
  restrictSubscriber,
  type SignUpChannel,
  type Subscriber,
  standingOf,
  subscriberById,
  subscriberStates,
  withdrawById,
} from '#domain/newsletter/index.ts';
import { stockholmDate } from '#platform/clock.ts';
import { transact } from '#platform/db/index.ts';
import type { Locale } from '#policy/text.ts';
import type { Face } from '../../face.ts';
import type { FormState } from '../../forms.ts';
import { explained, one, rawOf, readForm } from '../../forms.ts';
import { path } from '../../paths.ts';
import type { Visit } from '../../sitemap.ts';
import { renderPage } from '../../ui/page.tsx';
import { Notice } from '../../ui/parts.tsx';
import { GonePage } from '../console.page.tsx';
import { asStaff, consolePage, uuid } from '../console.routes.tsx';
import { olderThan, openedQuery, placeIn, sealedQuery } from '../listing.ts';
import { EndSubscriberPage, NewSubscriberPage, SubscriberPage } from './subscriber.page.tsx';
import { newSubscriberFields } from './subscribers.fields.ts';
import { SubscribersPage } from './subscribers.page.tsx';
import { subscriberWords } from './subscribers.texts.ts';

/** Subscribers, for those who write the newsletter: they see nothing of anybody's request (P16). */
export function subscriberRoutes(face: Face): void {
  const { map } = face;
  map.console('GET', 'consoleSubscribers', 'subscriber.read', (visit) => list(face, visit));
  map.console('POST', 'consoleSubscribers', 'subscriber.read', (visit) => find(face, visit));
  map.console('GET', 'consoleSubscriberNew', 'subscriber.write', (visit) => add(face, visit));
  map.console('POST', 'consoleSubscriberNew', 'subscriber.write', (visit) => saveNew(face, visit));
  map.console('GET', 'consoleSubscriber', 'subscriber.read', (visit) =>
    withSubscriber(face, visit, async (own) => {
      const proofs = await consentsOf(face.ctx.db, own.id);
      return visit.c.html(renderPage(<SubscriberPage page={consolePage(face, visit)} own={own} proofs={proofs} />));
    }),
  );
  map.console('POST', 'consoleSubscriber', 'subscriber.write', (visit) =>
    withSubscriber(face, visit, (own) => restrict(face, visit, own)),
  );
  map.console('GET', 'consoleSubscriberEnd', 'subscriber.write', (visit) =>
    withSubscriber(face, visit, async (own) =>
      visit.c.html(renderPage(<EndSubscriberPage page={consolePage(face, visit)} own={own} />)),
    ),
  );
  map.console('POST', 'consoleSubscriberEnd', 'subscriber.write', (visit) =>
    withSubscriber(face, visit, (own) => end(face, visit, own)),
  );
}

type Staff = Visit<'staff'>;

async function withSubscriber(
  face: Face,
  visit: Staff,
  work: (own: Subscriber) => Promise<Response>,
): Promise<Response> {
  const own = await subscriberById(face.ctx.db, uuid(visit.c.req.param('id') ?? ''));
  return own ? work(own) : visit.c.html(renderPage(<GonePage page={consolePage(face, visit)} />), 404);
}

/** What is looked for is an address or a name: it is posted, and the address of the answer has it sealed. */
async function find({ ctx }: Face, { c, locale }: Staff): Promise<Response> {
  const text = one(await readForm(c.req.raw), 'q')
    .trim()
    .slice(0, 100);
  const to = path('consoleSubscribers', locale);
  return c.redirect(text ? to + sealedQuery(ctx.vault, 'subscribers', text) : to, 303);
}

async function list(face: Face, visit: Staff): Promise<Response> {
  const { ctx } = face;
  const { c, locale } = visit;
  const query = c.req.query();
  const text = openedQuery(ctx.vault, 'subscribers', query.q);
  const state = subscriberStates.find((each) => each === query.state);
  const after = placeIn(query.after);
  const [found, standing, weeks] = await Promise.all([
    listSubscribers(ctx.db, { text, state, after }),
    standingOf(ctx.db),
    growth(ctx.db, ctx.clock.now()),
  ]);
  const last = found.rows.at(-1);
  const t = subscriberWords(locale);
  const said: Readonly<Record<string, string>> = { ended: t.end.done, added: t.new.added };
  const done = said[query.done ?? ''];
  return c.html(
    renderPage(
      <SubscribersPage
        page={consolePage(face, visit)}
        standing={standing}
        weeks={weeks}
        text={text}
        sealed={text && query.q}
        state={state}
        found={found}
        older={found.more && last ? olderThan(c.req.url, { at: last.requestedAt, id: last.id }) : undefined}
        paged={after !== undefined}
        notice={done && <Notice tone="done">{done}</Notice>}
      />,
    ),
  );
}

function add(face: Face, visit: Staff, form?: Partial<FormState>, problem?: string): Response | Promise<Response> {
  const values = { language: visit.locale };
  return visit.c.html(
    renderPage(
      <NewSubscriberPage
        page={consolePage(face, visit)}
        form={{ fields: newSubscriberFields, values, errors: {}, faults: [], ...form }}
        notice={problem && <Notice tone="bad">{problem}</Notice>}
      />,
    ),
    form ? 422 : 200,
  );
}

async function saveNew(face: Face, visit: Staff): Promise<Response> {
  const { ctx } = face;
  const raw = rawOf(newSubscriberFields, await readForm(visit.c.req.raw));
  const { values, errors } = parseFields(newSubscriberFields, raw, { today: stockholmDate(ctx.clock.now()) });
  if (Object.keys(errors).length > 0) {
    const { texts, faults } = explained(newSubscriberFields, errors, visit.locale);
    return add(face, visit, { values: raw, errors: texts, faults });
  }
  const wanted = {
    email: String(values.email),
    name: values.contactName as string | undefined,
    locale: values.language as Locale,
    channel: values.askedBy as SignUpChannel,
  };
  const staff = asStaff(ctx, visit);
  const added = await transact(ctx.db, (tx) => addSubscriber(staff, tx, wanted, visit.session.staffId));
  if (added !== 'added') return add(face, visit, { values: raw }, subscriberWords(visit.locale).new[added]);
  return visit.c.redirect(`${path('consoleSubscribers', visit.locale)}?done=added`, 303);
}

async function restrict(face: Face, visit: Staff, own: Subscriber): Promise<Response> {
  const ctx = asStaff(face.ctx, visit);
  const on = one(await readForm(visit.c.req.raw), 'restriction') === 'on';
  await transact(ctx.db, async (tx) => {
    if (await restrictSubscriber(ctx, tx, own.id, on))
      await audit(tx, ctx.clock.now(), ctx.actor ?? 'product', 'subscriber.restricted', own.id, { on });
  });
  return visit.c.redirect(path('consoleSubscriber', visit.locale, { id: own.id }), 303);
}

async function end(face: Face, visit: Staff, own: Subscriber): Promise<Response> {
  const ctx = asStaff(face.ctx, visit);
  await transact(ctx.db, async (tx) => {
    if (await withdrawById(ctx, tx, own.id, 'staff'))
      await audit(tx, ctx.clock.now(), ctx.actor ?? 'product', 'subscriber.withdrawn', own.id);
  });
  return visit.c.redirect(`${path('consoleSubscribers', visit.locale)}?done=ended`, 303);
}
