import type { Child } from 'hono/jsx';
import { formatDate, serviceById } from '#catalog/index.ts';
import {
  type Standing,
  type Subscriber,
  type SubscriberState,
  subscriberStates,
  type Week,
} from '#domain/newsletter/index.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../../paths.ts';
import { Badge, Button, Empty, LinkButton } from '../../ui/parts.tsx';
import { BarChart } from '../chart.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { Choice } from '../filters.tsx';
import { Find } from '../find.tsx';
import { importWords } from './subscriber-import.texts.ts';
import { subscriberWords } from './subscribers.texts.ts';

export interface SubscribersProps {
  readonly page: ConsoleContext;
  readonly standing: Standing;
  readonly weeks: readonly Week[];
  readonly text: string | undefined;
  /** What is looked for, as it stands in the address. */
  readonly sealed: string | undefined;
  readonly state: SubscriberState | undefined;
  readonly found: { readonly rows: readonly Subscriber[]; readonly tooShort: boolean };
  /** The address of the page of older ones; undefined when there are none. */
  readonly older: string | undefined;
  /** This is a page of older ones. */
  readonly paged: boolean;
  readonly notice?: Child;
}

/** How many there are, how that has gone, and the list. */
export function SubscribersPage(props: SubscribersProps) {
  const { page, found, text, state, older, paged, notice, weeks } = props;
  const { locale } = page;
  const t = subscriberWords(locale);
  const narrowed = Boolean(text || state || paged);
  return (
    <ConsolePage
      page={page}
      title={t.title}
      current="subscribers"
      find={<Find action={path('consoleSubscribers', locale)} words={t} text={text} />}
    >
      <div class="stack stack--6">
        <div class="row row--apart">
          <h1>{t.title}</h1>
          <div class="row">
            <LinkButton look="quiet" href={path('consoleSubscriberImport', locale)}>
              {importWords(locale).short}
            </LinkButton>
            <LinkButton look="quiet" href={path('consoleSubscriberNew', locale)}>
              {t.add}
            </LinkButton>
          </div>
        </div>
        <p class="muted">{t.lead}</p>
        {notice}
        <Stats {...props} />
        <Charts weeks={weeks} locale={locale} />
        <Filters {...props} />
        {found.tooShort && <p class="error">{t.tooShort}</p>}
        {found.rows.length === 0 && !found.tooShort && (
          <Empty title={narrowed ? t.none : t.empty}>{narrowed ? t.noneText : t.emptyText}</Empty>
        )}
        {found.rows.length > 0 && <List rows={found.rows} locale={locale} />}
        {(older || paged) && (
          <nav class="row">
            {paged && <a href={path('consoleSubscribers', locale)}>{t.newer}</a>}
            {older && <a href={older}>{t.older}</a>}
          </nav>
        )}
      </div>
    </ConsolePage>
  );
}

function Stats({ page, standing }: SubscribersProps) {
  const { locale } = page;
  const t = subscriberWords(locale).stats;
  const items = [
    [t.confirmed, standing.confirmed, t.english(standing.english)],
    [t.pending, standing.pending, t.pendingText],
    [t.restricted, standing.restricted, t.restrictedText],
    [t.suppressed, standing.suppressed, t.suppressedText],
  ] as const;
  return (
    <dl class="stats">
      {items.map(([label, value, note]) => (
        <div class="stat">
          <dt>{label}</dt>
          <dd>{value}</dd>
          <dd>{note}</dd>
        </div>
      ))}
    </dl>
  );
}

function Filters({ page, sealed, state }: SubscribersProps) {
  const { locale } = page;
  const t = subscriberWords(locale);
  return (
    <form class="filters" method="get" action={path('consoleSubscribers', locale)}>
      {sealed && <input type="hidden" name="q" value={sealed} />}
      <Choice
        name="state"
        label={t.states}
        all={t.all}
        value={state}
        options={subscriberStates.map((each) => [each, t.state[each]] as const)}
      />
      <Button look="quiet">{t.show}</Button>
      <a class="more" href={path('consoleSubscribers', locale)}>
        {t.clear}
      </a>
    </form>
  );
}

/** How it stands with one, as dot and word. */
export function StateBadge({ of, locale }: { of: Subscriber; locale: Locale }) {
  const t = subscriberWords(locale);
  if (of.restrictedAt) return <Badge tone="bad">{t.restricted}</Badge>;
  return <Badge tone={of.state === 'confirmed' ? 'ok' : 'wait'}>{t.state[of.state]}</Badge>;
}

function List({ rows, locale }: { rows: readonly Subscriber[]; locale: Locale }) {
  const t = subscriberWords(locale);
  const { head } = t;
  return (
    <table class="table table--cards table--sticky" data-rows>
      <thead>
        <tr>
          <th scope="col">{head.who}</th>
          <th scope="col">{head.state}</th>
          <th scope="col">{head.channel}</th>
          <th scope="col" class="num">
            {head.asked}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((one) => (
          <tr>
            <th scope="row">
              <a class="wrap-any" href={path('consoleSubscriber', locale, { id: one.id })}>
                {one.email}
              </a>
              {one.name && <small class="block muted">{one.name}</small>}
            </th>
            <td data-label={head.state}>
              <StateBadge of={one} locale={locale} />
            </td>
            <td data-label={head.channel}>{t.channels[one.channel as keyof typeof t.channels]}</td>
            <td class="num" data-label={head.asked}>
              {formatDate(one.requestedAt, locale)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Charts({ weeks, locale }: { weeks: readonly Week[]; locale: Locale }) {
  const t = subscriberWords(locale).growth;
  const points = (of: (week: Week) => number) =>
    weeks.map((week) => ({ label: String(week.week.weekOfYear), value: of(week), text: String(of(week)) }));
  const most = (of: (week: Week) => number) => Math.max(0, ...weeks.map(of));
  const rest = { unit: '', head: [t.week, t.people] as const, asTable: t.asTable, running: true };
  const [given, ended] = [(week: Week) => week.given, (week: Week) => week.ended];
  return (
    <div class="charts">
      <BarChart title={t.title} lead={t.lead} alt={t.alt(most(given))} points={points(given)} {...rest} />
      <BarChart title={t.ended} lead={t.endedLead} alt={t.endedAlt(most(ended))} points={points(ended)} {...rest} />
    </div>
  );
}

/** The services somebody wants to read about, in words. */
export const interestsText = (of: Pick<Subscriber, 'interests'>, locale: Locale): string =>
  of.interests.length === 0
    ? subscriberWords(locale).one.allInterests
    : of.interests.map((id) => serviceById(id).name[locale]).join(', ');
