import type { Choice } from '#domain/consent/index.ts';
import { cookiesWhere } from '#policy/consents.ts';
import { periodText } from '#policy/period.ts';
import { retention } from '#policy/retention.ts';
import { path } from '../paths.ts';
import { ConsentForm } from '../ui/consent-bar.tsx';
import { Page, type PageContext } from '../ui/page.tsx';
import { Heads, Notice } from '../ui/parts.tsx';
import { ui } from '../ui/texts.ts';
import { consentWords } from './consent.texts.ts';

interface Props {
  readonly page: PageContext;
  readonly choice: Choice | undefined;
  /** The browser has said no for its owner. */
  readonly refused: boolean;
  readonly saved: boolean;
  readonly back: string;
}

/** What is stored on the device and why, what the visitor has answered, and both answers again (P23). */
export function ConsentPage({ page, choice, refused, saved, back }: Props) {
  const { locale, google } = page;
  const t = consentWords(locale);
  return (
    <Page page={page} title={t.title} unlisted>
      <section class="page">
        <div class="wrap stack stack--6">
          <div class="page__head">
            <h1>{t.title}</h1>
            <p class="lead">{t.lead}</p>
          </div>
          {saved && <Notice tone="done">{t.saved}</Notice>}
          <section class="stack" aria-labelledby="now">
            <h2 id="now">{t.now}</h2>
            <p>{refused ? t.byBrowser : choice ? t[choice] : t.none}</p>
            {google && <p>{t.google}</p>}
            {!refused && <ConsentForm page={{ ...page, path: back }} />}
          </section>
          <section class="stack" aria-labelledby="stored">
            <h2 id="stored">{t.stored}</h2>
            <table class="table table--cards">
              <Heads of={Object.values(t.head)} />
              <tbody>
                {cookiesWhere(google ?? false).map(({ name, when, purpose, lasts }) => (
                  <tr>
                    <th scope="row">
                      <code class="wrap-any">{name}</code>
                    </th>
                    <td data-label={t.head.when}>{when[locale]}</td>
                    <td data-label={t.head.why}>{purpose[locale]}</td>
                    <td data-label={t.head.lasts}>{periodText(retention[lasts].period, locale)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            <p>
              <a class="more" href={`${path('policy', locale)}#${locale === 'sv' ? 'statistik' : 'statistics'}`}>
                {t.more}
              </a>
            </p>
            <p>
              <a href={path('policy', locale)}>{ui(locale).policy}</a>
            </p>
          </section>
        </div>
      </section>
    </Page>
  );
}
