// Long because one page shows a request from all sides: facts, suppliers, quotes, what is to be done, what has happened.
import type { Child } from 'hono/jsx';
import {
  commonQuestions,
  formatDate,
  formatKr,
  formatOrganisationNumber,
  formatPhone,
  formatPostcode,
  formatValue,
  nameOf,
  questionsOf,
  serviceById,
} from '#catalog/index.ts';
import type { ReferralRow } from '#domain/referral/index.ts';
import { staffMay } from '#domain/staff/index.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../paths.ts';
import { ComparisonView } from '../site/comparison.tsx';
import { mineWords } from '../site/mine.texts.ts';
import { formatDateTime, formatTime } from '../ui/format.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { Badge, Button, Crumbs, ExampleTag, Facts, Fold, Gone, Notice } from '../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from './console.page.tsx';
import type { LeadView } from './lead.view.ts';
import { Find, toneOf } from './leads.page.tsx';
import { leadWords } from './leads.texts.ts';

interface Props {
  readonly page: ConsoleContext;
  readonly view: LeadView;
}

export function LeadPage({ page, view, notice }: Props & { notice?: Child }) {
  const { locale } = page;
  const { lead } = view;
  const t = leadWords(locale);
  const service = serviceById(lead.service);
  return (
    <ConsolePage page={page} title={lead.companyName} current="leads" find={<Find locale={locale} />}>
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
        <div>
          <FactsOf page={page} view={view} />
        </div>
        <div class="stack stack--6">
          <Suppliers page={page} view={view} />
          <Tasks page={page} view={view} />
          <Events page={page} view={view} />
        </div>
      </div>
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

function FactsOf({ page, view }: Props) {
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

function Suppliers({ page, view }: Props) {
  const { locale } = page;
  const { lead, quotes, comparison, referrals, decisions } = view;
  const t = leadWords(locale).lead;
  const who = mineWords(locale).who;
  const ranked = new Map(comparison.ranked.map((r) => [r.id, r.cost]));
  const passed = decisions.filter((d) => !d.chosen);
  return (
    <section class="panel" aria-labelledby="suppliers">
      <h2 id="suppliers">{t.suppliers(referrals.length)}</h2>
      {referrals.length > 0 && (
        <table class="table table--cards">
          <thead>
            <tr>
              {Object.entries(t.head).map(([id, head]) => (
                <th scope="col" class={id === 'cost' ? 'num' : undefined}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {referrals.map((r) => {
              const quote = quotes.find((q) => q.referralId === r.id);
              const cost = quote && ranked.get(quote.id);
              return (
                <tr>
                  <th scope="row">
                    {r.name} {r.example && <ExampleTag locale={locale} />}
                  </th>
                  <td data-label={t.head.got}>
                    <Sent referral={r} locale={locale} />
                  </td>
                  <td data-label={t.head.answered}>{quote ? formatDate(quote.receivedAt, locale) : '–'}</td>
                  <td data-label={t.head.valid}>{quote ? formatDate(quote.validUntil, locale) : '–'}</td>
                  <td data-label={t.head.state}>
                    <Badge tone={badges[r.state] ?? 'wait'}>{who.states[r.state]}</Badge>
                    {r.declineReason && (
                      <small class="block muted">{who.declined[r.declineReason as keyof typeof who.declined]}</small>
                    )}
                  </td>
                  <td class="num" data-label={t.head.cost}>
                    {cost ? formatKr(cost.annual, locale) : '–'}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {decisions.length > 0 && (
        <Fold title={t.why}>
          <ul class="plain small">
            {decisions
              .filter((d) => d.chosen)
              .map((d) => (
                <li>
                  <strong>{d.name}:</strong> {who.because(serviceById(lead.service).name[locale].toLowerCase())}
                </li>
              ))}
            {passed.map((d) => (
              <li>
                <strong>{d.name}:</strong> {who.routing[d.reason as keyof typeof who.routing]}
              </li>
            ))}
          </ul>
        </Fold>
      )}
      {quotes.length > 0 && (
        <Fold title={t.comparison}>
          <ComparisonView
            lead={lead}
            quotes={quotes}
            comparison={comparison}
            today={view.today}
            locale={locale}
            fileUrl={view.fileUrl}
          />
        </Fold>
      )}
    </section>
  );
}

const badges: Readonly<Record<string, 'ok' | 'wait' | 'bad' | 'info'>> = {
  quoted: 'ok',
  chosen: 'ok',
  won: 'ok',
  accepted: 'info',
  declined: 'bad',
  lost: 'bad',
  undeliverable: 'bad',
  cancelled: 'info',
  'passed-over': 'info',
};

function Sent({ referral, locale }: { referral: ReferralRow; locale: Locale }) {
  const sent = questionsOf(serviceById(referral.service)).filter((q) => referral.payload[q.id] !== undefined);
  return (
    <details class="peek">
      <summary>{leadWords(locale).lead.fields(sent.length)}</summary>
      <Facts
        items={sent.map((q) => ({ label: nameOf(q, locale), value: formatValue(q, referral.payload[q.id]!, locale) }))}
      />
    </details>
  );
}

function Tasks({ page, view }: Props) {
  const { locale, who } = page;
  const t = leadWords(locale).lead;
  const params = { reference: view.lead.reference };
  const writes = staffMay(who, 'lead.write') && !view.lead.restrictedAt;
  if (view.tasks.length === 0 && !writes) return null;
  return (
    <section class="panel" aria-labelledby="tasks">
      <h2 id="tasks">{t.tasks}</h2>
      {view.tasks.length > 0 && (
        <ul class="list">
          {view.tasks.map(({ id, body, dueOn, doneAt, by }) => (
            <li class={doneAt ? 'muted' : undefined}>
              <span>
                {doneAt ? <s>{body}</s> : body}{' '}
                <small class="muted">
                  {formatDate(dueOn, locale)}. {t.by(by ?? t.someone)}
                </small>
              </span>
              {writes && (
                <form method="post" action={path('consoleTasks', locale, params)}>
                  <input type="hidden" name="taskId" value={id} />
                  <Button look="link" name="action" value={doneAt ? 'undo' : 'done'}>
                    {doneAt ? t.taskUndo : t.taskDone}
                    <span class="vh">: {body}</span>
                  </Button>
                </form>
              )}
            </li>
          ))}
        </ul>
      )}
      {writes && (
        <form class="row row--fields" method="post" action={path('consoleTasks', locale, params)}>
          <div class="field">
            <label for="f-task">{t.taskWhat}</label>
            <div class="box">
              <input id="f-task" name="task" maxlength={200} autocomplete="off" />
            </div>
          </div>
          <div class="field">
            <label for="f-taskDue">{t.taskDue}</label>
            <div class="box box--s">
              <input id="f-taskDue" name="taskDue" type="date" min={view.today.toString()} />
            </div>
          </div>
          <Button look="quiet" name="action" value="add">
            {t.taskAdd}
          </Button>
        </form>
      )}
    </section>
  );
}

interface Happening {
  readonly at: Temporal.Instant;
  readonly icon: IconName;
  readonly title: Child;
  readonly text?: Child;
}

function Events({ page, view }: Props) {
  const { locale, who } = page;
  const t = leadWords(locale).lead;
  const params = { reference: view.lead.reference };
  const days = byDay(happenings(page, view), locale);
  return (
    <section class="panel" aria-labelledby="events">
      <h2 id="events">{t.events}</h2>
      {staffMay(who, 'lead.write') && !view.lead.restrictedAt && (
        <form class="stack stack--2" method="post" action={path('consoleNotes', locale, params)}>
          <div class="field">
            <label for="f-note">{t.note}</label>
            <div class="box">
              <textarea id="f-note" name="note" rows={2} maxlength={4000} aria-describedby="f-note-h" />
            </div>
            <p class="hint" id="f-note-h">
              {t.noteHint}
            </p>
          </div>
          <div>
            <Button look="quiet">{t.noteSave}</Button>
          </div>
        </form>
      )}
      {days.length === 0 ? (
        <p class="muted">{t.noEvents}</p>
      ) : (
        <ol class="events">
          {days.map(([day, all]) => (
            <>
              <li class="day">{day}</li>
              {all.map(({ at, icon, title, text }) => (
                <li>
                  <Icon name={icon} />
                  <strong>{title}</strong>
                  <time datetime={at.toString()}>{formatTime(at, locale)}</time>
                  {text && <p>{text}</p>}
                </li>
              ))}
            </>
          ))}
        </ol>
      )}
    </section>
  );
}

const iconOf = (type: string): IconName => {
  if (type.startsWith('quote.')) return 'receipt-text';
  if (type.startsWith('referral.')) return 'send';
  if (type === 'lead.received') return 'inbox';
  if (type === 'question.asked') return 'message-square';
  return type.includes('restrict') ? 'lock' : 'history';
};

/** Everything that has happened, newest first. What a delivery tells, its event need not. */
function happenings(page: ConsoleContext, view: LeadView): Happening[] {
  const { locale, who } = page;
  const t = leadWords(locale).lead;
  const names = new Map(view.referrals.map((r) => [r.supplierId, r.name]));
  const all: Happening[] = [
    ...view.events
      .filter(({ type }) => t.happened[type])
      .map(({ at, type, supplier_id }) => ({
        at,
        icon: iconOf(type),
        title: `${t.happened[type]}${supplier_id ? ` ${names.get(supplier_id) ?? supplier_id}` : ''}`,
      })),
    ...view.deliveries.map((d) => {
      const to = d.audience === 'customer' ? t.toCustomer : d.audience === 'staff' ? t.toUs : '';
      const name = d.supplierId ? (names.get(d.supplierId) ?? d.supplierId) : to;
      const failed = d.state === 'dead' || d.state === 'refused';
      const replay = failed && staffMay(who, 'delivery.replay') && !view.lead.restrictedAt;
      return {
        at: d.endedAt ?? d.createdAt,
        icon: (d.channel === 'mail' ? 'mail' : 'send') as IconName,
        title: `${t.deliveries[d.kind] ?? d.kind}, ${name}`,
        text: (
          <span class="row">
            <Badge tone={failed ? 'bad' : d.state === 'delivered' ? 'ok' : 'wait'}>
              {t.deliveryStates[d.state] ?? d.state}
            </Badge>
            {d.attempts > 1 && <span>{t.attempts(d.attempts)}</span>}
            {d.reason && <code>{d.reason}</code>}
            {replay && (
              <form method="post" action={path('consoleResending', locale, { id: d.id })}>
                <Button look="link">{t.resend}</Button>
              </form>
            )}
          </span>
        ),
      };
    }),
    ...view.questions.map(({ body, askedAt }) => ({
      at: askedAt,
      icon: 'message-square' as const,
      title: t.asked,
      text: body,
    })),
    ...view.notes.map(({ body, at, by }) => ({
      at,
      icon: 'sticky-note' as const,
      title: t.noted,
      text: `${body} ${t.by(by ?? t.someone)}.`,
    })),
  ];
  // Of what happened at the same moment, the later is written last.
  return all.reverse().sort((a, b) => Temporal.Instant.compare(b.at, a.at));
}

function byDay(all: readonly Happening[], locale: Locale): [string, Happening[]][] {
  const days = new Map<string, Happening[]>();
  for (const one of all) {
    const day = formatDate(one.at, locale);
    days.set(day, [...(days.get(day) ?? []), one]);
  }
  return [...days];
}
