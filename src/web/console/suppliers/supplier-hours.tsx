import { formatDate } from '#catalog/index.ts';
import { pauseFields, type RegisteredSupplier } from '#domain/supplier/index.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../../paths.ts';
import { ErrorSummary } from '../../ui/error-summary.tsx';
import { Field } from '../../ui/field.tsx';
import { formatList } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Button } from '../../ui/parts.tsx';
import type { SupplierProps, Written } from './supplier.view.ts';
import { supplierPageWords } from './suppliers.texts.ts';

/** "måndag, tisdag och fredag, 08:00–17:00". */
function hoursText({ openDays, opensAt, closesAt }: RegisteredSupplier, locale: Locale): string {
  const t = supplierPageWords(locale).one;
  if (openDays.length === 7 && !opensAt) return t.always;
  const days = openDays.map((day) => t.dayNames[day - 1] ?? '');
  return t.daily(formatList(days, locale), opensAt ? `${opensAt}–${closesAt}` : t.wholeDay);
}

/** When it takes requests, and the days on which it takes none. */
export function SupplierHours(props: SupplierProps) {
  const { page, view, may } = props;
  const { locale } = page;
  const t = supplierPageWords(locale).one;
  return (
    <section class="panel form--narrow" aria-labelledby="hours">
      <h2 id="hours">{t.hours}</h2>
      <p class="muted">{t.hoursLead}</p>
      {may.write ? <HoursForm {...props} /> : <p>{hoursText(view.supplier, locale)}</p>}
      <div class="stack pauses">
        <h3 class="plain-h">{t.pauses}</h3>
        <Pauses {...props} />
        {may.write && <PauseForm {...props} />}
      </div>
    </section>
  );
}

function HoursForm({ page, view, shown }: SupplierProps) {
  const { locale } = page;
  const { supplier: s } = view;
  const t = supplierPageWords(locale).one;
  const stored = { openDays: s.openDays.map(String), opensAt: s.opensAt ?? '', closesAt: s.closesAt ?? '' };
  const form: Written = shown.hours ?? { values: stored, errors: {}, faults: [] };
  return (
    <>
      <ErrorSummary faults={form.faults} locale={locale} />
      <form method="post" action={path('consoleSupplierHours', locale, { id: s.id })} class="stack" novalidate>
        <fieldset class={form.errors.openDays ? 'field field--bad' : 'field'}>
          <legend class="field__name">{t.openDays}</legend>
          <div class="days">
            {t.dayNames.map((name, i) => (
              <label class="tick">
                <input
                  type="checkbox"
                  name="openDays"
                  id={i === 0 ? 'f-openDays' : undefined}
                  value={String(i + 1)}
                  checked={(form.values.openDays as readonly string[]).includes(String(i + 1))}
                />
                {name}
              </label>
            ))}
          </div>
          <Wrong id="openDays" form={form} />
        </fieldset>
        <div class="row row--fields">
          {(['opensAt', 'closesAt'] as const).map((id) => (
            <div class={form.errors[id] ? 'field field--bad' : 'field'}>
              <label for={`f-${id}`}>{t[id]}</label>
              <div class="box box--s">
                <input
                  id={`f-${id}`}
                  name={id}
                  value={String(form.values[id] ?? '')}
                  placeholder={id === 'opensAt' ? '08:00' : '17:00'}
                  inputmode="numeric"
                  autocomplete="off"
                  aria-invalid={form.errors[id] ? 'true' : undefined}
                  aria-describedby={form.errors[id] ? `f-${id}-e` : 'hours-h'}
                />
              </div>
              <Wrong id={id} form={form} />
            </div>
          ))}
        </div>
        <p class="hint" id="hours-h">
          {t.hoursHint}
        </p>
        <div>
          <Button look="quiet">{t.save}</Button>
        </div>
      </form>
    </>
  );
}

/** What to do about a field of a form that is not made of the catalogue's. */
export function Wrong({ id, form }: { id: string; form: Written }) {
  if (!form.errors[id]) return null;
  return (
    <p class="error" id={`f-${id}-e`}>
      <Icon name="circle-alert" />
      <span>{form.errors[id]}</span>
    </p>
  );
}

function Pauses({ page, view, may }: SupplierProps) {
  const { locale } = page;
  const t = supplierPageWords(locale).one;
  if (view.pauses.length === 0) return <p class="muted">{t.noPauses}</p>;
  return (
    <ul class="list">
      {view.pauses.map(({ id, from, to }) => (
        <li>
          {t.pause(formatDate(from, locale), formatDate(to, locale))}
          {may.write && (
            <form method="post" action={path('consoleSupplierPauses', locale, { id: view.supplier.id })}>
              <input type="hidden" name="pauseId" value={id} />
              <Button look="link" name="action" value="remove">
                {t.removePause}
                <span class="vh"> {t.pause(formatDate(from, locale), formatDate(to, locale))}</span>
              </Button>
            </form>
          )}
        </li>
      ))}
    </ul>
  );
}

function PauseForm({ page, view, shown }: SupplierProps) {
  const { locale } = page;
  const t = supplierPageWords(locale).one;
  const form = shown.pause ?? { fields: pauseFields, values: {}, errors: {}, faults: [] };
  return (
    <>
      <ErrorSummary faults={form.faults} locale={locale} />
      <form
        method="post"
        action={path('consoleSupplierPauses', locale, { id: view.supplier.id })}
        class="row row--fields"
        novalidate
      >
        {form.fields.map((field) => (
          <Field field={field} values={form.values} error={form.errors[field.id]} locale={locale} />
        ))}
        <Button look="quiet" name="action" value="add">
          {t.addPause}
        </Button>
      </form>
    </>
  );
}
