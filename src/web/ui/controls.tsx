// Somewhat long: one small function for each kind of control, which share how they are named, described and filled.

import type { Raw } from '#catalog/index.ts';
import type { Field, Option } from '#catalog/types.ts';
import type { Locale } from '#policy/text.ts';
import { controlId } from './error-summary.tsx';
import { Icon } from './icon.tsx';
import { ui } from './texts.ts';

interface Props<F extends Field = Field> {
  field: F;
  values: Raw;
  invalid: boolean;
  describedby: string | undefined;
  locale: Locale;
}
type Kind<K extends Field['kind']> = Extract<Field, { kind: K }>;

const one = ({ field, values }: Pick<Props, 'field' | 'values'>): string => many({ field, values })[0] ?? '';
const many = ({ field, values }: Pick<Props, 'field' | 'values'>): readonly string[] => {
  const given = values[field.id];
  return typeof given === 'string' ? [given] : (given ?? []);
};

/** The control of a question. `required` is said with ARIA only: the server words the errors, and a hidden field must not block. */
export function Control(props: Props) {
  const { field } = props;
  switch (field.kind) {
    case 'yesno':
      return <YesNo {...props} />;
    case 'choices':
      return <Checkboxes {...props} field={field} />;
    case 'choice':
      return field.display === 'cards' ? <Cards {...props} field={field} /> : <Select {...props} field={field} />;
    case 'months':
      return <Months {...props} field={field} />;
    case 'longtext':
      return <LongText {...props} field={field} />;
    default:
      return <Line {...props} field={field} />;
  }
}

type LineField = Exclude<Field, { kind: 'yesno' | 'choices' | 'choice' | 'months' | 'longtext' }>;
/** How the keyboard, the browser's memory and the width suit each kind of answer. */
const lines: Record<LineField['kind'], { size: '' | 's' | 'm' | 'l'; attributes: Readonly<Record<string, string>> }> = {
  integer: { size: 's', attributes: { inputmode: 'numeric', autocomplete: 'off' } },
  decimal: { size: 's', attributes: { inputmode: 'decimal', autocomplete: 'off' } },
  text: { size: '', attributes: {} },
  date: { size: 's', attributes: { type: 'date' } },
  'installation-id': { size: 'l', attributes: { inputmode: 'numeric', autocomplete: 'off', spellcheck: 'false' } },
  postcode: { size: 's', attributes: { inputmode: 'numeric', autocomplete: 'postal-code' } },
  'organisation-number': { size: 'm', attributes: { inputmode: 'numeric', autocomplete: 'off', spellcheck: 'false' } },
  email: { size: '', attributes: { type: 'email', autocomplete: 'email', spellcheck: 'false', autocapitalize: 'off' } },
  phone: { size: 'm', attributes: { type: 'tel', autocomplete: 'tel' } },
};

const aria = ({ field, invalid, describedby }: Props) => ({
  'aria-describedby': describedby,
  'aria-invalid': invalid ? ('true' as const) : undefined,
  'aria-required': field.required ? ('true' as const) : undefined,
});

function Line(props: Props<LineField>) {
  const { field, locale } = props;
  const { size, attributes } = lines[field.kind];
  const unit = 'unit' in field ? field.unit : undefined;
  const maxlength = field.kind === 'text' ? field.maxLength : undefined;
  return (
    <div class={size ? `box box--${size}` : 'box'}>
      <input
        id={controlId(field.id)}
        name={field.id}
        value={one(props)}
        {...attributes}
        {...(field.autocomplete ? { autocomplete: field.autocomplete } : {})}
        maxlength={maxlength}
        {...aria(props)}
      />
      {unit && <span class="unit">{unit[locale]}</span>}
    </div>
  );
}

function LongText(props: Props<Kind<'longtext'>>) {
  const { field } = props;
  return (
    <div class="box">
      <textarea id={controlId(field.id)} name={field.id} rows={4} maxlength={field.maxLength} {...aria(props)}>
        {one(props)}
      </textarea>
    </div>
  );
}

function Select(props: Props<Kind<'choice'>>) {
  const { field, locale } = props;
  const chosen = one(props);
  return (
    <div class="box box--m">
      <select id={controlId(field.id)} name={field.id} {...aria(props)}>
        <option value="" selected={chosen === ''}>
          {ui(locale).choose}
        </option>
        {field.options.map(({ id, label }) => (
          <option value={id} selected={id === chosen}>
            {label[locale]}
          </option>
        ))}
      </select>
      <Icon name="chevron-down" />
    </div>
  );
}

interface ChoiceProps {
  field: Field;
  type: 'radio' | 'checkbox';
  options: readonly Option[];
  chosen: readonly string[];
  locale: Locale;
  invalid?: boolean;
  className?: string;
}

function Choices({ field, type, options, chosen, locale, invalid = false, className }: ChoiceProps) {
  return (
    <div class={className ? `choices ${className}` : 'choices'}>
      {options.map(({ id, label, hint }, index) => (
        <label class="choice">
          <input
            type={type}
            id={index === 0 ? controlId(field.id) : `${controlId(field.id)}-${id}`}
            name={field.id}
            value={id}
            checked={chosen.includes(id)}
            aria-invalid={invalid && type === 'checkbox' ? 'true' : undefined}
          />
          <span>
            <strong>{label[locale]}</strong>
            {hint && <small>{hint[locale]}</small>}
          </span>
        </label>
      ))}
    </div>
  );
}

/** Two to a row where there is a sentence to read, more where there is a word. */
function widthOf(options: readonly Option[], locale: Locale): string | undefined {
  const longest = Math.max(
    ...options.flatMap(({ label, hint }) => [label[locale].length * 1.15, hint?.[locale].length ?? 0]),
  );
  if (longest <= 10) return 'choices--narrow';
  return longest > 22 ? 'choices--wide' : undefined;
}

function Cards({ field, values, locale }: Props<Kind<'choice'>>) {
  const width = widthOf(field.options, locale);
  return (
    <Choices
      field={field}
      type="radio"
      options={field.options}
      chosen={[one({ field, values })]}
      locale={locale}
      {...(width ? { className: width } : {})}
    />
  );
}

function Checkboxes({ field, values, locale, invalid }: Props<Kind<'choices'>>) {
  const width = widthOf(field.options, locale);
  return (
    <Choices
      field={field}
      type="checkbox"
      options={field.options}
      chosen={many({ field, values })}
      locale={locale}
      invalid={invalid}
      {...(width ? { className: width } : {})}
    />
  );
}

function YesNo({ field, values, locale }: Props) {
  const options = [
    { id: 'no', label: { sv: 'Nej', en: 'No' } },
    { id: 'yes', label: { sv: 'Ja', en: 'Yes' } },
  ];
  return (
    <Choices
      field={field}
      type="radio"
      options={options}
      chosen={[one({ field, values })]}
      locale={locale}
      className="choices--two"
    />
  );
}

/** Open when something is in it or wrong with it. */
function Months({ field, values, invalid, describedby, locale }: Props<Kind<'months'>>) {
  const written = ui(locale).months.map((_, index) =>
    one({ field, values: { [field.id]: values[`${field.id}.${index + 1}`] } }),
  );
  const open = invalid || written.some((month) => month.trim() !== '');
  const id = controlId(field.id);
  return (
    <details class="fold fold--ruled" open={open}>
      <summary>
        <span id={`${id}-n`}>
          {field.label[locale]} {!field.required && <span class="opt">{ui(locale).optional}</span>}
        </span>
      </summary>
      <fieldset class="months" aria-labelledby={`${id}-n`} aria-describedby={describedby}>
        {ui(locale).months.map((name, index) => (
          <label>
            {name}
            <span class="box">
              <input
                id={index === 0 ? id : `${id}-${index + 1}`}
                name={`${field.id}.${index + 1}`}
                inputmode="numeric"
                autocomplete="off"
                value={written[index] ?? ''}
                aria-invalid={invalid ? 'true' : undefined}
              />
              <span class="unit">{field.unit[locale]}</span>
            </span>
          </label>
        ))}
      </fieldset>
    </details>
  );
}
