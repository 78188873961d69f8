import { askedWhere, markOf } from '#policy/consents.ts';
import { endpoints, path } from '../paths.ts';
import { consentWords } from '../site/consent.texts.ts';
import type { PageContext } from './page-context.ts';
import { Button } from './parts.tsx';

/** Both answers, equal in every way (P23). Posted as a form; with script, without leaving the page. */
export function ConsentForm({ page }: { page: Pick<PageContext, 'locale' | 'path' | 'google'> }) {
  const { locale, google = false } = page;
  const asked = askedWhere(google);
  return (
    <form class="consent__answers" method="post" action={endpoints.consentAnswer} data-turbo="false">
      <input type="hidden" name="back" value={page.path} />
      <Button look="quiet" name="measure" value="no">
        {asked.refuse[locale]}
      </Button>
      <Button look="quiet" name="measure" value="yes">
        {asked.accept[locale]}
      </Button>
    </form>
  );
}

/**
 * Asks whether the visit may be measured, in the page's flow and in no one's way (P23). The same for everybody, so that pages can be kept; a script
 * shows it to those who haven't answered. Without script nothing is measured, so nothing is asked.
 */
export function ConsentBar({ page }: { page: PageContext }) {
  const { locale, google = false } = page;
  const asked = askedWhere(google);
  const t = consentWords(locale);
  return (
    <section
      class="consent"
      id="consent"
      aria-label={t.barName}
      data-mark={markOf(asked)}
      data-google={google ? endpoints.google : undefined}
      data-saved={t.saved}
      data-failed={t.failed}
      hidden
    >
      <div class="wrap">
        <p>
          {asked.text[locale]} <a href={path('consent', locale)}>{t.more}</a>
        </p>
        <ConsentForm page={page} />
        <p class="consent__said small" role="status" />
      </div>
    </section>
  );
}
