import type { TrailFilter, TrailRow } from '#domain/ledger/index.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../paths.ts';
import { formatDateTime } from '../ui/format.ts';
import { Button, Empty, Heads } from '../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from './console.page.tsx';
import { Choice, Filters } from './filters.tsx';
import { sourceWords } from './sources/sources.texts.ts';
import { supplierPageWords } from './suppliers/suppliers.texts.ts';
import { trailWords } from './trail.texts.ts';
import { detailSaid, type Names } from './trail-detail.ts';

export interface TrailProps {
  readonly page: ConsoleContext;
  readonly filter: TrailFilter;
  readonly rows: readonly TrailRow[];
  readonly actors: readonly { readonly id: string; readonly name: string | null }[];
  readonly actions: readonly string[];
  readonly names: Names;
  /** The address of the page of older rows; undefined when there are none. */
  readonly older: string | undefined;
}

/** Whoever acted, by a word, by the name of an account that exists, or as somebody who has left. */
export function whoIs({ actor, name }: Pick<TrailRow, 'actor' | 'name'>, locale: Locale): string {
  const t = trailWords(locale);
  return name ?? t.actors[actor] ?? (actor.startsWith('staff:') ? t.left : actor);
}

/** What was done, in the words of the log or of the pages it was done on. */
export const nameOfAction = (id: string, locale: Locale): string =>
  [trailWords, supplierPageWords, sourceWords].map((words) => words(locale).actions[id]).find(Boolean) ?? id;

export function TrailPage({ page, filter, rows, actors, actions, names, older }: TrailProps) {
  const { locale } = page;
  const t = trailWords(locale);
  const here = path('consoleTrail', locale);
  return (
    <ConsolePage page={page} title={t.title} current="trail">
      <div class="stack stack--5">
        <div class="stack stack--2">
          <h1>{t.title}</h1>
          <p class="lead">{t.lead}</p>
          <p class="small muted">{t.chain}</p>
        </div>
        <Filters action={here} active={[filter.actor, filter.action, filter.subject, filter.day]} locale={locale}>
          <Choice
            name="actor"
            label={t.actor}
            all={t.anyone}
            value={filter.actor}
            options={actors.map(({ id, name }) => [id, whoIs({ actor: id, name }, locale)])}
          />
          <Choice
            name="act"
            label={t.action}
            all={t.anything}
            value={filter.action}
            options={actions.map((id) => [id, nameOfAction(id, locale)])}
          />
          <div class="field">
            <label for="f-subject">{t.subject}</label>
            <div class="box">
              <input id="f-subject" name="subject" value={filter.subject ?? ''} spellcheck={false} autocomplete="off" />
            </div>
          </div>
          <div class="field">
            <label for="f-day">{t.day}</label>
            <div class="box">
              <input id="f-day" name="day" type="date" value={filter.day?.toString() ?? ''} />
            </div>
          </div>
          <Button look="quiet">{t.show}</Button>
          <a class="more" href={here}>
            {t.clear}
          </a>
        </Filters>
        {rows.length === 0 ? <Empty title={t.none}>{t.noneText}</Empty> : <Rows {...{ rows, locale, names }} />}
        {(older || filter.before) && (
          <nav class="row">
            {filter.before && <a href={here}>{t.newest}</a>}
            {older && <a href={older}>{t.older}</a>}
          </nav>
        )}
      </div>
    </ConsolePage>
  );
}

function Rows({ rows, locale, names }: Pick<TrailProps, 'rows' | 'names'> & { locale: Locale }) {
  const t = trailWords(locale);
  return (
    <table class="table table--cards table--sticky">
      <Heads of={Object.values(t.head)} />
      <tbody>
        {rows.map((row) => (
          <tr>
            <th scope="row">
              <time datetime={row.at.toString()}>{formatDateTime(row.at, locale)}</time>
            </th>
            <td data-label={t.head.who}>{whoIs(row, locale)}</td>
            <td data-label={t.head.what}>{nameOfAction(row.action, locale)}</td>
            <td data-label={t.head.subject}>
              {row.subject ? (
                <a href={`${path('consoleTrail', locale)}?subject=${row.subject}`}>
                  <code>{row.subject.slice(0, 8)}</code>
                </a>
              ) : (
                '–'
              )}
            </td>
            <td data-label={t.head.detail}>
              <span>{detailSaid(row.detail, locale, names).join('; ') || '–'}</span>
            </td>
            <td data-label={t.head.hash}>
              <code>{row.hash.slice(0, 8)}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
