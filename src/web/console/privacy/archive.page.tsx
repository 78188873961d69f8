import {
  formatDate,
  formatOrganisationNumber,
  formatPhone,
  formatValue,
  nameOf,
  questionsOf,
  quoteFieldsOf,
  serviceById,
} from '#catalog/index.ts';
import { type ArchivedRequest, type archiveStanding, type ReadReason, readReasons } from '#domain/archive/index.ts';
import { path } from '../../paths.ts';
import { controlId, ErrorSummary } from '../../ui/error-summary.tsx';
import { formatDateTime } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Button, Crumbs, Facts, Gone, Heads, LinkButton, Notice } from '../../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { privacyWords } from './privacy.texts.ts';

/** What was asked for, and what is wrong with it. */
export interface Asked {
  readonly reason?: ReadReason | undefined;
  readonly reference?: string | undefined;
  readonly faults: { readonly readReason?: string; readonly reference?: string };
  readonly problem?: string | undefined;
}

/** Asks why, and which: nothing of the archive is shown before that (P9). */
export function ArchivePage(props: {
  page: ConsoleContext;
  standing: Awaited<ReturnType<typeof archiveStanding>>;
  asked: Asked;
}) {
  const { page, standing, asked } = props;
  const { locale } = page;
  const t = privacyWords(locale).archive;
  const { faults } = asked;
  const listed = [
    ...(faults.readReason ? [{ field: 'readReason', label: t.why, message: faults.readReason }] : []),
    ...(faults.reference ? [{ field: 'reference', label: t.reference, message: faults.reference }] : []),
  ];
  return (
    <ConsolePage page={page} title={t.title} current="archive">
      <div class="stack stack--5">
        <div class="stack stack--2">
          <h1>{t.title}</h1>
          <p class="lead">{t.lead}</p>
          <p class="muted">
            {t.standing(standing.count)}{' '}
            {standing.nextEraseAt && t.nextErased(formatDate(standing.nextEraseAt, locale))}
          </p>
        </div>
        {asked.problem && <Notice tone="bad">{asked.problem}</Notice>}
        <ErrorSummary faults={listed} locale={locale} />
        <form class="form form--narrow" method="post" action={path('consoleArchive', locale)}>
          <fieldset class={faults.readReason ? 'field field--bad' : 'field'} aria-describedby="why-e">
            <legend class="field__name">{t.why}</legend>
            {faults.readReason && <Fault id="why-e" text={faults.readReason} />}
            <div class="choices">
              {readReasons.map((reason, i) => (
                <label class="choice">
                  <input
                    type="radio"
                    name="readReason"
                    value={reason}
                    id={i === 0 ? controlId('readReason') : undefined}
                    checked={asked.reason === reason}
                  />
                  <span>
                    <strong>{t.reasons[reason]}</strong>
                  </span>
                </label>
              ))}
            </div>
          </fieldset>
          <div class={faults.reference ? 'field field--bad' : 'field'}>
            <label for={controlId('reference')}>{t.reference}</label>
            {faults.reference && <Fault id="reference-e" text={faults.reference} />}
            <div class="box box--s">
              <input
                id={controlId('reference')}
                name="reference"
                value={asked.reference ?? ''}
                autocomplete="off"
                spellcheck={false}
                aria-describedby={faults.reference && 'reference-e'}
                aria-invalid={faults.reference ? 'true' : undefined}
              />
            </div>
          </div>
          <div>
            <Button>{t.read}</Button>
          </div>
        </form>
      </div>
    </ConsolePage>
  );
}

const Fault = ({ id, text }: { id: string; text: string }) => (
  <p class="error" id={id}>
    <Icon name="circle-alert" /> {text}
  </p>
);

/** One archived request that has just been read, and been written down as read. */
export function ArchivedRequestPage(props: { page: ConsoleContext; own: ArchivedRequest; reason: ReadReason }) {
  const { page, own, reason } = props;
  const { locale } = page;
  const t = privacyWords(locale).archive;
  const service = serviceById(own.service);
  const fields = quoteFieldsOf(service).filter(({ id }) => own.quoteValues[id] !== undefined);
  const questions = questionsOf(service);
  const fieldName = (id: string) => {
    const known = questions.find((q) => q.id === id);
    return known ? nameOf(known, locale) : id;
  };
  return (
    <ConsolePage page={page} title={own.reference} current="archive">
      <div class="case-head">
        <Crumbs
          items={[{ href: path('consoleArchive', locale), text: t.title }]}
          here={own.reference}
          locale={locale}
        />
        <div class="row row--apart">
          <h1>{own.companyName}</h1>
          <Gone>{t.erased(formatDate(own.eraseAt, locale))}</Gone>
        </div>
      </div>
      <div class="stack stack--6">
        <Notice tone="done" title={t.logged}>
          {t.loggedText(t.reasons[reason])}
        </Notice>
        <Facts
          items={[
            { label: t.facts.company, value: own.companyName },
            {
              label: t.facts.number,
              value: own.organisationNumber ? formatOrganisationNumber(own.organisationNumber) : t.soleTrader,
            },
            { label: t.facts.contact, value: own.contactName },
            { label: t.facts.email, value: own.email },
            { label: t.facts.phone, value: formatPhone(own.phone) },
            { label: t.facts.service, value: service.name[locale] },
            { label: t.facts.received, value: formatDateTime(own.receivedAt, locale) },
            { label: t.facts.contract, value: formatDateTime(own.contractAt, locale) },
            { label: t.facts.with, value: own.supplierName },
            { label: t.facts.reportedBy, value: t.facts.by[own.reportedBy] },
            { label: t.facts.policy, value: own.policyVersion },
          ]}
        />
        {fields.length > 0 && (
          <section class="panel" aria-labelledby="quote">
            <h2 id="quote">{t.quote}</h2>
            <Facts
              items={fields.map((field) => ({
                label: nameOf(field, locale),
                value: formatValue(field, own.quoteValues[field.id]!, locale),
              }))}
            />
          </section>
        )}
        <section class="panel" aria-labelledby="recipients">
          <h2 id="recipients">{t.recipients}</h2>
          <table class="table table--cards">
            <Heads of={Object.values(t.recipientHead)} />
            <tbody>
              {own.recipients.map(({ name, sentAt, fields: sent }) => (
                <tr>
                  <th scope="row">{name}</th>
                  <td data-label={t.recipientHead.sent}>
                    {sentAt ? formatDateTime(Temporal.Instant.from(sentAt), locale) : t.opened}
                  </td>
                  <td data-label={t.recipientHead.fields}>{sent.map(fieldName).join(', ')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
        <div>
          <LinkButton look="quiet" href={path('consoleArchive', locale)}>
            {t.another}
          </LinkButton>
        </div>
      </div>
    </ConsolePage>
  );
}
