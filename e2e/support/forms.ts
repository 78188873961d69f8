import type { Page } from 'playwright-core';

/** Fills in a form's fields by name as a person would: types, ticks and picks. Empty values are left alone. */
export async function fill(page: Page, values: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    if (value === '') continue;
    const control = page.locator(`[name="${name}"]`).first();
    const kind = await control.evaluate((e) => (e.tagName === 'SELECT' ? 'select' : (e as HTMLInputElement).type));
    if (kind === 'select') await control.selectOption(value);
    else if (kind === 'radio' || kind === 'checkbox') await page.locator(`[name="${name}"][value="${value}"]`).check();
    else await control.fill(value);
  }
}

/** Presses the button of a form that goes on. */
export const next = (page: Page, action = 'next') =>
  page.locator(`form button[name=action][value=${action}]`).first().click();
