import { path } from '../paths.ts';
import { formatDateTime } from '../ui/format.ts';
import { Page, type PageContext } from '../ui/page.tsx';
import { Facts, LinkButton, Notice } from '../ui/parts.tsx';
import { Timeline } from '../ui/timeline.tsx';
import { newsletterWords } from './newsletter.texts.ts';
import { words } from './request.texts.ts';

export interface ReceiptProps {
  readonly page: PageContext;
  readonly reference: string;
  readonly service: string;
  readonly received: Temporal.Instant;
  readonly suppliers: readonly string[];
  readonly goneOn: string;
  /** The newsletter's box was ticked. */
  readonly newsletter: boolean;
  /** The open request that this one was merged into; its number only for the one who sent it. */
  readonly joined?: { readonly reference?: string; readonly date: string } | undefined;
}

export function ReceiptPage(props: ReceiptProps) {
  const { page, reference, service, received, suppliers, goneOn, joined } = props;
  const { locale } = page;
  const t = words(locale).receipt;
  return (
    <Page page={page} title={t.title} unlisted>
      <section class="page">
        <div class="wrap">
          <div class="page__head">
            <h1>{joined ? t.joinedTitle : t.title}</h1>
            <p class="lead">{t.lead(reference)}</p>
          </div>
          {joined && (
            <Notice tone="info">
              {joined.reference ? t.joinedSame(joined.reference, joined.date) : t.joinedOther(joined.date)}
            </Notice>
          )}
          {props.newsletter && <Notice tone="info">{newsletterWords(locale).asked.receipt}</Notice>}
          <div class="with-aside">
            <div class="stack">
              <h2>{t.happens}</h2>
              <Timeline
                items={[
                  { when: formatDateTime(received, locale), title: t.sent, text: service, state: 'done' },
                  { when: t.forwardedNow, title: t.forwarded, text: suppliers.join(', '), state: 'now' },
                  { when: t.quotesWhen, title: t.quotes, text: t.quotesText, state: 'later' },
                  { when: t.goneWhen, title: t.gone(goneOn), text: t.goneText, state: 'end' },
                ]}
              />
            </div>
            <aside class="stack">
              <h2>{reference}</h2>
              <Facts
                items={[
                  { label: t.reference, value: reference },
                  { label: t.service, value: service },
                  { label: t.received, value: formatDateTime(received, locale) },
                  { label: t.ticked, value: suppliers.join(', ') },
                ]}
              />
              <div class="row noprint">
                <LinkButton href={path('mine', locale)}>{t.mine}</LinkButton>
                <LinkButton look="link" href={`${path('home', locale)}#services`}>
                  {t.another}
                </LinkButton>
              </div>
              <p class="small muted">{t.mineText}</p>
            </aside>
          </div>
        </div>
      </section>
    </Page>
  );
}
