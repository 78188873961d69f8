import type { ServiceId, Values } from '#catalog/index.ts';
import type { Lead } from '#domain/lead/index.ts';
import type { Comparison, QuoteRow } from '#domain/quote/index.ts';
import { path } from '../paths.ts';
import { Page, type PageContext } from '../ui/page.tsx';
import { Button, LinkButton } from '../ui/parts.tsx';
import { ComparisonView } from './comparison.tsx';
import { headline } from './mine.page.tsx';
import { mineWords } from './mine.texts.ts';

/** The comparison for whoever holds the mailed link: no name, no company, no files, nothing to press but the log-in. */
export function SharedQuotesPage(props: {
  readonly page: PageContext;
  readonly token: string;
  readonly service: ServiceId;
  readonly answers: Values;
  readonly state: string;
  readonly quotes: readonly QuoteRow[];
  readonly comparison: Comparison;
  readonly today: Temporal.PlainDate;
}) {
  const { page, token, service, answers, state, quotes, comparison, today } = props;
  const { locale } = page;
  const t = mineWords(locale).readonly;
  const title = headline({ lead: { service, state } as Lead, quotes, comparison }, locale);
  return (
    <Page page={page} title={title} current="mine" unlisted>
      <section class="page">
        <div class="wrap stack">
          <h1>{title}</h1>
          <p class="lead">{t.lead}</p>
          <form class="row noprint" method="post" action={path('mineLinks', locale)}>
            <input type="hidden" name="token" value={token} />
            <Button>{t.login}</Button>
            <span class="small muted">{t.loginText}</span>
          </form>
        </div>
      </section>
      <ComparisonView
        lead={{ service, answers, state }}
        quotes={quotes}
        comparison={comparison}
        today={today}
        locale={locale}
      />
    </Page>
  );
}

/** Whoever has the mailed link sees nothing of a restricted request; its person logs in. */
export function RestrictedQuotesPage({ page }: { readonly page: PageContext }) {
  const { locale } = page;
  const t = mineWords(locale).readonly;
  return (
    <Page page={page} title={t.restrictedTitle} current="mine" unlisted>
      <section class="page">
        <div class="wrap stack">
          <h1>{t.restrictedTitle}</h1>
          <p class="lead">{t.restricted}</p>
          <div class="row">
            <LinkButton href={path('mine', locale)}>{t.login}</LinkButton>
          </div>
        </div>
      </section>
    </Page>
  );
}
