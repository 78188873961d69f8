import type { Locale } from '#policy/text.ts';
import { ExampleTag } from './parts.tsx';
import { ui } from './texts.ts';

export interface Receiver {
  readonly id: string;
  readonly name: string;
  readonly example?: boolean;
  /** What narrows its service, e.g. «personal och löner». */
  readonly note?: string;
  /** When it opens, of one that is closed now: «måndag 08.00». */
  readonly opens?: string;
  /** Labels of the answers it will get: exactly those of the payload (P4). */
  readonly fields: readonly string[];
  readonly ticked: boolean;
}

interface Props {
  receivers: readonly Receiver[];
  /** Labels of every answer that was given, in the form's order. */
  answered: readonly string[];
  /** Name of the checkboxes; the value is the supplier's id. */
  name: string;
  locale: Locale;
}

/** «Vem får vad?» (P3, P4): what all receive once, and for each supplier only the difference. */
export function ReceiverList({ receivers, answered, name, locale }: Props) {
  const t = ui(locale);
  const shared = answered.filter((label) => receivers.every(({ fields }) => fields.includes(label)));
  const single = receivers.length === 1;
  return (
    <fieldset class="receivers">
      <legend class="vh">{t.whoGetsWhat}</legend>
      {!single && (
        <div class="shared">
          <h3>{t.allOfThemReceive(shared.length)}</h3>
          <p class="small">{sentence(shared)}</p>
        </div>
      )}
      {receivers.map((receiver) => (
        <ReceiverItem
          receiver={receiver}
          shared={single ? [] : shared}
          answered={answered}
          name={name}
          locale={locale}
        />
      ))}
    </fieldset>
  );
}

/** "Företagets namn, organisationsnummer, e-post": labels in a row; only the first keeps its capital, but SE4 and GB stay. */
const sentence = (labels: readonly string[]) =>
  labels
    .map((label, index) =>
      index === 0 || /^\p{Lu}{2}/u.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1),
    )
    .join(', ');

function ReceiverItem({
  receiver,
  shared,
  answered,
  name,
  locale,
}: Omit<Props, 'receivers'> & { receiver: Receiver; shared: readonly string[] }) {
  const t = ui(locale);
  const { id, fields, ticked, note, opens } = receiver;
  const extra = answered.filter((label) => fields.includes(label) && !shared.includes(label));
  const withheld = answered.filter((label) => !fields.includes(label));
  const rows = [
    { label: shared.length > 0 ? t.alsoReceives : t.receives(extra.length), value: sentence(extra), no: false },
    { label: t.receivesNot, value: sentence([...withheld, t.ipAddress]), no: true },
  ];
  return (
    <div class="receiver">
      <input type="checkbox" id={`to-${id}`} name={name} value={id} checked={ticked} />
      <label for={`to-${id}`}>
        {receiver.name} {receiver.example && <ExampleTag locale={locale} />}
      </label>
      {note && <p class="small muted">{note}</p>}
      {opens && <p class="small muted">{t.getsItThen(opens)}</p>}
      <p class="off">{t.receivesNothing}</p>
      <dl>
        {rows
          .filter(({ value }) => value !== '')
          .map(({ label, value, no }) => (
            <div class={no ? 'no' : undefined}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </div>
  );
}
