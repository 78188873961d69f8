/** Words about measuring visits. What is asked stands in the policy, with its edition. */
export const sv = {
  title: 'Kakor och besöksstatistik',
  lead: 'Vi mäter bara besök om du säger ja. Formuläret och resten av sajten fungerar likadant vilket du än väljer.',
  barName: 'Fråga om besöksstatistik',
  more: 'Vad mäts, och hur länge?',
  now: 'Ditt val',
  yes: 'Du har sagt ja. Besöket mäts.',
  no: 'Du har sagt nej. Inget mäts, och inget mer än ditt nej lagras på din enhet.',
  none: 'Du har inte valt. Då mäts inget, och inget lagras på din enhet.',
  byBrowser: 'Din webbläsare säger nej åt dig (Global Privacy Control). Det gäller, så vi frågar inte och mäter inget.',
  saved: 'Ditt svar är sparat. Du kan ändra dig längst ned på varje sida.',
  failed: 'Svaret kunde inte sparas. Inget mäts. Försök igen om en stund.',
  google:
    'Säger du ja mäts besöket också med Google Analytics. Ett nej tar bort det som Google har lagrat på din enhet.',
  stored: 'Vad som lagras på din enhet',
  head: { name: 'Namn', when: 'När', why: 'Varför', lasts: 'Hur länge' },
};
export type ConsentWords = typeof sv;
