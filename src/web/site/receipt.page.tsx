import { path } from '../paths.ts';
import { formatDateTime } from '../ui/format.ts';
import { Page, type PageContext } from '../ui/page.tsx';
import { Facts, LinkButton, Notice } from '../ui/parts.tsx';
import { ui } from '../ui/texts.ts';
import { Timeline, type TimelineItem } from '../ui/timeline.tsx';
import { newsletterWords } from './newsletter.texts.ts';
import { words } from './request.texts.ts';

/** Who it goes to, and when. */
export interface Going {
  readonly now: readonly string[];
  /** Closed now, those that open first first. */
  readonly held: readonly { readonly when: string; readonly names: readonly string[] }[];
  /** Nobody can take it yet: it waits for one of these. */
  readonly waiting: readonly string[];
}

export interface ReceiptProps {
  readonly page: PageContext;
  readonly reference: string;
  readonly service: string;
  readonly serviceId: string;
  readonly received: Temporal.Instant;
  /** Those that were ticked. */
  readonly suppliers: readonly string[];
  readonly going: Going;
  readonly goneOn: string;
  /** The newsletter's box was ticked. */
  readonly newsletter: boolean;
  /** The open request that this one was merged into; its number only for the one who sent it. */
  readonly joined?: { readonly reference?: string; readonly date: string } | undefined;
}

/** One line for each time at which it is forwarded. */
function forwarded({ page: { locale }, going: { now, held, waiting } }: ReceiptProps): TimelineItem[] {
  const t = words(locale).receipt;
  const line = (when: string, title: string, names: readonly string[]) => ({ when, title, text: names.join(', ') });
  const lines = [
    ...(now.length > 0 ? [line(t.forwardedNow, t.forwarded, now)] : []),
    ...held.map(({ when, names }) => line(when.charAt(0).toUpperCase() + when.slice(1), t.held, names)),
    ...(waiting.length > 0 ? [line(t.forwardedLater, t.forwarded, waiting)] : []),
  ];
  return lines.map((one, n) => ({ ...one, state: n === 0 ? 'now' : 'later' }));
}

export function ReceiptPage(props: ReceiptProps) {
  const { page, reference, service, received, suppliers, goneOn, joined } = props;
  const { locale } = page;
  const t = words(locale).receipt;
  const beside = page.embedders && ui(locale).newTab;
  return (
    <Page page={page} title={t.title} unlisted>
      <section class="page" data-measure-service={props.serviceId} data-measure-step={4}>
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
                  ...forwarded(props),
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
                <LinkButton href={path('mine', locale)} beside={beside}>
                  {t.mine}
                </LinkButton>
                <LinkButton look="link" href={`${path('home', locale)}#services`} beside={beside}>
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
