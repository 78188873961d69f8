import type { Locale } from '#policy/text.ts';
import { path } from '../paths.ts';
import { Icon } from '../ui/icon.tsx';
import { leadWords } from './leads.texts.ts';

/** The search that every page of the console has at its top, for those who may read requests. */
export function Find({ locale, text = '' }: { locale: Locale; text?: string | undefined }) {
  const t = leadWords(locale).list;
  return (
    <search class="find">
      <form method="post" action={path('consoleLeads', locale)}>
        <label class="vh" for="q">
          {t.find}
        </label>
        <div class="box">
          <Icon name="search" />
          <input id="q" name="q" type="search" value={text} placeholder={t.findHint} data-find />
          <kbd>/</kbd>
        </div>
      </form>
    </search>
  );
}
