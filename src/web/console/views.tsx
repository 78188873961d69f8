import type { SavedView } from '#domain/staff/index.ts';
import { viewKeys } from '#domain/staff/index.ts';
import { path } from '../paths.ts';
import { Button, Fold } from '../ui/parts.tsx';
import type { ConsoleContext } from './console.page.tsx';
import { bulkWords } from './leads/bulk.texts.ts';

type Filter = Readonly<Record<string, string>>;
const same = (a: Filter, b: Filter): boolean => viewKeys.every((key) => (a[key] ?? '') === (b[key] ?? ''));

/** The views of the list, those everybody has and one's own, as tabs: each is nothing but an address. */
export function Views({ page, views, now }: { page: ConsoleContext; views: readonly SavedView[]; now: Filter }) {
  const { locale } = page;
  const t = bulkWords(locale).views;
  const list = path('consoleLeads', locale);
  const all: readonly (Omit<SavedView, 'id'> & { readonly id?: string })[] = [
    { name: t.all, filter: {} },
    { name: t.today, filter: { received: 'today' } },
    { name: t.waiting, filter: { state: 'open' } },
    { name: t.comparing, filter: { state: 'quoted' } },
    { name: t.restricted, filter: { restricted: 'yes' } },
    ...views,
  ];
  const current = all.find(({ filter }) => same(filter, now));
  const own = views.find(({ filter }) => same(filter, now));
  return (
    <div class="stack stack--2">
      <nav class="views" aria-label={t.title}>
        {all.map((view) => (
          <a
            href={Object.keys(view.filter).length > 0 ? `${list}?${new URLSearchParams(view.filter)}` : list}
            aria-current={view === current ? 'page' : undefined}
          >
            {view.name}
          </a>
        ))}
      </nav>
      {own && (
        <form method="post" action={path('consoleViews', locale)}>
          <input type="hidden" name="viewId" value={own.id} />
          <Button look="link" name="action" value="remove">
            {t.remove(own.name)}
          </Button>
        </form>
      )}
      {!current && <SaveView page={page} now={now} />}
    </div>
  );
}

function SaveView({ page, now }: { page: ConsoleContext; now: Filter }) {
  const { locale } = page;
  const t = bulkWords(locale).views;
  return (
    <Fold title={t.save}>
      <form class="row row--fields" method="post" action={path('consoleViews', locale)}>
        {viewKeys.map((key) => now[key] && <input type="hidden" name={key} value={now[key]} />)}
        <div class="field">
          <label for="f-viewName">{t.name}</label>
          <div class="box">
            <input id="f-viewName" name="viewName" maxlength={40} autocomplete="off" aria-describedby="f-viewName-h" />
          </div>
          <p class="hint" id="f-viewName-h">
            {t.nameHint}
          </p>
        </div>
        <Button look="quiet" name="action" value="save">
          {t.saveButton}
        </Button>
      </form>
    </Fold>
  );
}
