import type { Child } from 'hono/jsx';
import { formatDate, type ServiceId, serviceById } from '#catalog/index.ts';
import type { TrailRow } from '#domain/ledger/index.ts';
import { type CaseChannel, outcomeText, type RightsCase } from '#domain/privacy/index.ts';
import { type StaffSession, staffMay } from '#domain/staff/index.ts';
import type { Permission } from '#policy/roles.ts';
import type { Locale } from '#policy/text.ts';
import { type PageName, path } from '../../paths.ts';
import { formatDateTime } from '../../ui/format.ts';
import { Badge, Crumbs, Facts, Heads, LinkButton, type Look, Notice } from '../../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { leadWords } from '../leads/leads.texts.ts';
import { whoIs } from '../trail.page.tsx';
import { trailWords } from '../trail.texts.ts';
import { Deadline, rightOf } from './cases.page.tsx';
import { type CaseWords, caseWords } from './cases.texts.ts';
import { privacyWords } from './privacy.texts.ts';

interface Kept {
  readonly reference: string;
  readonly service: string;
}

export interface CaseView {
  readonly now: Temporal.Instant;
  readonly found: RightsCase;
  readonly steps: readonly TrailRow[];
  /** Of the person, while the case is open. */
  readonly requests: readonly (Kept & { readonly state: string; readonly receivedAt: Temporal.Instant })[];
  readonly archived: readonly Kept[];
  readonly rows: number;
}

/** One case: what was asked, how long is left, what has been done, and what can be. Nobody's name or address stands there. */
export function CasePage({ page, view, notice }: { page: ConsoleContext; view: CaseView; notice?: Child }) {
  const { locale } = page;
  const t = caseWords(locale);
  const { found } = view;
  const title = rightOf(found, locale);
  const open = found.state === 'open';
  return (
    <ConsolePage page={page} title={title} current="cases">
      <div class="stack stack--6">
        <div class="stack stack--2">
          <Crumbs
            items={[{ href: path('consoleCases', locale), text: t.title }]}
            here={found.id.slice(0, 8)}
            locale={locale}
          />
          <div class="row row--apart">
            <h1>{title}</h1>
            <Badge tone={open ? (found.confirmedAt ? 'ok' : 'wait') : 'info'}>
              {open ? (found.confirmedAt ? t.confirmed : t.unconfirmed) : (t.states[found.state] ?? found.state)}
            </Badge>
          </div>
        </div>
        {notice}
        <CaseFacts view={view} locale={locale} />
        {open && <Todo page={page} view={view} />}
        {open && <Held page={page} view={view} />}
        <Steps steps={view.steps} locale={locale} />
      </div>
    </ConsolePage>
  );
}

function CaseFacts({ view: { found, now }, locale }: { view: CaseView; locale: Locale }) {
  const t = caseWords(locale);
  const open = found.state === 'open';
  return (
    <Facts
      items={[
        { label: t.one.asked, value: rightOf(found, locale) },
        { label: t.one.channel, value: t.channels[found.channel as CaseChannel] },
        { label: t.one.opened, value: formatDateTime(found.openedAt, locale) },
        {
          label: t.one.confirmed,
          value: found.confirmedAt ? formatDateTime(found.confirmedAt, locale) : t.one.notConfirmed,
        },
        {
          label: t.one.due,
          value: open ? <Deadline dueAt={found.dueAt} now={now} locale={locale} /> : formatDate(found.dueAt, locale),
        },
        {
          label: t.one.answer,
          value: found.closedAt
            ? `${formatDateTime(found.closedAt, locale)}. ${t.states[found.state]}. ${outcomeText(found)?.[locale] ?? ''}`
            : '–',
        },
        ...(found.fields?.length ? [{ label: t.one.fields, value: found.fields.join(', ') }] : []),
        { label: t.one.address, value: found.sealed ? t.one.addressText : t.one.addressGone },
        { label: t.one.number, value: <code>{found.id}</code> },
      ]}
    />
  );
}

interface Act {
  readonly id: keyof CaseWords['one']['acts'];
  readonly page: Extract<PageName, `consoleCase${string}`>;
  readonly permission: Permission;
  readonly look?: Look;
}
const answer: Act = { id: 'answer', page: 'consoleCaseAnswer', permission: 'case.write' };
const quietAnswer: Act = { ...answer, look: 'quiet' };
const copy: Act = { id: 'copy', page: 'consoleCaseCopy', permission: 'data.export', look: 'quiet' };
const erase: Act = { id: 'erase', page: 'consoleCaseErasure', permission: 'data.erase', look: 'danger' };
const object: Act = { ...erase, id: 'object' };
const restrict: Act = { id: 'restrict', page: 'consoleCaseRestriction', permission: 'data.restrict' };
const address: Act = { id: 'address', page: 'consoleCaseAddress', permission: 'data.rectify', look: 'quiet' };
const refuse: Act = { id: 'refuse', page: 'consoleCaseRefusal', permission: 'case.write', look: 'quiet' };

/** What can be done about a case, for each right; what would be answered untruly is not there. */
const acts: Readonly<Record<string, readonly Act[]>> = {
  access: [answer, copy],
  portability: [answer, copy],
  rectification: [address, quietAnswer],
  erasure: [erase],
  objection: [object],
  restriction: [restrict],
};

const actsFor = ({ found, rows }: CaseView, who: StaffSession): readonly Act[] => {
  const waits = !found.confirmedAt || found.purpose === 'email';
  const possible = waits ? [] : rows === 0 ? [answer] : (acts[found.right] ?? []);
  return [...possible, refuse].filter(({ permission }) => staffMay(who, permission));
};

function Todo({ page: { locale, who }, view }: { page: ConsoleContext; view: CaseView }) {
  const t = caseWords(locale).one;
  const able = actsFor(view, who);
  return (
    <section class="panel" aria-labelledby="todo">
      <h2 id="todo">{t.todo}</h2>
      {!view.found.confirmedAt && <Notice tone="info">{t.waits}</Notice>}
      <div class="row">
        {able.map(({ id, page, look }) => (
          <LinkButton look={look ?? 'filled'} href={path(page as 'consoleCase', locale, { id: view.found.id })}>
            {t.acts[id]}
          </LinkButton>
        ))}
      </div>
    </section>
  );
}

function Held({ page: { locale, who }, view }: { page: ConsoleContext; view: CaseView }) {
  const t = caseWords(locale).one;
  const { states } = leadWords(locale);
  const { found, requests, archived, rows } = view;
  const corrects =
    found.right === 'rectification' && found.purpose !== 'email' && found.confirmedAt && staffMay(who, 'data.rectify');
  const correction = (reference: string) =>
    corrects && (
      <td>
        <a href={path('consoleCaseCorrection', locale, { id: found.id, reference })}>
          {t.correct}
          <span class="vh"> {t.moreFor(reference)}</span>
        </a>
      </td>
    );
  const name = (service: string) => serviceById(service as ServiceId).name[locale];
  return (
    <section class="panel" aria-labelledby="held">
      <h2 id="held">{t.held}</h2>
      <p class="muted">{rows === 0 ? t.nothing : t.rows(rows)}</p>
      {requests.length + archived.length > 0 && (
        <table class="table table--cards">
          <Heads of={Object.values(t.heldHead)} action={Boolean(corrects)} />
          <tbody>
            {requests.map(({ reference, service, state, receivedAt }) => (
              <tr>
                <th scope="row">
                  {staffMay(who, 'lead.read') ? (
                    <a href={path('consoleLead', locale, { reference })}>{reference}</a>
                  ) : (
                    reference
                  )}
                </th>
                <td data-label={t.heldHead.service}>{name(service)}</td>
                <td data-label={t.heldHead.received}>{formatDate(receivedAt, locale)}</td>
                <td data-label={t.heldHead.state}>{states[state as keyof typeof states]}</td>
                {correction(reference)}
              </tr>
            ))}
            {archived.map(({ reference, service }) => (
              <tr>
                <th scope="row">{reference}</th>
                <td data-label={t.heldHead.service}>{name(service)}</td>
                <td data-label={t.heldHead.received}>–</td>
                <td data-label={t.heldHead.state}>{t.archived}</td>
                {correction(reference)}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** The lines of the audit log about the case. */
function Steps({ steps, locale }: { steps: readonly TrailRow[]; locale: Locale }) {
  const t = caseWords(locale).one;
  const words = trailWords(locale);
  return (
    <section class="panel" aria-labelledby="steps">
      <h2 id="steps">{t.steps}</h2>
      <ul class="list">
        {steps.map((row) => (
          <li>
            <span>
              {words.actions[row.action] ?? row.action}{' '}
              <small class="muted">
                {t.by} {whoIs(row, locale)}
              </small>
            </span>
            <time class="small muted" datetime={row.at.toString()}>
              {formatDateTime(row.at, locale)}
            </time>
          </li>
        ))}
      </ul>
      {steps.length === 0 && <p class="muted">{privacyWords(locale).upkeep.never}</p>}
    </section>
  );
}
