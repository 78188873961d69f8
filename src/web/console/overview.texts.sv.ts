/** Words of the first page beside those of console.texts: what waits, and how services and suppliers compare. */
export const sv = {
  ages: {
    title: 'Offerter utan svar',
    lead: 'Förfrågningar där kunden har offerter men inte har valt, efter den första offertens ålder.',
    show: 'Visa dem',
    head: ['Dagar', 'Förfrågningar'] as readonly [string, string],
    upTo: (from: number, to: number) => `${from}–${to}`,
    over: (days: number) => `över ${days}`,
    none: 'Ingen kund sitter med obesvarade offerter.',
  },
  due: {
    title: 'Försvinner inom sju dagar',
    head: { rule: 'Regel', n: 'Antal', first: 'Först' },
    none: 'Inget förfaller de närmaste sju dagarna.',
    all: 'Visa trettio dagar',
  },
  cases: {
    title: 'Rättighetsärenden',
    all: 'Visa alla',
    head: { right: 'Rättighet', due: 'Svar senast', state: 'Läge' },
  },
  failed: {
    more: (n: number) => `Visa ${n} till`,
    restricted: 'Begränsad',
    to: { customer: 'Kunden', staff: 'Oss' } as Readonly<Record<string, string>>,
  },
  by: {
    title: 'De tolv senaste veckorna',
    name: 'Visa efter',
    all: 'Vecka',
    service: 'Tjänst',
    supplier: 'Leverantör',
    lead: {
      service: 'Förfrågningar som kommit sedan dess, och vad de ledde till.',
      supplier: 'Vad varje leverantör fått sedan dess, och vad det ledde till.',
    },
    requests: { service: 'Förfrågningar', supplier: 'Skickade förfrågningar' },
    quotes: 'Offerter',
    contracts: 'Avtal',
    hours: 'Tid till första offert, median',
    hoursText: (n: number) => (n < 1 ? 'under en timme' : `${n} h`),
    none: '–',
    nothing: 'Inget har kommit de tolv senaste veckorna.',
  },
};
export type OverviewWords = typeof sv;
