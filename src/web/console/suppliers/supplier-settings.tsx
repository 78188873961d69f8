import { formatPhone, serviceById } from '#catalog/index.ts';
import { settingsFields, settingsOf } from '#domain/supplier/index.ts';
import { path } from '../../paths.ts';
import { ErrorSummary } from '../../ui/error-summary.tsx';
import { Fields } from '../../ui/field.tsx';
import { Button, Facts } from '../../ui/parts.tsx';
import type { SupplierProps } from './supplier.view.ts';
import { supplierPageWords } from './suppliers.texts.ts';

/** What the operator has set about it: a form for who may change it, and facts for anybody else. */
export function SupplierSettings({ page, view, shown, may }: SupplierProps) {
  const { locale } = page;
  const { supplier: s } = view;
  const { facts, locales, yes, no, save, settings } = supplierPageWords(locale).one;
  const form = shown.settings ?? { fields: settingsFields, values: settingsOf(s), errors: {}, faults: [] };
  return (
    <section class="panel form--narrow" aria-labelledby="settings">
      <h2 id="settings">{settings}</h2>
      {may.write ? (
        <>
          <ErrorSummary faults={form.faults} locale={locale} />
          <form method="post" action={path('consoleSupplier', locale, { id: s.id })} class="form" novalidate>
            <Fields fields={form.fields} values={form.values} errors={form.errors} locale={locale} />
            <div>
              <Button>{save}</Button>
            </div>
          </form>
        </>
      ) : (
        <Facts
          items={[
            { label: facts.active, value: s.active ? yes : no },
            {
              label: facts.services,
              value: s.services.map((id) => serviceById(id).name[locale]).join(', ') || facts.missing,
            },
            { label: facts.email, value: s.email ?? facts.missing },
            { label: facts.phone, value: s.phone ? formatPhone(s.phone) : facts.missing },
            { label: facts.website, value: s.website ?? facts.missing },
            { label: facts.locale, value: locales[s.locale] },
            { label: facts.cap, value: s.dailyCap ?? facts.noCap },
            { label: facts.weight, value: s.weight },
          ]}
        />
      )}
    </section>
  );
}
