import type { Child } from 'hono/jsx';
import { serviceById } from '#catalog/index.ts';
import { type Campaign, campaignMoves } from '#domain/campaign/index.ts';
import { staffMay } from '#domain/staff/index.ts';
import { allows } from '#domain/transitions.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../../paths.ts';
import { formatDateTime, formatList } from '../../ui/format.ts';
import { Button, Crumbs, Facts, LinkButton } from '../../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { CampaignBadge } from './campaigns.page.tsx';
import { campaignWords } from './campaigns.texts.ts';
import { sendingWords } from './sending.texts.ts';

/** Whom a campaign goes to, in words. */
export function segmentText({ segment }: Pick<Campaign, 'segment'>, locale: Locale): string {
  const t = campaignWords(locale);
  const parts = [
    segment.locale && t.shown.speaking(t.languages[segment.locale]),
    segment.interest && t.shown.reading(serviceById(segment.interest).name[locale]),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? t.shown.everybody : formatList(parts, locale);
}

interface Props {
  readonly page: ConsoleContext;
  readonly campaign: Campaign;
  readonly notice?: Child;
}

/** A newsletter that is no draft any more: how it stands, and what it says. */
export function CampaignPage({ page, campaign, notice }: Props) {
  const { locale, who } = page;
  const t = campaignWords(locale);
  const { id, name, state } = campaign;
  const times = [
    [t.shown.starts, state === 'scheduled' ? campaign.startsAt : null],
    [t.shown.started, campaign.startedAt],
    [t.shown.ended, campaign.endedAt],
  ] as const;
  return (
    <ConsolePage page={page} title={name} current="campaigns">
      <div class="stack stack--5">
        <Crumbs locale={locale} items={[{ href: path('consoleCampaigns', locale), text: t.title }]} here={name} />
        {notice}
        <div class="row row--apart">
          <h1 class="wrap-any">{name}</h1>
          <CampaignBadge state={state} locale={locale} />
        </div>
        <Facts
          items={[
            { label: t.shown.subject, value: campaign.subject },
            { label: t.shown.to, value: segmentText(campaign, locale) },
            ...times.flatMap(([label, at]) => (at ? [{ label, value: formatDateTime(at, locale) }] : [])),
          ]}
        />
        <div class="row">
          {campaign.startedAt && staffMay(who, 'mailing.send') && (
            <LinkButton
              look={campaign.endedAt ? 'quiet' : 'filled'}
              href={path('consoleCampaignSending', locale, { id })}
            >
              {sendingWords(locale).title}
            </LinkButton>
          )}
          {campaign.startedAt && staffMay(who, 'mailing.results') && (
            <LinkButton look="quiet" href={path('consoleCampaignResults', locale, { id })}>
              {t.results}
            </LinkButton>
          )}
          {allows(campaignMoves, 'unschedule', state) && staffMay(who, 'mailing.send') && (
            <form method="post" action={path('consoleCampaignPlan', locale, { id })}>
              <Button look="quiet" name="action" value="unplan">
                {t.shown.unplan}
              </Button>
            </form>
          )}
          {staffMay(who, 'mailing.write') && (
            <form method="post" action={path('consoleCampaignCopy', locale, { id })}>
              <Button look="quiet">{t.shown.copy}</Button>
            </form>
          )}
        </div>
        <iframe
          class="mail-frame"
          title={t.frame}
          src={`${path('consoleCampaignLook', locale, { id })}?view=desktop`}
          sandbox=""
          loading="lazy"
        />
      </div>
    </ConsolePage>
  );
}

/** Asks once before a draft goes. */
export function DeletePage({ page, campaign }: Props) {
  const { locale } = page;
  const t = campaignWords(locale).remove;
  const { id, name } = campaign;
  return (
    <ConsolePage page={page} title={t.title} current="campaigns">
      <div class="stack gate">
        <h1>{t.title}</h1>
        <p class="lead wrap-any">{t.lead(name)}</p>
        <form class="row" method="post" action={path('consoleCampaignDelete', locale, { id })}>
          <Button look="danger">{t.button}</Button>
          <LinkButton look="link" href={path('consoleCampaign', locale, { id })}>
            {t.back}
          </LinkButton>
        </form>
      </div>
    </ConsolePage>
  );
}

/** A letter as plain text, in a frame of its own. */
export const PlainLook = ({ locale, text }: { locale: Locale; text: string }) => (
  <html lang={locale}>
    <meta charset="utf-8" />
    <meta name="color-scheme" content="light dark" />
    <body style="margin: 1rem">
      <pre style="font: .8125rem/1.5 ui-monospace, Menlo, Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere; margin: 0">
        {text}
      </pre>
    </body>
  </html>
);
