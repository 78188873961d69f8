import type { Child } from 'hono/jsx';
import { type Campaign, type CheckId, checkIds, type Finding, mayLeave } from '#domain/campaign/index.ts';
import { staffMay } from '#domain/staff/index.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../../paths.ts';
import { Badge, Button, Crumbs, Facts, LinkButton, Notice } from '../../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { segmentText } from './campaign.page.tsx';
import { campaignWords } from './campaigns.texts.ts';

export interface ChecksProps {
  readonly page: ConsoleContext;
  readonly campaign: Campaign;
  readonly findings: readonly Finding[];
  /** A figure to say with what is in order: recipients, links, pictures, kilobytes. */
  readonly figures: Readonly<Partial<Record<CheckId, number>>>;
  /** What was chosen as the time to begin, when it couldn't be. */
  readonly chosen?: { readonly day: string; readonly time: string } | undefined;
  readonly notice?: Child;
}

/** What was found, in words. */
export const findingText = ({ what, value }: Finding, locale: Locale): string =>
  (campaignWords(locale).findings[what] as (value: string | number) => string)(value ?? '');

/** Everything that is looked at before a newsletter may leave, and then the ways to let it. */
export function ChecksPage(props: ChecksProps) {
  const { page, campaign, findings, figures, notice } = props;
  const { locale } = page;
  const t = campaignWords(locale);
  const here = path('consoleCampaign', locale, { id: campaign.id });
  return (
    <ConsolePage page={page} title={t.checks.title} current="campaigns">
      <div class="stack stack--6">
        <Crumbs
          locale={locale}
          items={[
            { href: path('consoleCampaigns', locale), text: t.title },
            { href: here, text: campaign.name },
          ]}
          here={t.checks.link}
        />
        {notice}
        <div class="stack stack--2">
          <h1>{t.checks.title}</h1>
          <p class="muted">{t.checks.lead}</p>
        </div>
        <ul class="list">
          {checkIds.map((check) => (
            <Check check={check} findings={findings} figure={figures[check] ?? 0} locale={locale} />
          ))}
        </ul>
        <div class="row">
          <LinkButton look="quiet" href={here}>
            {t.checks.edit}
          </LinkButton>
          <LinkButton look="link" href={path('consoleCampaignChecks', locale, { id: campaign.id })}>
            {t.checks.again}
          </LinkButton>
        </div>
        {mayLeave(findings) && <Leave {...props} />}
      </div>
    </ConsolePage>
  );
}

function Check(props: { check: CheckId; findings: readonly Finding[]; figure: number; locale: Locale }) {
  const { check, findings, figure, locale } = props;
  const t = campaignWords(locale).checks;
  const own = findings.filter((finding) => finding.check === check);
  const level = own.some((finding) => finding.level === 'error') ? 'error' : own.length > 0 ? 'warning' : 'ok';
  const tone = ({ error: 'bad', warning: 'wait', ok: 'ok' } as const)[level];
  return (
    <li>
      <div class="check">
        <strong>{t.names[check]}</strong>
        {own.length === 0 && <p class="muted">{t.fine[check](figure)}</p>}
        {own.map((finding) => (
          <p class="wrap-any">{findingText(finding, locale)}</p>
        ))}
        {check === 'sender' && own.length > 0 && (
          <p>
            <a class="more" href={path('consoleSender', locale)}>
              {campaignWords(locale).sender}
            </a>
          </p>
        )}
      </div>
      <Badge tone={tone}>{t[level]}</Badge>
    </li>
  );
}

function Leave({ page, campaign, chosen }: ChecksProps) {
  const { locale, who } = page;
  const t = campaignWords(locale).checks;
  if (!staffMay(who, 'mailing.send')) return <p class="muted">{t.notYours}</p>;
  return (
    <div class="two-texts">
      <section class="panel" aria-labelledby="later">
        <h2 id="later">{t.planTitle}</h2>
        <form class="stack stack--3" method="post" action={path('consoleCampaignPlan', locale, { id: campaign.id })}>
          <div class="row row--fields">
            <div class="field">
              <label for="f-startsOn">{t.day}</label>
              <div class="box">
                <input id="f-startsOn" name="startsOn" type="date" value={chosen?.day ?? ''} required />
              </div>
            </div>
            <div class="field">
              <label for="f-startsAt">{t.time}</label>
              <div class="box">
                <input
                  id="f-startsAt"
                  name="startsAt"
                  type="time"
                  value={chosen?.time ?? '09:00'}
                  required
                  aria-describedby="f-startsAt-h"
                />
              </div>
            </div>
          </div>
          <p class="hint" id="f-startsAt-h">
            {t.timeHint}
          </p>
          <div>
            <Button look="quiet" name="action" value="plan">
              {t.plan}
            </Button>
          </div>
        </form>
      </section>
      <section class="panel" aria-labelledby="now">
        <h2 id="now">{t.nowTitle}</h2>
        <p class="muted">{t.nowText}</p>
        <div>
          <LinkButton href={path('consoleCampaignBegin', locale, { id: campaign.id })}>{t.now}</LinkButton>
        </div>
      </section>
    </div>
  );
}

interface BeginProps extends Pick<ChecksProps, 'page' | 'campaign' | 'findings'> {
  readonly people: number;
  readonly notice?: Child;
}

/** The last question: how many, to whom, and that it can't be called back. */
export function BeginPage({ page, campaign, findings, people, notice }: BeginProps) {
  const { locale } = page;
  const t = campaignWords(locale);
  const { id, subject } = campaign;
  return (
    <ConsolePage page={page} title={t.begin.title(people)} current="campaigns">
      <div class="stack gate">
        {notice}
        <h1>{t.begin.title(people)}</h1>
        <p class="lead wrap-any">{t.begin.lead(subject)}</p>
        <Facts items={[{ label: t.shown.to, value: segmentText(campaign, locale) }]} />
        {findings.length > 0 && (
          <Notice tone="info" title={t.begin.warnings}>
            {findings.map((finding) => (
              <span class="block">
                {t.checks.names[finding.check]}: {findingText(finding, locale)}
              </span>
            ))}
          </Notice>
        )}
        <form class="row" method="post" action={path('consoleCampaignBegin', locale, { id })}>
          <input type="hidden" name="people" value={String(people)} />
          <Button>{t.begin.button(people)}</Button>
          <LinkButton look="link" href={path('consoleCampaignChecks', locale, { id })}>
            {t.begin.back}
          </LinkButton>
        </form>
      </div>
    </ConsolePage>
  );
}
