import { type ConsoleContext, ConsolePage } from './console.page.tsx';
import { consoleWords } from './console.texts.ts';

export function OverviewPage({ page }: { page: ConsoleContext }) {
  const t = consoleWords(page.locale).overview;
  return (
    <ConsolePage page={page} title={consoleWords(page.locale).menu.start} current="start">
      <h1>{t.title(page.who.name)}</h1>
    </ConsolePage>
  );
}
