import type { Child } from 'hono/jsx';
import {
  commonQuestions,
  formatDate,
  formatOrganisationNumber,
  formatPhone,
  formatPostcode,
  formatValue,
  nameOf,
  serviceById,
} from '#catalog/index.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../../paths.ts';
import { formatDateTime } from '../../ui/format.ts';
import { Badge, Crumbs, Facts, Gone, Notice } from '../../ui/parts.tsx';
import { ConsolePage } from '../console.page.tsx';
import type { LeadProps, LeadView } from './lead.view.ts';
import { LeadActions } from './lead-actions.tsx';
import { LeadContact } from './lead-contact.tsx';
import { LeadEvents } from './lead-events.tsx';
import { LeadSuppliers } from './lead-suppliers.tsx';
import { LeadTasks } from './lead-tasks.tsx';
import { toneOf } from './leads.page.tsx';
import { leadWords } from './leads.texts.ts';

export function LeadPage({ page, view, notice }: LeadProps & { notice?: Child }) {
  const { locale } = page;
  const { lead } = view;
  const t = leadWords(locale);
  const service = serviceById(lead.service);
  return (
    <ConsolePage page={page} title={lead.companyName} current="leads">
      <div class="case-head">
        <Crumbs
          locale={locale}
          items={[
            { href: path('consoleLeads', locale), text: t.list.title },
            { href: `${path('consoleLeads', locale)}?service=${lead.service}`, text: service.name[locale] },
          ]}
          here={lead.reference}
        />
        <div class="row row--apart">
          <h1>{lead.companyName}</h1>
          <Ending view={view} locale={locale} />
        </div>
        <p class="row small">
          <Badge tone={toneOf(lead.state as never)}>{t.states[lead.state as keyof typeof t.states]}</Badge>
          <span class="muted">
            {service.name[locale]}, {service.volume(lead.answers)[locale]}. {t.lead.day(dayOf(view))}.
          </span>
        </p>
      </div>
      {notice}
      {lead.restrictedAt && <Notice tone="bad">{t.lead.restrictedText}</Notice>}
      {view.joinedReference && (
        <Notice tone="info">
          <a href={path('consoleLead', locale, { reference: view.joinedReference })}>
            {t.lead.joined(view.joinedReference)}
          </a>
        </Notice>
      )}
      <div class="lead-grid">
        <div class="stack stack--6">
          <LeadContact page={page} view={view} />
          <FactsOf page={page} view={view} />
        </div>
        <div class="stack stack--6">
          <LeadSuppliers page={page} view={view} />
          <LeadTasks page={page} view={view} />
          <LeadEvents page={page} view={view} />
        </div>
      </div>
      <LeadActions page={page} view={view} />
    </ConsolePage>
  );
}

const dayOf = ({ lead, now }: LeadView): number => Math.floor(now.since(lead.receivedAt).total('hours') / 24) + 1;

/** When it disappears, in the page's one apricot. */
function Ending({ view, locale }: { view: LeadView; locale: Locale }) {
  const t = leadWords(locale).lead;
  if (view.clock.action === 'archive') return <Gone>{t.archived}</Gone>;
  return <Gone>{view.clock.at ? t.erased(formatDate(view.clock.at, locale)) : t.kept}</Gone>;
}

function FactsOf({ page, view }: LeadProps) {
  const { locale } = page;
  const { lead } = view;
  const t = leadWords(locale).lead;
  const service = serviceById(lead.service);
  const number = formatOrganisationNumber(lead.organisationNumber);
  const common = commonQuestions.filter(({ id }) => ['currentSupplier', 'contractEnds', 'message'].includes(id));
  const more: Record<string, string | null> = {
    currentSupplier: lead.currentSupplier,
    contractEnds: lead.contractEnds && formatDate(lead.contractEnds, locale),
    message: lead.message,
  };
  return (
    <div class="stack stack--6">
      <section class="panel">
        <h2>{t.facts}</h2>
        <Facts
          items={[
            // D6: a sole trader's number is a person's own.
            { label: t.organisationNumber, value: lead.soleTrader ? `${number.slice(0, 6)}-••••` : number },
            { label: t.contact, value: lead.contactName },
            { label: t.email, value: <a href={`mailto:${lead.email}`}>{lead.email}</a> },
            { label: t.phone, value: <a href={`tel:${lead.phone}`}>{formatPhone(lead.phone)}</a> },
            { label: t.postcode, value: formatPostcode(lead.postcode) },
            {
              label: t.source,
              value: `${t.sources[lead.source] ?? lead.source}, ${formatDateTime(lead.receivedAt, locale)}`,
            },
            { label: t.basis, value: t.contract },
            { label: t.policy, value: lead.policyVersion },
          ]}
        />
      </section>
      <section class="panel">
        <h2>{t.need}</h2>
        <Facts
          items={[
            ...service.questions
              .filter(({ id }) => lead.answers[id] !== undefined)
              .map((q) => ({ label: nameOf(q, locale), value: formatValue(q, lead.answers[q.id]!, locale) })),
            ...common.flatMap((q) => (more[q.id] ? [{ label: nameOf(q, locale), value: more[q.id] }] : [])),
          ]}
        />
      </section>
    </div>
  );
}
