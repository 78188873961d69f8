import type { Locale } from '#policy/text.ts';

const sv = {
  contents: 'Innehåll',
  edition: (name: string) => `Version ${name}`,
  toEditions: 'Alla versioner och vad som ändrats',
  toPromises: 'Så hålls löftena just nu',
  toRegister: 'Behandlingsregistret',
  useRights: 'Använd dina rättigheter på Min sida',
  title: 'Policyns versioner',
  lead: 'Varje version av personuppgiftspolicyn, och vad som skiljer den från den förra. Den version som gällde när du skickade en förfrågan står på Min sida.',
  list: 'Versioner',
  version: 'Version',
  from: 'Gäller från',
  what: 'Vad som ändrats',
  inForce: 'Gäller nu',
  changes: (added: number, removed: number) =>
    `${added === 1 ? 'En mening ny' : `${added} meningar nya`}, ${removed === 1 ? 'en borttagen' : `${removed} borttagna`}`,
  first: 'Den första versionen',
  heading: (date: string) => `Vad som ändrades ${date}`,
  legend: 'Nya meningar är understrukna och börjar med «Nytt». Borttagna är överstrukna och börjar med «Borttaget».',
  added: 'Nytt:',
  removed: 'Borttaget:',
  newSection: 'nytt avsnitt',
  goneSection: 'borttaget avsnitt',
  rest: 'Övriga avsnitt är som förut:',
  whole: (name: string) => `Hela version ${name}`,
  wholeNote: 'Som den publicerades, utan listan över leverantörer, som ändras när vi får nya.',
};

const en: typeof sv = {
  contents: 'Contents',
  edition: (name) => `Version ${name}`,
  toEditions: 'All versions and what has changed',
  toPromises: 'How the promises stand right now',
  toRegister: 'The processing register',
  useRights: 'Use your rights on My page',
  title: 'Versions of the policy',
  lead: 'Every version of the privacy policy, and how it differs from the one before. The version that applied when you sent a request is stated on My page.',
  list: 'Versions',
  version: 'Version',
  from: 'Applies from',
  what: 'What has changed',
  inForce: 'In force',
  changes: (added, removed) => `${added === 1 ? 'One sentence' : `${added} sentences`} new, ${removed} removed`,
  first: 'The first version',
  heading: (date) => `What changed on ${date}`,
  legend:
    'New sentences are underlined and begin with “New”. Removed ones are struck through and begin with “Removed”.',
  added: 'New:',
  removed: 'Removed:',
  newSection: 'new section',
  goneSection: 'removed section',
  rest: 'The other sections are as before:',
  whole: (name) => `The whole of version ${name}`,
  wholeNote: 'As it was published, without the list of suppliers, which changes when we get new ones.',
};

export const policyWords = (locale: Locale): typeof sv => (locale === 'sv' ? sv : en);
