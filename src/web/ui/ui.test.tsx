import { describe, expect, it } from 'vitest';
import { commonQuestions, services, suppliers } from '#catalog/index.ts';
import type { Field as FieldSpec } from '#catalog/types.ts';
import { unedited } from '#domain/text/index.ts';
import { controller } from '#policy/controller.ts';
import { homeWords } from '../site/editable.ts';
import { HomePage } from '../site/home.page.tsx';
import { Fields } from './field.tsx';
import { isIcon } from './icon.tsx';
import { renderPage } from './page.tsx';
import { ReceiverList } from './receiver-list.tsx';

const page = (locale: 'sv' | 'en') => ({
  locale,
  path: locale === 'sv' ? '/' : '/en',
  assets: { styles: [], scripts: [], fonts: [] },
});
const home = (locale: 'sv' | 'en') =>
  renderPage(
    <HomePage page={page(locale)} services={services} suppliers={suppliers} words={homeWords(unedited, locale)} />,
  );

describe('a page', () => {
  it('P1 says who we are, in both languages', () => {
    for (const html of [home('sv'), home('en')]) {
      for (const text of [controller.name, controller.organisationNumber, controller.street, controller.email]) {
        expect(html).toContain(text);
      }
    }
  });

  it('has no inline style or script, which the content security policy would refuse', () => {
    const forms = services.map(({ questions }) =>
      String(<Fields fields={[...questions, ...commonQuestions]} values={{}} errors={{}} locale="sv" />),
    );
    for (const html of [home('sv'), ...forms]) expect(html).not.toMatch(/ style=|<script(?![^>]*src)| on\w+=/);
  });

  it('begins with a doctype and says its language', () => {
    expect(home('en')).toMatch(/^<!doctype html><html lang="en">/);
  });

  it('draws an icon for every service', () => {
    expect(services.filter(({ icon }) => !isIcon(icon)).map(({ id }) => id)).toEqual([]);
  });
});

describe('a field', () => {
  const field: FieldSpec = {
    id: 'kwp',
    kind: 'decimal',
    decimals: 1,
    min: 0,
    max: 10,
    label: { sv: 'Effekt', en: 'Power' },
    hint: { sv: 'Står på fakturan.', en: 'On the invoice.' },
    when: { field: 'solar', is: [true] },
  };
  const solar: FieldSpec = { id: 'solar', kind: 'yesno', label: { sv: 'Solceller', en: 'Solar' }, required: true };
  const html = String(
    <Fields fields={[solar, field]} values={{ kwp: '"><b>4' }} errors={{ kwp: 'Skriv ett tal' }} locale="sv" />,
  );

  it('keeps what was written, escaped', () => {
    expect(html).toContain('value="&quot;&gt;&lt;b&gt;4"');
  });

  it('is tied to its error, condition and hint', () => {
    expect(html).toMatch(/id="f-kwp"[^>]*aria-describedby="f-kwp-e f-kwp-w f-kwp-h"[^>]*aria-invalid="true"/);
    for (const id of ['f-kwp-e', 'f-kwp-w', 'f-kwp-h']) expect(html).toContain(`id="${id}"`);
  });

  it('says its condition in words for those without script', () => {
    expect(html).toContain('data-when="solar" data-is="yes"');
    expect(html).toContain('Svara om du valt Ja på frågan «Solceller»');
  });

  it('months are named as the catalogue reads them', () => {
    const months: FieldSpec = {
      id: 'm',
      kind: 'months',
      unit: { sv: 'kWh', en: 'kWh' },
      max: 9,
      label: { sv: 'M', en: 'M' },
    };
    const out = String(<Fields fields={[months]} values={{ 'm.12': '7' }} errors={{}} locale="sv" />);
    expect(out).toMatch(/name="m\.12"[^>]*value="7"/);
    expect(out).toContain('<details class="fold fold--ruled" open');
  });
});

describe('«Vem får vad?»', () => {
  const answered = ['Företagets namn', 'Telefon', 'Nuvarande leverantör'];
  const list = (receivers: { id: string; fields: string[] }[]) =>
    String(
      <ReceiverList
        name="suppliers"
        locale="sv"
        answered={answered}
        receivers={receivers.map((r) => ({ ...r, name: r.id.toUpperCase(), ticked: true }))}
      />,
    );

  it('P3 P4 says what all receive once, and for each supplier the difference', () => {
    const html = list([
      { id: 'a', fields: ['Företagets namn', 'Telefon'] },
      { id: 'b', fields: ['Företagets namn'] },
    ]);
    expect(html).toContain('får 1 uppgift<');
    expect(html.match(/Företagets namn/g)).toHaveLength(1);
    const [, a = '', b = ''] = html.split('class="receiver"');
    expect(a).toContain('<dd>Telefon</dd>');
    expect(a).toContain('<dd>Nuvarande leverantör, IP-adress</dd>');
    expect(b).toContain('<dd>Telefon, nuvarande leverantör, IP-adress</dd>');
  });

  it('P4 names the IP address among what nobody receives, also for a single supplier', () => {
    const html = list([{ id: 'a', fields: answered }]);
    expect(html).toContain('<dd>IP-adress</dd>');
    expect(html).toContain('<dd>Företagets namn, telefon, nuvarande leverantör</dd>');
  });
});
