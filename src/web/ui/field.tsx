import type { Raw } from '#catalog/index.ts';
import type { Field as FieldSpec } from '#catalog/types.ts';
import type { Locale } from '#policy/text.ts';
import { Control } from './controls.tsx';
import { controlId } from './error-summary.tsx';
import { formatAlternatives } from './format.ts';
import { Icon } from './icon.tsx';
import { ui } from './texts.ts';

/** What the person wrote, by field id, as the form sent it; the catalogue reads the same shape. */
export type RawValues = Raw;

interface FieldsProps {
  fields: readonly FieldSpec[];
  /** What the person wrote, as the form sent it. */
  values: Raw;
  /** By field id, in the page's language: what to do about it. */
  errors: Readonly<Record<string, string>>;
  locale: Locale;
}

/** A form's questions in their order; half fields stand two in a row on a wide window. */
export function Fields({ fields, values, errors, locale }: FieldsProps) {
  return (
    <div class="form__group">
      {fields.map((field) => (
        <Field
          field={field}
          values={values}
          error={errors[field.id]}
          condition={conditionOf(field, fields, locale)}
          locale={locale}
        />
      ))}
    </div>
  );
}

const answerOf = (asked: FieldSpec | undefined, is: string | boolean, locale: Locale) => {
  if (typeof is === 'boolean') return is ? ui(locale).yes : ui(locale).no;
  return (asked && 'options' in asked ? asked.options.find(({ id }) => id === is)?.label[locale] : undefined) ?? is;
};

/** «Svara om du valt Ja på frågan Solceller»: stands there until the script takes over and shows or hides the field instead. */
function conditionOf(field: FieldSpec, fields: readonly FieldSpec[], locale: Locale): string | undefined {
  if (!field.when) return undefined;
  const asked = fields.find(({ id }) => id === field.when?.field);
  const answers = formatAlternatives(
    field.when.is.map((is) => answerOf(asked, is, locale)),
    locale,
  );
  return ui(locale).answerIf(asked?.label[locale] ?? field.when.field, answers);
}

export interface FieldProps {
  field: FieldSpec;
  values: Raw;
  error: string | undefined;
  condition?: string | undefined;
  locale: Locale;
}

const isGroup = (field: FieldSpec) =>
  field.kind === 'yesno' || field.kind === 'choices' || (field.kind === 'choice' && field.display === 'cards');

/** Ids of what explains a control, in reading order. */
function described({ field, error, condition, locale }: Omit<FieldProps, 'values'>): string | undefined {
  const id = controlId(field.id);
  const parts = [error && `${id}-e`, condition && `${id}-w`, hasHint(field, locale) && `${id}-h`].filter(Boolean);
  return parts.length > 0 ? parts.join(' ') : undefined;
}
const hasHint = (field: FieldSpec, locale: Locale) => Boolean(field.hint?.[locale]) || field.kind === 'longtext';

/** One question: name above, unit inside, error and hint under. A group of choices is named as a group. */
export function Field({ field, values, error, condition, locale }: FieldProps) {
  const group = isGroup(field);
  const id = controlId(field.id);
  const describedby = described({ field, error, condition, locale });
  const classes = ['field', field.half && 'field--half', error && 'field--bad'].filter(Boolean).join(' ');
  const when = field.when && {
    'data-when': field.when.field,
    'data-is': field.when.is.map((is) => (typeof is === 'boolean' ? (is ? 'yes' : 'no') : is)).join(' '),
  };
  const radios = group && field.kind !== 'choices';
  const groupAttributes = group && {
    role: radios ? 'radiogroup' : 'group',
    'aria-labelledby': `${id}-n`,
    'aria-describedby': describedby,
    ...(radios && error ? { 'aria-invalid': 'true' } : {}),
    ...(radios && field.required ? { 'aria-required': 'true' } : {}),
  };
  return (
    <div class={classes} {...when} {...groupAttributes}>
      {field.kind !== 'months' && <Name field={field} group={group} condition={condition} locale={locale} />}
      <Control
        field={field}
        values={values}
        invalid={error !== undefined}
        describedby={group ? undefined : describedby}
        locale={locale}
      />
      <Notes field={field} error={error} locale={locale} />
    </div>
  );
}

function Name({
  field,
  group,
  condition,
  locale,
}: {
  field: FieldSpec;
  group: boolean;
  condition: string | undefined;
  locale: Locale;
}) {
  const id = controlId(field.id);
  const inner = (
    <>
      {field.label[locale]} {!field.required && <span class="opt">{ui(locale).optional}</span>}
    </>
  );
  return (
    <div class="field__name">
      {group ? <span id={`${id}-n`}>{inner}</span> : <label for={id}>{inner}</label>}
      {condition && (
        <span class="field__when" id={`${id}-w`}>
          {condition}
        </span>
      )}
    </div>
  );
}

function Notes({ field, error, locale }: { field: FieldSpec; error: string | undefined; locale: Locale }) {
  const id = controlId(field.id);
  const limit = field.kind === 'longtext' ? ui(locale).atMost(field.maxLength.toLocaleString(locale)) : undefined;
  const hint = [field.hint?.[locale], limit].filter(Boolean).join(' ');
  return (
    <div class="field__notes">
      {error && (
        <p class="error" id={`${id}-e`}>
          <Icon name="circle-alert" />
          <span>{error}</span>
        </p>
      )}
      {hint && (
        <p class="hint" id={`${id}-h`}>
          {hint}
        </p>
      )}
    </div>
  );
}
