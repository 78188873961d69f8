import { formatDate } from '#catalog/index.ts';
import type { TrailRow } from '#domain/ledger/index.ts';
import type { Run, Upkeep } from '#domain/privacy/index.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../../paths.ts';
import { formatDateTime, formatList } from '../../ui/format.ts';
import { type Fact, Facts, Heads } from '../../ui/parts.tsx';
import { whoIs } from '../trail.page.tsx';
import { privacyWords } from './privacy.texts.ts';

/** When each duty was last done: sweeping, rewriting files, backups, and the drill that shows a backup can be restored. */
export function UpkeepFacts({ upkeep, locale }: { upkeep: Upkeep; locale: Locale }) {
  const t = privacyWords(locale).upkeep;
  const { runs, drill, backups, unscrubbed } = upkeep;
  const last = (kind: Run['kind']): Fact => {
    const run = runs.find((one) => one.kind === kind);
    return { label: t.kinds[kind], value: run ? <RunLine run={run} locale={locale} /> : t.never };
  };
  return (
    <section class="panel" aria-labelledby="upkeep">
      <h2 id="upkeep">{t.title}</h2>
      <Facts
        items={[
          last('sweep'),
          last('scrub'),
          { label: t.scrubs, value: t.scrubsText(unscrubbed) },
          last('backup'),
          {
            label: t.backups,
            value:
              backups.length === 0
                ? t.noBackups
                : backups.map(({ at, ends }) => (
                    <span class="block">{t.backupEnds(formatDate(at, locale), formatDate(ends, locale))}</span>
                  )),
          },
          {
            label: t.drill,
            value: drill ? (
              <>
                {formatDateTime(drill, locale)}
                <small class="block muted">{t.drillText}</small>
              </>
            ) : (
              t.noDrill
            ),
          },
          ...(runs.some(({ kind }) => kind === 'restore') ? [last('restore')] : []),
        ]}
      />
    </section>
  );
}

function RunLine({ run: { finishedAt, detail }, locale }: { run: Run; locale: Locale }) {
  const { did } = privacyWords(locale).upkeep;
  const counts = Object.entries(detail).flatMap(([key, n]) => (did[key] && n > 0 ? [did[key](n)] : []));
  return (
    <>
      {formatDateTime(finishedAt, locale)}
      {counts.length > 0 && <small class="block muted">{formatList(counts, locale)}</small>}
    </>
  );
}

/** Who has read what in the archive, and why: for whoever may see the audit log (P9). */
export function Reads({ reads, locale }: { reads: readonly TrailRow[]; locale: Locale }) {
  const t = privacyWords(locale);
  const reasons: Readonly<Record<string, string>> = t.archive.reasons;
  return (
    <section class="panel" aria-labelledby="reads">
      <header>
        <h2 id="reads">{t.reads.title}</h2>
        {reads.length > 0 && <a href={`${path('consoleTrail', locale)}?act=archive.read`}>{t.reads.all}</a>}
      </header>
      {reads.length === 0 ? (
        <p class="muted">{t.reads.none}</p>
      ) : (
        <table class="table table--cards">
          <Heads of={Object.values(t.reads.head)} />
          <tbody>
            {reads.map((row) => (
              <tr>
                <th scope="row">
                  <time datetime={row.at.toString()}>{formatDateTime(row.at, locale)}</time>
                </th>
                <td data-label={t.reads.head.who}>{whoIs(row, locale)}</td>
                <td data-label={t.reads.head.why}>{reasons[String(row.detail.reason)] ?? String(row.detail.reason)}</td>
                <td data-label={t.reads.head.which}>
                  <a href={`${path('consoleTrail', locale)}?subject=${row.subject}`}>
                    <code>{row.subject?.slice(0, 8)}</code>
                  </a>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
