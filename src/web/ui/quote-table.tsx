import type { Child } from 'hono/jsx';
import type { Locale } from '#policy/text.ts';
import { ExampleTag } from './parts.tsx';
import { ui } from './texts.ts';

export interface QuoteColumn {
  readonly name: string;
  /** Invented company. */
  readonly example?: boolean;
  /** The annual cost as text; absent: not comparable, and `note` says why. */
  readonly sum?: string;
  readonly note: string;
  readonly best?: boolean;
  /** Not to be had any more: withdrawn, expired, or another was chosen. */
  readonly off?: boolean;
  /** Button or badge at the bottom. */
  readonly action?: Child;
}

export interface QuoteRow {
  readonly label: string;
  /** One per column, in the columns' order. */
  readonly cells: readonly Child[];
}

/** One to five quotes: a table by subgrid on a wide window, cards on a phone. */
export function QuoteTable({
  columns,
  rows,
  locale,
}: {
  columns: readonly QuoteColumn[];
  rows: readonly QuoteRow[];
  locale: Locale;
}) {
  const acts = columns.some(({ action }) => action);
  return (
    <div class={`quotes quotes--${Math.min(5, Math.max(1, columns.length))}`}>
      <div class="quotes__labels" aria-hidden="true">
        <span />
        <span>{ui(locale).costPerYear}</span>
        {rows.map(({ label }) => (
          <span>{label}</span>
        ))}
        {acts && <span class="quote__act" />}
      </div>
      {columns.map((column, index) => (
        <QuoteCard column={column} rows={rows} index={index} acts={acts} locale={locale} />
      ))}
    </div>
  );
}

interface CardProps {
  column: QuoteColumn;
  rows: readonly QuoteRow[];
  index: number;
  acts: boolean;
  locale: Locale;
}

function QuoteCard({ column, rows, index, acts, locale }: CardProps) {
  const { name, example, sum, note, best, off, action } = column;
  return (
    <article class={['quote', best && 'quote--best', off && 'quote--off'].filter(Boolean).join(' ')}>
      <h3>
        {name} {example && <ExampleTag locale={locale} />}
      </h3>
      <p class={sum ? 'quote__sum' : 'quote__sum quote__sum--none'}>
        <span>{sum ?? ui(locale).notComparable}</span>
        <small>{note}</small>
      </p>
      <dl>
        {rows.map(({ label, cells }) => (
          <div>
            <dt>{label}</dt>
            <dd>{cells[index] ?? '–'}</dd>
          </div>
        ))}
      </dl>
      {acts && <div class="quote__act">{action}</div>}
    </article>
  );
}
