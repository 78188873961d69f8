import { randomUUID } from 'node:crypto';
import { type Errors, type Field, fieldNames } from '#catalog/index.ts';
import type { Context } from '#domain/context.ts';
import type { Locale } from '#policy/text.ts';
import type { Fault } from './ui/error-summary.tsx';
import type { RawValues } from './ui/field.tsx';

/** A submitted form as text: a name with several values has them all, in order. Files are left out. */
export type Form = Readonly<Record<string, readonly string[]>>;

/** A form as it is shown: its fields, what was written in them and what is wrong with that. */
export interface FormState {
  readonly fields: readonly Field[];
  readonly values: RawValues;
  readonly errors: Readonly<Record<string, string>>;
  readonly faults: readonly Fault[];
}

/** Reads a form's text fields. */
export async function readForm(request: Request): Promise<Form> {
  // A form without files is read as text: formData() takes ten times as long.
  const plain = request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded');
  return textsOf(plain ? new URLSearchParams(await request.text()) : await request.formData());
}

/** The text fields of form data. */
export function textsOf(data: Iterable<[string, FormDataEntryValue]>): Form {
  // Without a prototype: a field may be called "constructor".
  const form: Record<string, string[]> = Object.create(null);
  for (const [name, value] of data) {
    if (typeof value === 'string') form[name] = [...(form[name] ?? []), value];
  }
  return form;
}

export const one = (form: Form, name: string): string => form[name]?.[0] ?? '';

const formHours = 24;

/** A form's hidden key: makes its sending idempotent, and tells when it was made without storing anything. */
export function formToken(ctx: Context): string {
  const now = ctx.clock.now();
  return ctx.vault.sign({
    kind: 'form',
    id: `${randomUUID()}.${now.epochMilliseconds}`,
    expires: now.add({ hours: formHours }),
  });
}

/** @returns the key and the form's age in seconds, or undefined for one that is forged or older than a day */
export function openFormToken(
  ctx: Context,
  token: string,
): { readonly key: string; readonly ageSeconds: number } | undefined {
  const id = ctx.vault.open('form', token, ctx.clock.now());
  const made = Number(id?.split('.')[1]);
  return id && Number.isFinite(made)
    ? { key: id, ageSeconds: (ctx.clock.now().epochMilliseconds - made) / 1000 }
    : undefined;
}

/** The key of a form that is carried out whether or not it has one that is still good: what was written is not lost for its age. */
export const keyIn = (ctx: Context, form: Form): string | undefined =>
  openFormToken(ctx, one(form, 'idempotencyKey'))?.key;

/** Errors in one language, and as the summary's links. */
export function explained(fields: readonly Field[], errors: Errors, locale: Locale) {
  const texts = Object.fromEntries(Object.entries(errors).map(([id, text]) => [id, text[locale]]));
  const faults: Fault[] = fields.flatMap((f) =>
    texts[f.id] ? [{ field: f.id, label: f.label[locale], message: texts[f.id] as string }] : [],
  );
  return { texts, faults };
}

/** The names a field's controls have in a form: a months field has one per month. */
export const namesOf = (field: Field): string[] => fieldNames([field]);

/** What fields were answered with, as the reader of the catalogue wants it: by control name. */
export const rawOf = (fields: readonly Field[], form: Form): Record<string, string | readonly string[]> =>
  Object.fromEntries(
    fields.flatMap((field) =>
      namesOf(field).flatMap((name) =>
        form[name] ? [[name, field.kind === 'choices' ? form[name] : one(form, name)] as const] : [],
      ),
    ),
  );
