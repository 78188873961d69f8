import type { Locale } from '#policy/text.ts';
import { path } from '../paths.ts';
import { Icon } from '../ui/icon.tsx';
import { leadWords } from './leads/leads.texts.ts';

interface Props {
  /** Where it is posted: what is looked for never stands in an address as it was typed. */
  readonly action: string;
  readonly words: { readonly find: string; readonly findHint: string };
  readonly text?: string | undefined;
}

/** A search, at the top of a page of the console. */
export function Find({ action, words, text = '' }: Props) {
  return (
    <search class="find">
      <form method="post" action={action}>
        <label class="vh" for="q">
          {words.find}
        </label>
        <div class="box">
          <Icon name="search" />
          <input id="q" name="q" type="search" value={text} placeholder={words.findHint} data-find />
          <kbd>/</kbd>
        </div>
      </form>
    </search>
  );
}

/** The search that every page of the console has at its top, for those who may read requests. */
export const FindRequest = ({ locale, text }: { locale: Locale; text?: string | undefined }) => (
  <Find action={path('consoleLeads', locale)} words={leadWords(locale).list} text={text} />
);
