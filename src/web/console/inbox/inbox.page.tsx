import { formatDate } from '#catalog/index.ts';
import { type ListedMail, type MailFilter, mailKinds } from '#domain/correspondence/index.ts';
import { path } from '../../paths.ts';
import { formatTime } from '../../ui/format.ts';
import { Badge, Button, Empty, Notice } from '../../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { Choice } from '../filters.tsx';
import { inboxWords } from './inbox.texts.ts';

export interface InboxProps {
  readonly page: ConsoleContext;
  readonly filter: MailFilter & { readonly all: boolean };
  readonly mails: readonly ListedMail[];
  /** The address of the page of older ones; undefined when there are none. */
  readonly older: string | undefined;
  /** What the mail server still has of erased mail, and since when it can't be reached. */
  readonly purge: { readonly n: number; readonly since: Temporal.Instant | null };
  /** Whether mail is fetched at all. */
  readonly fetched: boolean;
  readonly now: Temporal.Instant;
}

/** Mail that has come, what waits for somebody first. */
export function InboxPage(props: InboxProps) {
  const { page, filter, mails, older, purge, fetched } = props;
  const { locale } = page;
  const t = inboxWords(locale);
  const narrowed = Boolean(filter.all || filter.kind || filter.leadId || filter.after || filter.state === 'sorted');
  return (
    <ConsolePage page={page} title={t.title} current="inbox">
      <div class="stack stack--5">
        <h1>{t.title}</h1>
        {purge.since && (
          <Notice tone="bad">
            {t.purge(purge.n, `${formatDate(purge.since, locale)} ${formatTime(purge.since, locale)}`)}
          </Notice>
        )}
        <Filters {...props} />
        {mails.length > 0 ? (
          <List {...props} />
        ) : fetched || narrowed ? (
          <Empty title={narrowed ? t.list.none : t.list.empty}>{narrowed ? t.list.noneText : t.list.emptyText}</Empty>
        ) : (
          <Empty title={t.list.notRead}>{t.list.notReadText}</Empty>
        )}
        {(older || filter.after) && (
          <nav class="row">
            {filter.after && <a href={path('consoleInbox', locale)}>{t.list.newer}</a>}
            {older && <a href={older}>{t.list.older}</a>}
          </nav>
        )}
      </div>
    </ConsolePage>
  );
}

function Filters({ page, filter }: InboxProps) {
  const { locale } = page;
  const t = inboxWords(locale);
  return (
    <form class="filters" method="get" action={path('consoleInbox', locale)}>
      <Choice
        name="state"
        label={t.list.states}
        all={t.list.waiting}
        value={filter.all ? 'all' : filter.state}
        options={[
          ['sorted', t.list.sorted],
          ['all', t.list.all],
        ]}
      />
      <Choice
        name="kind"
        label={t.list.kind}
        all={t.list.anyKind}
        value={filter.kind}
        options={mailKinds.map((kind) => [kind, t.kinds[kind]])}
      />
      <Button look="quiet">{t.list.show}</Button>
      <a class="more" href={path('consoleInbox', locale)}>
        {t.list.clear}
      </a>
    </form>
  );
}

function List({ page, mails }: InboxProps) {
  const { locale } = page;
  const t = inboxWords(locale);
  const { head } = t.list;
  return (
    <table class="table table--cards table--sticky" data-rows>
      <thead>
        <tr>
          {Object.entries(head).map(([id, words]) => (
            <th scope="col" class={id === 'arrived' ? 'num' : undefined}>
              {words}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {mails.map((mail) => (
          <tr>
            <th scope="row">
              <a href={path('consoleInboxMail', locale, { id: mail.id })} dir="auto">
                {mail.fromName ?? mail.fromAddress ?? (mail.withdrawnAt ? t.list.forgotten : t.list.nobody)}
              </a>
              {!mail.readAt && !mail.dealtAt && <Unread words={t.list.unread} />}
              {mail.fromName && <small class="block muted">{mail.fromAddress}</small>}
            </th>
            <td data-label={head.subject} dir="auto">
              <span>
                {mail.subject ?? (mail.withdrawnAt ? '' : t.mail.noSubject)}
                {mail.files > 0 && <small class="block muted">{t.list.files(mail.files)}</small>}
              </span>
            </td>
            <td data-label={head.kind}>
              <Kind mail={mail} page={page} />
            </td>
            <td data-label={head.request}>
              {mail.reference && (
                <a href={path('consoleLead', locale, { reference: mail.reference })}>{mail.reference}</a>
              )}
            </td>
            <td class="num" data-label={head.arrived}>
              <span>
                {formatDate(mail.arrivedAt, locale)}
                <small class="block muted">{formatTime(mail.arrivedAt, locale)}</small>
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const Unread = ({ words }: { words: string }) => (
  <>
    {' '}
    <Badge tone="wait">{words}</Badge>
  </>
);

/** What a mail is, decided or suggested. */
export function Kind({
  mail,
  page,
}: {
  mail: Pick<ListedMail, 'kind' | 'suggestion' | 'automatic'>;
  page: ConsoleContext;
}) {
  const t = inboxWords(page.locale);
  return (
    <span>
      {mail.kind ? (
        <Badge tone="ok">{t.kinds[mail.kind]}</Badge>
      ) : (
        <Badge tone={mail.suggestion === 'rights' ? 'bad' : 'wait'}>{t.kinds[mail.suggestion]}</Badge>
      )}
      {mail.automatic && <small class="block muted">{t.automatic[mail.automatic]}</small>}
    </span>
  );
}
