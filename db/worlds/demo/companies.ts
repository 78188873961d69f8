// Long because it is mostly data: forty companies, one a line.
import type { PriceArea, ServiceId } from '#catalog/index.ts';
import type { Locale } from '#policy/text.ts';

/** An invented company. Its name says so itself, its address ends with .example and its phone is one nobody has. */
export interface Company {
  readonly index: number;
  readonly name: string;
  readonly trade: string;
  readonly locale: Locale;
  /** 1 = a few people, 3 = some ten, 9 = some fifty. */
  readonly size: 1 | 3 | 9;
  readonly postcode: string;
  readonly area: PriceArea;
  readonly organisationNumber: string;
  readonly contact: string;
  readonly email: string;
  readonly phone: string;
  /** What it asks for, in order. */
  readonly wants: readonly ServiceId[];
}

const letters: Readonly<Record<string, ServiceId>> = {
  e: 'electricity',
  t: 'telephony',
  i: 'insurance',
  l: 'loans',
  p: 'payments',
  a: 'accounting',
  s: 'social-media',
  j: 'legal',
};

/** The first one asks for everything, so that one log-in shows a comparison of each service. */
const rows: readonly (readonly [string, string, Company['size'], string, PriceArea, string, string])[] = [
  ['Norrgläntans Mathall AB', 'Livsmedelsbutik med café', 9, '352 30', 'SE4', 'Maja Exempelgren', ''],
  ['Grusåsens Bageri AB', 'Bageri med butik', 3, '331 30', 'SE3', 'Elsa Provström', 'epa'],
  ['Hällmarkens Plåt AB', 'Plåtslageri', 3, '573 31', 'SE3', 'Olle Testlund', 'eti'],
  ['Tallmarkens Tandvård AB', 'Tandläkarmottagning', 3, '222 22', 'SE4', 'Karin Fiktelius', 'ips'],
  ['Vindkullens Åkeri AB', 'Åkeri med kyltransporter', 9, '702 25', 'SE3', 'Johan Låtsasberg', 'til'],
  ['Sjumilaskogens Snickeri AB', 'Snickeri och inredning', 3, '831 30', 'SE2', 'Sara Påhittsson', 'ela'],
  ['Klippmossens Gym AB', 'Gym och gruppträning', 3, '903 26', 'SE2', 'Amir Demokvist', 'eps'],
  ['Lingonstigens Redovisning AB', 'Lönekonsult', 1, '411 05', 'SE3', 'Eva Övningsdal', 'tj'],
  ['Ugglebäckens Hotell AB', 'Hotell med restaurang', 9, '972 31', 'SE1', 'Nils Sagolund', 'eip'],
  ['Mossåkerns Gröna AB', 'Trädgårdsanläggning', 3, '251 10', 'SE4', 'Lena Modellgren', 'tsl'],
  ['Blåtrastens Bok AB', 'Bokhandel', 1, '753 20', 'SE3', 'Per Fantasén', 'psa'],
  ['Kvarnlidens Mekaniska AB', 'Mekanisk verkstad', 9, '331 42', 'SE3', 'Ulf Skissfors', 'eil'],
  ['Solgruvans Elteknik AB', 'Elinstallation', 3, '791 31', 'SE3', 'Ida Utkastberg', 'tia'],
  ['Tidlösans Frisör AB', 'Frisörsalong', 1, '602 32', 'SE3', 'Mona Exempelgren', 'psi'],
  ['Havtornens Fisk AB', 'Fiskgrossist', 3, '374 30', 'SE4', 'Bo Provström', 'elj'],
  ['Stenrösets Entreprenad AB', 'Markarbeten', 9, '852 31', 'SE2', 'Anna Testlund', 'lit'],
  ['Fjällrutans Fönster AB', 'Fönstermontage', 3, '961 31', 'SE1', 'Leif Fiktelius', 'atl'],
  ['Trollsländans Städ AB', 'Lokalvård', 3, '114 28', 'SE3', 'Hanna Låtsasberg', 'tia'],
  ['Rimfrostens Kyla AB', 'Kylservice', 3, '214 20', 'SE4', 'Jonas Påhittsson', 'tie'],
  ['Vattenlinjens Båtvarv AB', 'Båtvarv', 3, '451 50', 'SE3', 'Siv Demokvist', 'eij'],
  ['Klöverängens Mejeri AB', 'Gårdsmejeri', 3, '531 30', 'SE3', 'Emil Övningsdal', 'esl'],
  ['Pilbågens Reklambyrå AB', 'Reklambyrå', 1, '118 20', 'SE3', 'Tove Sagolund', 'taj'],
  ['Murgrönans Fastigheter AB', 'Fastighetsförvaltning', 9, '582 22', 'SE3', 'Rolf Modellgren', 'eij'],
  ['Brandlyktans Bryggeri AB', 'Bryggeri med krog', 3, '392 31', 'SE4', 'Stina Fantasén', 'eps'],
  ['Snöripans Sport AB', 'Sportbutik', 3, '837 51', 'SE2', 'Mats Skissfors', 'psa'],
  ['Kompassrosens Resor AB', 'Researrangör', 1, '411 17', 'SE3', 'Lisa Utkastberg', 'tpj'],
  ['Gårdskällans Djurklinik AB', 'Veterinärklinik', 3, '504 30', 'SE3', 'Gun Exempelgren', 'ipa'],
  ['Åskmolnets Data AB', 'It-konsult', 3, '164 40', 'SE3', 'Ali Provström', 'tij'],
  ['Hjortronets Café AB', 'Café', 1, '941 31', 'SE1', 'Vera Testlund', 'eps'],
  ['Sågspånets Trä AB', 'Sågverk', 9, '570 60', 'SE4', 'Arne Fiktelius', 'eli'],
  ['Regnbågsörens Restaurang AB', 'Restaurang', 3, '211 34', 'SE4', 'Nora Låtsasberg', 'psa'],
  ['Vallmons Bemanning AB', 'Bemanning inom vård', 9, '751 40', 'SE3', 'Kjell Påhittsson', 'atj'],
  ['Tolvans Snickeri', 'Snickare, enskild firma', 1, '352 46', 'SE4', 'Tolvan Tolvansson', 'as'],
  ['Tolvanssons Fotoateljé', 'Fotograf, enskild firma', 1, '352 46', 'SE4', 'Tolvan Tolvansson', 'tj'],
  ['Granruskans Cykel AB', 'Cykelverkstad med butik', 1, '972 33', 'SE1', 'Moa Demokvist', 'pse'],
  ['Northlight Interiors AB', 'Interior design', 3, '111 22', 'SE3', 'Grace Examplewood', 'tsj'],
  ['Harbour & Pine Trading AB', 'Import of furniture', 9, '411 04', 'SE3', 'Peter Samplefield', 'lip'],
  ['Quillfeather Games AB', 'Games studio', 3, '118 46', 'SE3', 'Nina Testworth', 'taj'],
  ['Saltmarsh Biotech AB', 'Laboratory', 3, '223 81', 'SE4', 'David Mockridge', 'eia'],
  ['Redkite Logistics AB', 'Warehousing', 9, '254 64', 'SE4', 'Ruth Draftsworth', 'ela'],
];

/** Ranges that the Swedish Post and Telecom Authority (PTS) has set aside for fiction, by the postcode's first digit. */
const fiction: Readonly<Record<string, (n: number) => string>> = {
  '1': (n) => `08-465 004 ${two(n)}`,
  '2': (n) => `040-628 04 ${two(n)}`,
  '4': (n) => `031-390 06 ${two(n)}`,
  '9': (n) => `0980-319 2${two(n)}`,
};
const mobile = (n: number) => `070-174 06 ${two(n + 5)}`;
const two = (n: number) => String(n).padStart(2, '0');

/** 559900-xxxx with a right check digit (Luhn); the number is nobody's. */
function invented(index: number): string {
  const nine = `559900${String(index).padStart(3, '0')}`;
  const sum = [...nine].reduce((total, digit, i) => {
    const product = Number(digit) * (i % 2 === 0 ? 2 : 1);
    return total + (product > 9 ? product - 9 : product);
  }, 0);
  return `${nine.slice(0, 6)}-${nine.slice(6)}${(10 - (sum % 10)) % 10}`;
}

const plain = (text: string) =>
  text
    .toLowerCase()
    .replace(/[åä]/g, 'a')
    .replaceAll('ö', 'o')
    .replaceAll('é', 'e')
    .replace(/ ab$/, '')
    .replace(/[^a-z]+/g, '-');

export const companies: readonly Company[] = rows.map(([name, trade, size, postcode, area, contact, wants], index) => {
  const locale: Locale = index >= 35 ? 'en' : 'sv';
  const phone = index % 2 === 0 ? fiction[postcode[0]!] : undefined;
  return {
    index,
    name: `${name} (${locale === 'sv' ? 'exempel' : 'example'})`,
    trade,
    locale,
    size,
    postcode,
    area,
    organisationNumber: contact === 'Tolvan Tolvansson' ? '121212-1212' : invented(index + 1),
    contact,
    email: `${locale === 'sv' ? 'kontakt' : 'office'}@${plain(name)}.example`,
    phone: (phone ?? mobile)(index),
    wants: [...wants].map((letter) => letters[letter]!),
  };
});
