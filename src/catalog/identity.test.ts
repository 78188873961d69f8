import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatInstallationId,
  formatOrganisationNumber,
  formatPhone,
  formatPostcode,
  parseEmail,
  parseInstallationId,
  parseOrganisationNumber,
  parsePhone,
  parsePostcode,
  suggestPriceArea,
} from './identity.ts';

const company = { ok: true, value: '5599000006', soleTrader: false };
const person = { ok: true, value: '1212121212', soleTrader: true };

describe('organisation numbers', () => {
  it.each([
    '5599000006',
    '559900-0006',
    ' 559900 0006 ',
    '165599000006',
    '16559900-0006',
    '559900–0006',
    'SE5599000006',
  ])('reads %s', (input) => expect(parseOrganisationNumber(input)).toEqual(company));

  it('allows every ending, 000X too', () => {
    // Luhn by hand for 559900-000?: 5·2→1, 5, 9·2→9, 9, 0 … = 24, so the last digit is 6.
    expect(parseOrganisationNumber('559900-0006').ok).toBe(true);
    for (const last of [0, 1, 2, 3, 4, 5, 7, 8, 9]) expect(parseOrganisationNumber(`559900000${last}`).ok).toBe(false);
  });

  it.each([
    '121212-1212',
    '1212121212',
    '20121212-1212',
    '201212121212',
    '161212121212',
    '19121212-1212',
    '121212+1212',
  ])('reads a sole trader’s %s as ten digits (D6)', (input) => expect(parseOrganisationNumber(input)).toEqual(person));

  it.each([
    '121212-1213',
    '121332-1214',
    '195599000006',
    '5599000007',
    '559900000',
    '',
    'abc',
    '559900-0006x',
    '5599+000006',
  ])('refuses %s', (input) => expect(parseOrganisationNumber(input).ok).toBe(false));

  it('refuses a coordination number with its own reason', () => {
    // 701063-2391 is the published example of a coordination number (day 3 + 60).
    const read = parseOrganisationNumber('701063-2391');
    expect(read).toMatchObject({ ok: false, because: { sv: expect.stringContaining('samordningsnummer') } });
  });

  it('says how many digits there are', () => {
    const read = parseOrganisationNumber('559900-000');
    expect(read).toMatchObject({ because: { sv: 'Organisationsnumret har 9 siffror, det ska vara 10' } });
  });

  it('is written with a hyphen, and a person’s without any digit (D6)', () => {
    expect(formatOrganisationNumber('5599000006', false)).toBe('559900-0006');
    expect(formatOrganisationNumber('1212121212')).toBe('personnummer ••••••-••••');
    expect(formatOrganisationNumber('1212121212', true, 'en')).not.toMatch(/\d/);
  });

  it('never accepts a changed digit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 9 }), (at, by) => {
        const digits = [...'5599000006'];
        digits[at] = String((Number(digits[at]) + by) % 10);
        expect(parseOrganisationNumber(digits.join('')).ok).toBe(false);
      }),
    );
  });
});

describe('phone numbers', () => {
  it.each([
    ['070-174 06 05', '+46701740605'],
    ['+46 70 174 06 05', '+46701740605'],
    ['0046701740605', '+46701740605'],
    ['08-465 004 00', '+46846500400'],
    ['+47 22 12 34 56', '+4722123456'],
  ])('reads %s', (input, value) => expect(parsePhone(input)).toEqual({ ok: true, value }));
  it.each(['', '070', 'ring mig', '12345678901234567890', '070-174 06 05 ext. 12', `${'0'.repeat(60)}701740605`])(
    'refuses "%s"',
    (input) => expect(parsePhone(input).ok).toBe(false),
  );
  it('is written in groups', () =>
    expect(formatPhone('+46701740605').replaceAll('\u00a0', ' ')).toBe('+46 70 174 06 05'));
});

describe('postcodes and price areas', () => {
  it.each(['352 30', '35230', 'SE-352 30', '352\u00a030'])('reads %s', (input) =>
    expect(parsePostcode(input)).toEqual({ ok: true, value: '35230' }),
  );
  it.each(['05230', '3523', '352300', '352 3O', ''])('refuses "%s"', (input) =>
    expect(parsePostcode(input).ok).toBe(false),
  );
  it('is written in two groups', () => expect(formatPostcode('35230')).toBe('352\u00a030'));
  it.each([
    ['352 30', 'SE4'],
    ['211 20', 'SE4'],
    ['111 22', 'SE3'],
    ['411 01', 'SE3'],
    ['852 30', 'SE2'],
    ['972 31', 'SE1'],
    ['931 30', undefined],
    ['not a postcode', undefined],
  ])('suggests for %s: %s', (postcode, area) => expect(suggestPriceArea(postcode)).toBe(area));
});

describe('installation ids', () => {
  // GS1 check digit by hand for 73599900000001234?: from the right 4·3+3+2·3+1+0…+9·3+9+9·3+5+3·3+7 … = 106, so 4.
  it.each(['735999000000012344', '735 999 000 000 012 344', '735999-0000-0001-2344'])('reads %s', (input) =>
    expect(parseInstallationId(input)).toEqual({ ok: true, value: '735999000000012344' }),
  );
  it('says that a digit is missing', () => {
    const read = parseInstallationId('735 999 000 000 012 34');
    expect(read).toEqual({
      ok: false,
      because: {
        sv: 'Anläggnings-id har 17 siffror, det ska vara 18',
        en: 'The installation id has 17 digits, it should have 18',
      },
    });
  });
  it.each(['735999000000012345', '735998000000012344', '73599900000001234X', ''])('refuses "%s"', (input) =>
    expect(parseInstallationId(input).ok).toBe(false),
  );
  it('is written in groups of three', () =>
    expect(formatInstallationId('735999000000012344').replaceAll('\u00a0', ' ')).toBe('735 999 000 000 012 344'));
});

describe('e-mail addresses', () => {
  it.each([
    ['  Inkop@Norrgarden.Example ', 'Inkop@norrgarden.example'],
    ['a.b+c@x-y.example', 'a.b+c@x-y.example'],
    ['info@smörgås.example', 'info@xn--smrgs-pra0j.example'],
  ])('reads %s', (input, value) => expect(parseEmail(input)).toEqual({ ok: true, value }));
  it.each([
    'a@b',
    'a.example',
    '@x.example',
    'a@x.example\r\nBcc: b@x.example',
    'a@x.example\n',
    'a\nb@x.example',
    'a..b@x.example',
    '.a@x.example',
    'a b@x.example',
    'a@-x.example',
    'a@x..example',
    'a@127.0.0.1',
    'a@b@',
    `${'a'.repeat(65)}@x.example`,
    `a@${'abcdefghi.'.repeat(26)}example`,
    'a,b@x.example',
    '<a@x.example>',
  ])('refuses %j', (input) => expect(parseEmail(input).ok).toBe(false));
});

it('whatever is typed, every parser answers, and a refusal has a reason in both languages', () => {
  const parsers = [parseOrganisationNumber, parsePhone, parsePostcode, parseInstallationId, parseEmail];
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (input) => {
      for (const parse of parsers) {
        const read = parse(input);
        if (!read.ok) expect(read.because.sv && read.because.en && read.because.sv !== read.because.en).toBeTruthy();
        else expect(read.value).not.toMatch(/[\r\n]/);
      }
    }),
  );
});
