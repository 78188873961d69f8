import type { PropsWithChildren } from 'hono/jsx';
import type { Locale } from '#policy/text.ts';
import { Icon } from '../ui/icon.tsx';
import { consoleWords } from './console.texts.ts';

interface Props {
  readonly name: string;
  /** Where a page has several of the name. */
  readonly id?: string;
  readonly label: string;
  /** The words of the choice that narrows nothing; one of the list must be chosen when left out. */
  readonly all?: string;
  readonly value: string | null | undefined;
  readonly options: readonly (readonly [id: string, text: string])[];
}

/**
 * The form that narrows a list. On a narrow screen it is folded away, so that the list itself is what one sees first, and says how many of its
 * choices narrow the list now; on a wide one it always stands open.
 * @param active what each choice is now; one without a value narrows nothing
 */
export function Filters({
  action,
  active,
  locale,
  children,
}: PropsWithChildren<{ action: string; active: readonly unknown[]; locale: Locale }>) {
  return (
    <details class="fold fold--narrow">
      <summary>{consoleWords(locale).filters(active.filter(Boolean).length)}</summary>
      <form class="filters" method="get" action={action}>
        {children}
      </form>
    </details>
  );
}

/** One of a list, with what is chosen now. */
export function Choice({ name, id = name, label, all, value, options }: Props) {
  return (
    <div class="field">
      <label for={`f-${id}`}>{label}</label>
      <div class="box">
        <select id={`f-${id}`} name={name}>
          {all !== undefined && <option value="">{all}</option>}
          {options.map(([option, text]) => (
            <option value={option} selected={option === value}>
              {text}
            </option>
          ))}
        </select>
        <Icon name="chevron-down" />
      </div>
    </div>
  );
}
