import type { PromiseState } from '#domain/privacy/index.ts';
import type { Locale } from '#policy/text.ts';

export type Shown = PromiseState | 'unknown';

const sv = {
  title: 'Löften',
  description: 'Allt vi har lovat om dina uppgifter, och om det hålls just nu.',
  lead: 'Allt vi har lovat om dina uppgifter. Varje löfte kontrolleras mot databasen, inte mot vad vi tror.',
  contents: 'Innehåll',
  checked: (when: string) =>
    `Kontrollerat ${when}, svensk tid. Ny kontroll görs när sidan visas, som oftast en gång i minuten.`,
  tally: { kept: 'hålls', 'not-in-use': 'inte i bruk än', broken: 'hålls inte' },
  state: { kept: 'Hålls', 'not-in-use': 'Inte i bruk än', broken: 'Bruten', unknown: 'Okänt just nu' },
  brokenTitle: (n: number) => (n === 1 ? 'Ett löfte hålls inte' : `${n} löften hålls inte`),
  brokenText: 'Vad kontrollen visar står vid löftet.',
  failedTitle: 'Löftena gick inte att kontrollera',
  failedText: 'Databasen svarade inte som den skulle, så just nu vet vi inte hur de står. Ladda om sidan om en stund.',
  how: 'Så prövas det',
  test: 'Test',
  checks: 'Kontroller mot databasen, på engelska som i programmet',
  fails: 'visar fel',
  decisions: 'Så har vi bestämt',
  decisionsText: 'Där löftena lämnar något öppet gäller det här.',
  policy: 'Läs hela personuppgiftspolicyn',
};

const en: typeof sv = {
  title: 'Promises',
  description: 'Everything we have promised about your data, and whether it is kept right now.',
  lead: 'Everything we have promised about your data. Each promise is checked against the database, not against what we believe.',
  contents: 'Contents',
  checked: (when) =>
    `Checked on ${when}, Swedish time. A new check is made when the page is shown, once a minute at most.`,
  tally: { kept: 'kept', 'not-in-use': 'not in use yet', broken: 'not kept' },
  state: { kept: 'Kept', 'not-in-use': 'Not in use yet', broken: 'Broken', unknown: 'Unknown right now' },
  brokenTitle: (n) => (n === 1 ? 'One promise is not kept' : `${n} promises are not kept`),
  brokenText: 'What the check shows stands beside the promise.',
  failedTitle: 'The promises could not be checked',
  failedText:
    'The database did not answer as it should, so right now we don’t know how they stand. Reload the page in a while.',
  how: 'How it is checked',
  test: 'Test',
  checks: 'Checks against the database',
  fails: 'fails',
  decisions: 'What we have decided',
  decisionsText: 'Where the promises leave something open, this applies.',
  policy: 'Read the whole privacy policy',
};

export const promiseWords = (locale: Locale): typeof sv => ({ sv, en })[locale];
