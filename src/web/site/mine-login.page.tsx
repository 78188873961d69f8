import type { Child } from 'hono/jsx';
import { formatDate, type ServiceId, serviceById } from '#catalog/index.ts';
import { path } from '../paths.ts';
import { formatDateTime } from '../ui/format.ts';
import { Page, type PageContext } from '../ui/page.tsx';
import { Button, Empty, Heads, LinkButton } from '../ui/parts.tsx';
import { mineWords } from './mine.texts.ts';
import { newsletterWords } from './newsletter.texts.ts';
import { rightsWords } from './rights.texts.ts';

function Simple({ page, title, children }: { page: PageContext; title: string; children: Child }) {
  return (
    <Page page={page} title={title} current="mine" unlisted>
      <section class="page">
        <div class="wrap stack">
          <h1>{title}</h1>
          {children}
        </div>
      </section>
    </Page>
  );
}

export function LoginPage({
  page,
  email = '',
  error,
}: {
  page: PageContext;
  email?: string;
  error?: string | undefined;
}) {
  const t = mineWords(page.locale).login;
  return (
    <Simple page={page} title={t.title}>
      <p class="lead">{t.lead}</p>
      <form class="form narrow" method="post" action={path('mineLinks', page.locale)} novalidate>
        <div class={error ? 'field field--bad' : 'field'}>
          <label for="f-email">{t.email}</label>
          <div class="box">
            <input
              id="f-email"
              name="email"
              type="email"
              autocomplete="email"
              spellcheck={false}
              value={email}
              aria-invalid={error ? 'true' : undefined}
              aria-describedby={error ? 'f-email-e' : undefined}
            />
          </div>
          {error && (
            <p class="error" id="f-email-e">
              {error}
            </p>
          )}
        </div>
        <div>
          <Button>{t.send}</Button>
        </div>
      </form>
    </Simple>
  );
}

export function LinkSentPage({ page }: { page: PageContext }) {
  const t = mineWords(page.locale).login;
  return (
    <Simple page={page} title={t.sentTitle}>
      <p class="lead">{t.sent}</p>
      <p class="muted">{t.notThere}</p>
      <p>
        <a href={path('mine', page.locale)}>{t.again}</a>
      </p>
    </Simple>
  );
}

export function OpenLinkPage({ page, token }: { page: PageContext; token: string }) {
  const t = mineWords(page.locale).login;
  return (
    <Simple page={page} title={t.openTitle}>
      <p class="lead">{t.open}</p>
      <form method="post" action={path('mineLink', page.locale, { token })}>
        <Button>{t.openButton}</Button>
      </form>
    </Simple>
  );
}

export function UsedLinkPage({ page }: { page: PageContext }) {
  const t = mineWords(page.locale).login;
  return (
    <Simple page={page} title={t.usedTitle}>
      <p class="lead">{t.used}</p>
      <div>
        <LinkButton href={path('mine', page.locale)}>{t.send}</LinkButton>
      </div>
    </Simple>
  );
}

export interface ListedRequest {
  readonly reference: string;
  readonly service: string;
  readonly state: string;
  readonly companyName: string;
  readonly receivedAt: Temporal.Instant;
  readonly quotes: number | null;
}

export function RequestListPage({
  page,
  requests,
  archived,
  until,
}: {
  page: PageContext;
  requests: readonly ListedRequest[];
  archived: readonly { readonly reference: string; readonly service: string; readonly eraseAt: Temporal.Instant }[];
  until: Temporal.Instant;
}) {
  const { locale } = page;
  const t = mineWords(locale);
  const { head } = t.list;
  return (
    <Simple page={page} title={t.title}>
      <p class="lead">{t.list.lead}</p>
      {requests.length === 0 && archived.length === 0 ? (
        <Empty
          title={t.list.none}
          action={<LinkButton href={`${path('home', locale)}#services`}>{t.list.ask}</LinkButton>}
        >
          {t.list.noneText}
        </Empty>
      ) : (
        <table class="table table--cards">
          <Heads of={[head.request, head.company, head.sent, head.state, head.quotes]} />
          <tbody>
            {requests.map((r) => (
              <tr>
                <th scope="row">
                  <a href={path('mineRequest', locale, { reference: r.reference })}>
                    {serviceById(r.service as ServiceId).name[locale]}, {r.reference}
                  </a>
                </th>
                <td data-label={head.company}>{r.companyName}</td>
                <td data-label={head.sent}>{formatDate(r.receivedAt, locale)}</td>
                <td data-label={head.state}>{t.states[r.state]}</td>
                <td data-label={head.quotes}>{t.list.quotes(r.quotes ?? 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {archived.length > 0 && (
        <section class="stack">
          <h2>{rightsWords(locale).archivedList}</h2>
          <ul>
            {archived.map((a) => (
              <li>
                <a href={path('mineArchived', locale, { reference: a.reference })}>
                  {serviceById(a.service as ServiceId).name[locale]}, {a.reference}
                </a>
                . {rightsWords(locale).archivedUntil(formatDate(a.eraseAt, locale))}
              </li>
            ))}
          </ul>
        </section>
      )}
      <p class="row">
        <a class="more" href={path('mineNewsletter', locale)}>
          {newsletterWords(locale).mine.title}
        </a>
        <a class="more" href={path('mineData', locale)}>
          {rightsWords(locale).yourData}
        </a>
      </p>
      <form class="row" method="post" action={path('mineLogout', locale)}>
        <Button look="quiet">{t.login.out}</Button>
        <span class="small muted">{t.login.until(formatDateTime(until, locale))}</span>
      </form>
    </Simple>
  );
}
