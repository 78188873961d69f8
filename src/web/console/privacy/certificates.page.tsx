import { formatDate } from '#catalog/index.ts';
import type { Certificate, certificateLinks, ListedCertificate, noticesOf } from '#domain/privacy/index.ts';
import { controller } from '#policy/controller.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../../paths.ts';
import { formatDateTime } from '../../ui/format.ts';
import { Badge, Button, Crumbs, Empty, Facts, Heads, Notice } from '../../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { privacyWords } from './privacy.texts.ts';
import { ruleName } from './privacy-lists.tsx';

interface ListProps {
  readonly page: ConsoleContext;
  readonly rows: readonly ListedCertificate[];
  readonly older: number | undefined;
  readonly before: number | undefined;
  /** A number that was looked for and isn't there. */
  readonly missing: string | undefined;
}

/** Every proof of erasure, the newest first, and the field for the number that a person was given. */
export function CertificatesPage({ page, rows, older, before, missing }: ListProps) {
  const { locale } = page;
  const words = privacyWords(locale);
  const t = words.certificates;
  const here = path('consoleCertificates', locale);
  return (
    <ConsolePage page={page} title={t.title} current="privacy">
      <div class="stack stack--5">
        <div class="stack stack--2">
          <Crumbs
            items={[{ href: path('consolePrivacy', locale), text: words.title }]}
            here={t.title}
            locale={locale}
          />
          <h1>{t.title}</h1>
          <p class="lead">{t.lead}</p>
        </div>
        <form class="filters" method="get" action={here}>
          <div class="field field--long">
            <label for="f-number">{t.number}</label>
            <div class="box">
              <input
                id="f-number"
                name="number"
                value={missing ?? ''}
                spellcheck={false}
                autocomplete="off"
                placeholder={t.numberHint}
              />
            </div>
          </div>
          <Button look="quiet">{t.find}</Button>
        </form>
        {missing && <Notice tone="bad">{t.notFound}</Notice>}
        {rows.length === 0 ? <Empty title={t.none}>{t.noneText}</Empty> : <List rows={rows} locale={locale} />}
        {(older || before) && (
          <nav class="row">
            {before && <a href={here}>{t.newest}</a>}
            {older && <a href={`${here}?before=${older}`}>{t.older}</a>}
          </nav>
        )}
      </div>
    </ConsolePage>
  );
}

function List({ rows, locale }: { rows: readonly ListedCertificate[]; locale: Locale }) {
  const t = privacyWords(locale).certificates;
  return (
    <table class="table table--cards table--sticky" data-rows>
      <Heads of={Object.values(t.head)} />
      <tbody>
        {rows.map(({ erasureId, number, at, rule, promise, requests, found }) => (
          <tr>
            <th scope="row">
              <a href={path('consoleCertificate', locale, { id: erasureId })}>{number}</a>
            </th>
            <td data-label={t.head.at}>{formatDateTime(at, locale)}</td>
            <td data-label={t.head.rule}>
              {ruleName(rule, locale)} <span class="muted">({promise})</span>
            </td>
            <td data-label={t.head.requests}>{requests}</td>
            <td data-label={t.head.found}>
              <Badge tone={found === 0 ? 'ok' : 'bad'}>{found ?? t.unknown}</Badge>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface OneProps {
  readonly page: ConsoleContext;
  readonly of: Certificate;
  readonly links: Awaited<ReturnType<typeof certificateLinks>>;
  readonly notices: readonly (Awaited<ReturnType<typeof noticesOf>>[number] & { readonly name: string })[];
}

/** One proof, to read and to print. Nothing in it is about anybody. */
export function CertificatePage({ page, of, links, notices }: OneProps) {
  const { locale } = page;
  const words = privacyWords(locale);
  const t = words.certificate;
  const title = of.number === null ? t.pending : t.title(of.number);
  return (
    <ConsolePage page={page} title={title} current="privacy">
      <div class="stack stack--6">
        <div class="stack stack--2">
          <Crumbs
            items={[
              { href: path('consolePrivacy', locale), text: words.title },
              { href: path('consoleCertificates', locale), text: words.certificates.title },
            ]}
            here={title}
            locale={locale}
          />
          <h1>{title}</h1>
          <p class="muted">
            {controller.name}, {controller.organisationNumber}
          </p>
        </div>
        {of.number === null && <Notice tone="info">{t.pendingText}</Notice>}
        <Facts
          items={[
            { label: t.erasure, value: <code>{of.erasureId}</code> },
            { label: t.erased, value: formatDateTime(of.erasedAt, locale) },
            { label: t.scope, value: t.scopes[of.scope] ?? of.scope },
            { label: t.requests, value: of.requests },
            { label: t.rule, value: ruleName(of.rule, locale) },
            ...(of.promise ? [{ label: t.promise, value: of.promise }] : []),
            ...(of.policyVersion ? [{ label: t.policy, value: of.policyVersion }] : []),
          ]}
        />
        <Counts counts={of.counts} locale={locale} />
        {of.scan && (
          <section class="panel" aria-labelledby="scan">
            <h2 id="scan">{t.scan}</h2>
            <p>
              {t.scanText(of.scan.needles, of.scan.tables, of.scan.columns, of.scan.files)}{' '}
              <strong class={of.scan.found === 0 ? undefined : 'danger'}>{t.found(of.scan.found)}</strong>{' '}
              {t.shared(of.scan.shared)}
            </p>
            {of.scan.places.length > 0 && (
              <ul class="list">
                {of.scan.places.map((place) => (
                  <li>
                    <code>{place}</code>
                  </li>
                ))}
              </ul>
            )}
          </section>
        )}
        <Recipients notices={notices} locale={locale} />
        {links && <Proof hash={of.hash ?? ''} links={links} locale={locale} />}
        <p class="small muted noprint">{t.print}</p>
      </div>
    </ConsolePage>
  );
}

function Counts({ counts, locale }: { counts: Certificate['counts']; locale: Locale }) {
  const t = privacyWords(locale).certificate;
  const rows = Object.entries(counts).filter(([, n]) => n > 0);
  return (
    <section class="panel" aria-labelledby="counts">
      <h2 id="counts">{t.counts}</h2>
      <table class="table table--narrow">
        <thead>
          <tr>
            <th scope="col">{t.countHead[0]}</th>
            <th scope="col" class="num">
              {t.countHead[1]}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([table, n]) => (
            <tr>
              <th scope="row">
                <code>{table}</code>
              </th>
              <td class="num">{n}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Recipients({ notices, locale }: { notices: OneProps['notices']; locale: Locale }) {
  const t = privacyWords(locale);
  const { recipientHead: head } = t.certificate;
  return (
    <section class="panel" aria-labelledby="recipients">
      <h2 id="recipients">{t.certificate.recipients}</h2>
      {notices.length === 0 ? (
        <p class="muted">{t.certificate.noRecipients}</p>
      ) : (
        <table class="table table--cards">
          <Heads of={Object.values(head)} />
          <tbody>
            {notices.map(({ name, toldAt, acknowledgedAt }) => (
              <tr>
                <th scope="row">{name}</th>
                <td data-label={head.told}>{toldAt ? formatDate(toldAt, locale) : t.notices.untold}</td>
                <td data-label={head.confirmed}>
                  {acknowledgedAt ? formatDate(acknowledgedAt, locale) : t.notices.untold}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** Whether the proof hangs together with those around it. */
function Proof({ hash, links, locale }: { hash: string; links: NonNullable<OneProps['links']>; locale: Locale }) {
  const t = privacyWords(locale).certificate;
  const sound = links.whole && links.follows && links.followed !== false;
  return (
    <section class="panel" aria-labelledby="proof">
      <h2 id="proof">{t.chain}</h2>
      {sound ? (
        <p>
          <Badge tone="ok">{t.whole}</Badge> {links.followed ? t.followed : t.newest}
        </p>
      ) : (
        <Notice tone="bad">{t.broken}</Notice>
      )}
      <Facts items={[{ label: t.hash, value: <code class="wrap-any">{hash}</code> }]} />
    </section>
  );
}
