import type { Locale } from '#policy/text.ts';
import { Icon } from './icon.tsx';
import { ui } from './texts.ts';

export interface Fault {
  /** The field's id; the link leads to its first control. */
  readonly field: string;
  readonly label: string;
  readonly message: string;
}

/** The id of a field's first control, which labels and the summary's links point at. */
export const controlId = (field: string) => `f-${field}`;

/** What to correct, first on the page and with the focus, so that nobody has to look for it. */
export function ErrorSummary({ faults, locale }: { faults: readonly Fault[]; locale: Locale }) {
  if (faults.length === 0) return null;
  return (
    <section class="notice notice--bad" aria-labelledby="faults" tabindex={-1} autofocus data-faults>
      <Icon name="circle-alert" />
      <div>
        <h2 id="faults">{ui(locale).toCorrect(faults.length)}</h2>
        <ul>
          {faults.map(({ field, label, message }) => (
            <li>
              <a href={`#${controlId(field)}`}>{sentence(label, message)}</a>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

/** "Postnummer: skriv fem siffror". A message that names the field itself is enough; a label that asks needs no colon. */
function sentence(label: string, message: string): string {
  if (message.toLowerCase().startsWith(label.toLowerCase())) return message;
  if (label.endsWith('?')) return `${label} ${message}`;
  return `${label}: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}
