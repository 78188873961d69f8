import type { Subscriber } from '#domain/newsletter/index.ts';
import { path } from '../paths.ts';
import { Page, type PageContext } from '../ui/page.tsx';
import { Button, Crumbs, LinkButton } from '../ui/parts.tsx';
import { mineWords } from './mine.texts.ts';
import { newsletterWords } from './newsletter.texts.ts';

/** The subscription of whoever is logged in, and its end (P17). @param choices address of the own choices, when it is confirmed */
export function MineNewsletterPage(props: {
  page: PageContext;
  own: Subscriber | undefined;
  choices: string | undefined;
}) {
  const { page, own, choices } = props;
  const { locale } = page;
  const { mine: t, end } = newsletterWords(locale);
  const how = !own ? t.none : own.state === 'pending' ? t.waiting : own.restrictedAt ? t.paused : t.subscribed;
  return (
    <Page page={page} title={t.title} current="mine" unlisted>
      <section class="page">
        <div class="wrap stack">
          <Crumbs
            locale={locale}
            items={[{ href: path('mine', locale), text: mineWords(locale).title }]}
            here={t.title}
          />
          <h1>{t.title}</h1>
          <p class="lead">{how}</p>
          {own ? (
            <div class="stack">
              {choices && (
                <div>
                  <LinkButton look="quiet" href={choices}>
                    {t.choices}
                  </LinkButton>
                </div>
              )}
              <p>{end.lead}</p>
              <form method="post" action={path('mineNewsletter', locale)}>
                <Button look="danger">{end.button}</Button>
              </form>
            </div>
          ) : (
            <div>
              <LinkButton href={path('newsletter', locale)}>{t.ask}</LinkButton>
            </div>
          )}
        </div>
      </section>
    </Page>
  );
}
