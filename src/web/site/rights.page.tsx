// Long because it shows everything that is held about a person, part by part.
import type { Child, PropsWithChildren } from 'hono/jsx';
import { commonQuestions, formatDate, type Question, type ServiceId, serviceById } from '#catalog/index.ts';
import type { ArchivedRequest } from '#domain/archive/index.ts';
import { objectable, outcomeText, type PersonExport, type RightsCase } from '#domain/privacy/index.ts';
import { controller } from '#policy/controller.ts';
import { complaintLine, rights } from '#policy/rights.ts';
import type { Locale } from '#policy/text.ts';
import { endpoint, path } from '../paths.ts';
import { ErrorSummary, type Fault } from '../ui/error-summary.tsx';
import { Fields, type RawValues } from '../ui/field.tsx';
import { formatDateTime } from '../ui/format.ts';
import { Page, type PageContext } from '../ui/page.tsx';
import { Button, Crumbs, Facts, Fold, LinkButton, Notice } from '../ui/parts.tsx';
import { mineWords } from './mine.texts.ts';
import { newsletterWords } from './newsletter.texts.ts';
import { caseFacts, heldLines, tableName } from './rights.labels.ts';
import { rightsWords } from './rights.texts.ts';

/** A page under «Min sida» with a heading and what comes under it. */
function Under({
  page,
  title,
  lead,
  children,
}: PropsWithChildren<{ page: PageContext; title: string; lead?: string }>) {
  const { locale } = page;
  return (
    <Page page={page} title={title} current="mine" unlisted>
      <section class="page">
        <div class="wrap stack">
          <Crumbs
            locale={locale}
            items={[{ href: path('mine', locale), text: mineWords(locale).title }]}
            here={title}
          />
          <h1>{title}</h1>
          {lead && <p class="lead">{lead}</p>}
          {children}
        </div>
      </section>
    </Page>
  );
}

const when = (text: string | null | undefined, locale: Locale): string =>
  text ? formatDateTime(Temporal.Instant.from(text), locale) : '';

function Held({ row, service, locale }: { row: Readonly<Record<string, unknown>>; service?: string; locale: Locale }) {
  return (
    <Facts
      items={heldLines(row, locale, service).map(([label, value]) => ({
        label,
        value: <span class="wrap-any">{value}</span>,
      }))}
    />
  );
}

const serviceName = (id: string, locale: Locale) => serviceById(id as ServiceId).name[locale];

/** Everything that is held about the person (art. 15), with what it can do about it. */
export function YourDataPage({ page, data, notice }: { page: PageContext; data: PersonExport; notice?: Child }) {
  const { locale } = page;
  const t = rightsWords(locale);
  const tables = Object.entries(data.tables).filter(([, rows]) => rows.length > 0);
  return (
    <Under page={page} title={t.title} lead={t.lead}>
      {notice}
      <div class="row noprint">
        <form method="post" action={path('mineDataFile', locale, { format: 'pdf' })}>
          <Button>{t.downloadPdf}</Button>
        </form>
        <form method="post" action={path('mineDataFile', locale, { format: 'json' })}>
          <Button look="quiet">{t.download}</Button>
        </form>
        <a href={endpoint('exportSchema')}>{t.schema}</a>
      </div>
      {data.requests.length + data.archived.length === 0 && <p>{t.none}</p>}
      {data.requests.map((request) => (
        <Request request={request} locale={locale} />
      ))}
      {data.archived.length > 0 && (
        <section class="stack">
          <h2>{t.archived}</h2>
          {data.archived.map((own) => (
            <section class="stack">
              <h3>{t.request(serviceName(String(own.service), locale), String(own.reference))}</h3>
              <p>{t.archivedText(when(String(own.eraseAt), locale))}</p>
              {own.restrictedAt !== null && <Notice tone="info">{t.restrictedBanner}</Notice>}
              <Fold title={t.held}>
                <Held row={own} locale={locale} />
              </Fold>
              <ArchivedActions
                reference={String(own.reference)}
                restricted={own.restrictedAt !== null}
                locale={locale}
              />
            </section>
          ))}
        </section>
      )}
      <section class="stack noprint">
        <h2>{t.use}</h2>
        <p>{t.useText}</p>
        <div class="row">
          <LinkButton look="quiet" href={path('mineObjection', locale)}>
            {t.object}
          </LinkButton>
          <LinkButton look="quiet" href={path('mineNewsletter', locale)}>
            {newsletterWords(locale).mine.title}
          </LinkButton>
          <LinkButton look="quiet" href={path('mineAddress', locale)}>
            {t.address}
          </LinkButton>
          <LinkButton look="danger" href={path('mineErasure', locale)}>
            {t.erase}
          </LinkButton>
        </div>
      </section>
      <Cases data={data} locale={locale} />
      <Fold title={t.purposes} ruled>
        <Facts
          items={data.purposes.map((p) => ({
            label: p.name[locale],
            value: `${p.what[locale]}. ${p.legalBasis[locale]} (${p.article}). ${p.because[locale]}`,
          }))}
        />
      </Fold>
      <Fold title={t.rest} ruled>
        {tables.map(([table, rows]) => (
          <section>
            <h3>{tableName(table, locale)}</h3>
            {rows.map((row) => (
              <Held row={row} locale={locale} />
            ))}
          </section>
        ))}
      </Fold>
      <section class="stack">
        <h2>{t.complain}</h2>
        <Complaint locale={locale} />
      </section>
    </Under>
  );
}

/** How to complain, with the authority's address as a link (P29). */
function Complaint({ locale }: { locale: Locale }) {
  const { url, site } = controller.authority;
  const [before, after] = complaintLine[locale].split(site);
  return (
    <p>
      {before}
      <a href={url}>{site}</a>
      {after}
    </p>
  );
}

function Request({ request, locale }: { request: PersonExport['requests'][number]; locale: Locale }) {
  const t = rightsWords(locale);
  const to = { reference: request.reference };
  const over =
    request.state === 'contracted' || request.clock.rule === 'lead.erasure' || request.clock.rule === 'lead.objection';
  return (
    <section class="stack">
      <h2>{t.request(serviceName(request.service, locale), request.reference)}</h2>
      {request.restrictedAt !== null && <Notice tone="info">{t.restrictedBanner}</Notice>}
      <Facts
        items={[
          { label: t.whatHappens, value: request.clock.what[locale] },
          { label: t.when, value: request.clock.at ? when(request.clock.at, locale) : t.paused },
          {
            label: t.promise,
            value: <a href={`${path('promises', locale)}#${request.clock.promise}`}>{request.clock.promise}</a>,
          },
        ]}
      />
      <h3>{t.recipients}</h3>
      {request.recipients.length === 0 && <p>{t.nobody}</p>}
      {request.recipients.map((r) => (
        <Fold title={`${r.supplier}. ${r.sentAt ? t.sent(when(r.sentAt, locale)) : t.notSent}`}>
          <Held row={r.sent} service={request.service} locale={locale} />
        </Fold>
      ))}
      <Fold title={t.held}>
        <Held row={request.held} locale={locale} />
      </Fold>
      {!over && (
        <div class="row noprint">
          <LinkButton look="quiet" href={path('mineCorrection', locale, to)}>
            {t.correct}
          </LinkButton>
          <LinkButton look="quiet" href={path('mineRestriction', locale, to)}>
            {request.restrictedAt ? t.lift : t.restrict}
          </LinkButton>
        </div>
      )}
    </section>
  );
}

function Cases({ data, locale }: { data: PersonExport; locale: Locale }) {
  const t = rightsWords(locale);
  return (
    <section class="stack" id="cases">
      <h2>{t.cases}</h2>
      {data.cases.length === 0 ? (
        <p>{t.noCases}</p>
      ) : (
        <Facts items={caseFacts(data.cases, locale).map(([label, value]) => ({ label, value }))} />
      )}
    </section>
  );
}

/** What its person may do about an archived request. */
function ArchivedActions({
  reference,
  restricted,
  locale,
}: {
  reference: string;
  restricted: boolean;
  locale: Locale;
}) {
  const t = rightsWords(locale);
  return (
    <div class="row noprint">
      <LinkButton look="quiet" href={path('mineArchivedCorrection', locale, { reference })}>
        {t.correct}
      </LinkButton>
      <LinkButton look="quiet" href={path('mineArchivedRestriction', locale, { reference })}>
        {restricted ? t.lift : t.restrict}
      </LinkButton>
    </div>
  );
}

/** What was answered, as it stands, to be corrected: the company and contact first, the need under a heading of its own. */
export function CorrectionPage(props: {
  page: PageContext;
  reference: string;
  action: string;
  lead: string;
  questions: readonly Question[];
  raw: RawValues;
  errors: Readonly<Record<string, string>>;
  faults: readonly Fault[];
}) {
  const { page, reference, action, lead, questions, raw, errors, faults } = props;
  const { locale } = page;
  const t = rightsWords(locale);
  const isCommon = (q: Question) => commonQuestions.some(({ id }) => id === q.id);
  const need = questions.filter((q) => !isCommon(q));
  return (
    <Under page={page} title={t.correctTitle(reference)} lead={lead}>
      <form class="form" method="post" action={action} novalidate>
        <ErrorSummary faults={faults} locale={locale} />
        <h2>{t.correctCompany}</h2>
        <Fields fields={questions.filter(isCommon)} values={raw} errors={errors} locale={locale} />
        {need.length > 0 && (
          <>
            <h2>{t.correctNeed}</h2>
            <Fields fields={need} values={raw} errors={errors} locale={locale} />
          </>
        )}
        <div class="row">
          <Button>{t.correctSave}</Button>
          <LinkButton look="link" href={path('mineData', locale)}>
            {t.title}
          </LinkButton>
        </div>
      </form>
      <p>
        <a class="more" href={path('mineAddress', locale)}>
          {t.address}
        </a>
      </p>
    </Under>
  );
}

/** Another address: a link is mailed to it, and nothing changes until it has been used. */
export function AddressPage({ page, value = '', error }: { page: PageContext; value?: string; error?: string }) {
  const { locale } = page;
  const t = rightsWords(locale);
  const faults = error ? [{ field: 'newEmail', label: t.addressLabel, message: error }] : [];
  return (
    <Under page={page} title={t.address} lead={t.addressLead}>
      <form class="form" method="post" action={path('mineAddress', locale)} novalidate>
        <ErrorSummary faults={faults} locale={locale} />
        <div class={error ? 'field field--bad' : 'field'}>
          <div class="field__name">
            <label for="f-newEmail">{t.addressLabel}</label>
          </div>
          <div class="box">
            <input
              id="f-newEmail"
              name="newEmail"
              type="email"
              value={value}
              autocomplete="email"
              autocapitalize="off"
              spellcheck={false}
              aria-required="true"
              aria-invalid={error ? 'true' : undefined}
              aria-describedby={error ? 'f-newEmail-e' : undefined}
            />
          </div>
          {error && (
            <div class="field__notes">
              <p class="error" id="f-newEmail-e">
                {error}
              </p>
            </div>
          )}
        </div>
        <div class="row">
          <Button>{t.addressSend}</Button>
          <LinkButton look="link" href={path('mineData', locale)}>
            {t.title}
          </LinkButton>
        </div>
      </form>
    </Under>
  );
}

export function ObjectionPage({ page, missing = false }: { page: PageContext; missing?: boolean }) {
  const { locale } = page;
  const t = rightsWords(locale);
  const words = {
    brokerage: [t.objectBrokerage, t.objectBrokerageText],
    archive: [t.objectArchive, t.objectArchiveText],
    security: [t.objectSecurity, t.objectSecurityText],
  } as const;
  const faults = missing ? [{ field: 'objection', label: t.objectTitle, message: t.objectPick }] : [];
  return (
    <Under page={page} title={t.objectTitle}>
      <form class="form" method="get" action={path('mineObjection', locale)}>
        <ErrorSummary faults={faults} locale={locale} />
        <fieldset>
          <legend class="vh">{t.objectTitle}</legend>
          {objectable.map((purpose, i) => (
            <label class="check">
              <input type="radio" id={i === 0 ? 'f-objection' : undefined} name="objection" value={purpose} required />
              <span>
                <strong class="block">{words[purpose][0]}</strong> {words[purpose][1]}
              </span>
            </label>
          ))}
        </fieldset>
        <div class="row">
          <Button>{t.objectNext}</Button>
          <LinkButton look="link" href={path('mineData', locale)}>
            {t.keep}
          </LinkButton>
        </div>
      </form>
    </Under>
  );
}

/** The link that was mailed about a case: GET shows what it is about, the button confirms it, and then how it stands. */
export function CasePage({ page, token, of }: { page: PageContext; token: string; of: RightsCase }) {
  const { locale } = page;
  const t = rightsWords(locale);
  const address = of.purpose === 'email';
  const right = (rights as Record<string, { name: Record<Locale, string> }>)[of.right]?.name[locale] ?? of.right;
  const due = formatDate(of.dueAt, locale);
  const title = address ? t.caseAddressTitle : t.caseTitle(right.toLowerCase());
  const what = outcomeText(of)?.[locale];
  const now =
    what === undefined
      ? of.confirmedAt && t.caseConfirmed(due)
      : address && of.outcome === 'done'
        ? t.addressMoved
        : t.caseClosed(what);
  return (
    <Page page={page} title={title} current="mine" unlisted>
      <section class="page">
        <div class="wrap stack">
          <h1>{title}</h1>
          {now ? (
            <Notice tone="done">{now}</Notice>
          ) : (
            <>
              <p class="lead">{address ? t.caseAddressLead : t.caseLead(due)}</p>
              <form method="post" action={path('mineCase', locale, { token })}>
                <Button>{address ? t.caseAddressConfirm : t.caseConfirm}</Button>
              </form>
            </>
          )}
          {now && (
            <div class="row">
              <LinkButton look="quiet" href={path('mine', locale)}>
                {t.toMine}
              </LinkButton>
            </div>
          )}
          <Complaint locale={locale} />
        </div>
      </section>
    </Page>
  );
}

/** After something that ends the request within moments: shows nothing that would be gone when the page is loaded again. */
export function FarewellPage({ page, kind }: { page: PageContext; kind: 'erased' | 'ended' | 'reported' }) {
  const { locale } = page;
  const t = rightsWords(locale);
  const [title, text] = {
    erased: [t.goodbyeTitle, t.goodbye],
    ended: [t.endedTitle, t.ended],
    reported: [t.reportedTitle, t.reported],
  }[kind] as [string, string];
  return (
    <Page page={page} title={title} current="mine" unlisted>
      <section class="page">
        <div class="wrap stack">
          <h1>{title}</h1>
          <p class="lead">{text}</p>
          {kind !== 'reported' && <Complaint locale={locale} />}
          <div class="row">
            <LinkButton look="quiet" href={kind === 'erased' ? path('home', locale) : path('mine', locale)}>
              {kind === 'erased' ? t.backHome : t.toMine}
            </LinkButton>
          </div>
        </div>
      </section>
    </Page>
  );
}

export function ArchivedPage({ page, own }: { page: PageContext; own: ArchivedRequest }) {
  const { locale } = page;
  const t = rightsWords(locale);
  const { quoteValues, recipients, emailKey: _, ...rest } = own;
  return (
    <Under
      page={page}
      title={t.request(serviceName(own.service, locale), own.reference)}
      lead={t.archivedText(formatDate(own.eraseAt, locale))}
    >
      {own.restrictedAt !== null && <Notice tone="info">{t.restrictedBanner}</Notice>}
      <Held row={JSON.parse(JSON.stringify(rest))} locale={locale} />
      <ArchivedActions reference={own.reference} restricted={own.restrictedAt !== null} locale={locale} />
      <h2>{t.recipients}</h2>
      {recipients.map((r) => (
        <Fold title={`${r.name}. ${r.sentAt ? t.sent(when(r.sentAt, locale)) : t.notSent}`}>
          <p>{r.fields.join(', ')}</p>
        </Fold>
      ))}
      <Fold title={own.supplierName}>
        <Held row={quoteValues} service={own.service} locale={locale} />
      </Fold>
      <p>
        <a href={path('mineData', locale)}>{t.yourData}</a>
      </p>
    </Under>
  );
}
