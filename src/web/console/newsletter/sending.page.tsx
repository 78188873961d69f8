import type { Child } from 'hono/jsx';
import { formatNumber } from '#catalog/index.ts';
import { type Campaign, campaignMoves, type Progress } from '#domain/campaign/index.ts';
import { allows } from '#domain/transitions.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../../paths.ts';
import { Bars } from '../../ui/bars.tsx';
import { formatTime } from '../../ui/format.ts';
import { Button, Crumbs, type Fact, Facts, LinkButton, Notice } from '../../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { CampaignBadge } from './campaigns.page.tsx';
import { campaignWords } from './campaigns.texts.ts';
import { sendingWords } from './sending.texts.ts';

interface Props {
  readonly campaign: Campaign;
  readonly progress: Progress;
  readonly locale: Locale;
}

/** How far it has come, and how fast it goes. */
function factsOf({ progress, locale }: Props): Fact[] {
  const t = sendingWords(locale);
  const { left, again, againAt, pace } = progress;
  const now = left - again;
  return [
    { label: t.left, value: formatNumber(left, locale) },
    ...(pace !== null && pace > 0
      ? [
          { label: t.pace, value: t.perSecond(pace) },
          ...(now > 0 ? [{ label: t.ready, value: t.minutes(Math.ceil(now / pace / 60)) }] : []),
        ]
      : []),
    ...(again > 0 && againAt ? [{ label: t.again, value: t.againAt(again, formatTime(againAt, locale)) }] : []),
  ];
}

/** Why nothing leaves just now. */
function Waits({ progress: { waits }, locale }: Props) {
  if (!waits) return null;
  const t = sendingWords(locale);
  return (
    <Notice tone="bad">
      <strong>{t.reason[waits.reason] ?? t.otherReason}</strong> {t.waits(formatTime(waits.until, locale))}
    </Notice>
  );
}

/** What can be done with it now: the table of moves says, for the buttons and the actions alike. */
function Buttons({ campaign: { id, state }, locale }: Props) {
  const t = sendingWords(locale);
  const move = (['pause', 'resume'] as const).find((one) => allows(campaignMoves, one, state));
  return (
    <div class="row">
      {move && (
        <form method="post" action={path('consoleCampaignPause', locale, { id })}>
          <Button look={move === 'pause' ? 'quiet' : 'filled'} name="action" value={move}>
            {t[move]}
          </Button>
        </form>
      )}
      {allows(campaignMoves, 'cancel', state) && (
        <LinkButton look="quiet" href={path('consoleCampaignCancel', locale, { id })}>
          {t.cancel}
        </LinkButton>
      )}
    </div>
  );
}

/** How a newsletter leaves, live: for its own page and wherever else it is shown. */
export function SendingPanel(props: Props) {
  const { progress, locale } = props;
  const t = sendingWords(locale);
  const { all, left, outcomes } = progress;
  const done = Math.max(all - left, 0);
  const shown = Object.entries(t.outcome).flatMap(([kind, label]) => {
    const n = outcomes[kind as keyof typeof outcomes] ?? 0;
    return n > 0 ? [{ label, n }] : [];
  });
  const most = Math.max(...shown.map(({ n }) => n), 1);
  return (
    <div class="stack stack--5">
      <Waits {...props} />
      <Bars items={[{ label: t.done, value: t.progress(done, all), share: all > 0 ? done / all : 0, best: true }]} />
      <Facts items={factsOf(props)} />
      <Buttons {...props} />
      {shown.length > 0 && (
        <section class="stack">
          <h2>{t.outcomes}</h2>
          <Bars items={shown.map(({ label, n }) => ({ label, value: formatNumber(n, locale), share: n / most }))} />
        </section>
      )}
    </div>
  );
}

export function SendingPage({
  page,
  campaign,
  progress,
  notice,
}: {
  readonly page: ConsoleContext;
  readonly campaign: Campaign;
  readonly progress: Progress;
  readonly notice?: Child;
}) {
  const { locale } = page;
  const t = sendingWords(locale);
  return (
    <ConsolePage page={page} title={`${t.title}: ${campaign.name}`} current="campaigns">
      <div class="stack stack--5">
        <Crumbs
          locale={locale}
          items={[
            { href: path('consoleCampaigns', locale), text: campaignWords(locale).title },
            { href: path('consoleCampaign', locale, { id: campaign.id }), text: campaign.name },
          ]}
          here={t.title}
        />
        {notice}
        <div class="row row--apart">
          <h1 class="wrap-any">{campaign.name}</h1>
          <CampaignBadge state={campaign.state} locale={locale} />
        </div>
        <SendingPanel campaign={campaign} progress={progress} locale={locale} />
      </div>
    </ConsolePage>
  );
}

/** Asks once before it is cancelled: what has left can't be called back. */
export function CancelPage({ page, campaign, progress }: Omit<Parameters<typeof SendingPage>[0], 'notice'>) {
  const { locale } = page;
  const t = sendingWords(locale).question;
  const { id } = campaign;
  return (
    <ConsolePage page={page} title={t.title} current="campaigns">
      <div class="stack gate">
        <h1>{t.title}</h1>
        <p class="lead">{t.text(progress.left, progress.outcomes.sent ?? 0)}</p>
        <form class="row" method="post" action={path('consoleCampaignCancel', locale, { id })}>
          <Button look="danger">{t.yes}</Button>
          <LinkButton look="link" href={path('consoleCampaignSending', locale, { id })}>
            {t.no}
          </LinkButton>
        </form>
      </div>
    </ConsolePage>
  );
}
