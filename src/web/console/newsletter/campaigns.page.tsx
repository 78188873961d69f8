import type { Child } from 'hono/jsx';
import type { CampaignRow, CampaignState } from '#domain/campaign/index.ts';
import { staffMay } from '#domain/staff/index.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../../paths.ts';
import { formatDateTime } from '../../ui/format.ts';
import { Badge, Button, Empty, Heads } from '../../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { campaignWords } from './campaigns.texts.ts';

const tones = {
  ...{ draft: 'wait', scheduled: 'info', sending: 'info', paused: 'wait', sent: 'ok', cancelled: 'bad' },
} as const satisfies Record<CampaignState, 'ok' | 'wait' | 'bad' | 'info'>;

/** How it stands with a campaign, as dot and word. */
export const CampaignBadge = ({ state, locale }: { state: CampaignState; locale: Locale }) => (
  <Badge tone={tones[state]}>{campaignWords(locale).state[state]}</Badge>
);

/** What matters about when: when it begins, began or ended, or was last written in. */
function When({ of, locale }: { of: CampaignRow; locale: Locale }) {
  const t = campaignWords(locale);
  const [word, at] =
    of.state === 'scheduled'
      ? [t.starts, of.startsAt]
      : of.endedAt
        ? [t.ended, of.endedAt]
        : of.startedAt
          ? [t.began, of.startedAt]
          : [t.changed, of.changedAt];
  return (
    <>
      {word} {at && formatDateTime(at, locale)}
      {of.state === 'draft' && of.by && <small class="block muted">{of.by}</small>}
    </>
  );
}

interface Props {
  readonly page: ConsoleContext;
  readonly rows: readonly CampaignRow[];
  readonly notice?: Child;
}

/** Every newsletter: what is under way first, then what is written, then what has been sent. */
export function CampaignsPage({ page, rows, notice }: Props) {
  const { locale, who } = page;
  const t = campaignWords(locale);
  const figures = staffMay(who, 'mailing.results');
  const create = staffMay(who, 'mailing.write') && (
    <form method="post" action={path('consoleCampaigns', locale)}>
      <Button>{t.create}</Button>
    </form>
  );
  return (
    <ConsolePage page={page} title={t.title} current="campaigns">
      <div class="stack stack--5">
        <div class="row row--apart">
          <h1>{t.title}</h1>
          {rows.length > 0 && create}
        </div>
        <p class="muted">{t.lead}</p>
        {notice}
        {rows.length === 0 ? (
          <Empty title={t.empty} action={create}>
            {t.emptyText}
          </Empty>
        ) : (
          <List rows={rows} figures={figures} locale={locale} />
        )}
        <p class="row">
          {figures && (
            <a class="more" href={path('consoleResults', locale)}>
              {t.results}
            </a>
          )}
          <a class="more" href={path('consoleSender', locale)}>
            {t.sender}
          </a>
        </p>
      </div>
    </ConsolePage>
  );
}

/** How many the server has taken, which leads to what came of it for those who may see that. */
function Sent({ row, figures, locale }: { row: CampaignRow; figures: boolean; locale: Locale }) {
  const n = new Intl.NumberFormat(locale).format(row.sent);
  if (!figures) return <>{n}</>;
  return (
    <a href={path('consoleCampaignResults', locale, { id: row.id })}>
      {n}
      <span class="vh">, {campaignWords(locale).results}</span>
    </a>
  );
}

function List({ rows, figures, locale }: { rows: readonly CampaignRow[]; figures: boolean; locale: Locale }) {
  const t = campaignWords(locale);
  return (
    <table class="table table--cards table--sticky" data-rows>
      <Heads of={Object.values(t.head)} />
      <tbody>
        {rows.map((row) => (
          <tr>
            <th scope="row">
              <a class="wrap-any" href={path('consoleCampaign', locale, { id: row.id })}>
                {row.name}
              </a>
              <small class="block muted wrap-any">{row.subject || t.noSubject}</small>
            </th>
            <td data-label={t.head.state}>
              {row.state === 'draft' && row.startsAt ? (
                <Badge tone="bad">{t.heldBack}</Badge>
              ) : (
                <CampaignBadge state={row.state} locale={locale} />
              )}
            </td>
            <td data-label={t.head.when}>
              <When of={row} locale={locale} />
            </td>
            <td data-label={t.head.sent}>
              {row.startedAt ? <Sent row={row} figures={figures} locale={locale} /> : '–'}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
