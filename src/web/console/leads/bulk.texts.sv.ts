import type { BulkAct, LeftOut } from '#domain/contact/index.ts';

/** Words of what is done with several requests at once, and of the views of their list. */
export const sv = {
  pick: (company: string) => `Välj ${company}`,
  withChosen: 'Med de valda',
  go: 'Fortsätt',
  keys: 'Välj med x.',
  acts: {
    remind: 'Påminn leverantörerna',
    task: 'Lägg en uppgift',
    close: 'Avsluta, inget avtal',
  } satisfies Record<BulkAct, string>,
  nothing: 'Kryssa i minst en förfrågan i listan.',
  title: { remind: 'Påminn leverantörer', task: 'Lägg en uppgift', close: 'Avsluta förfrågningar' } satisfies Record<
    BulkAct,
    string
  >,
  counts: (n: number, all: number) =>
    n === all ? `Gäller ${n === 1 ? 'en förfrågan' : `alla ${n}`}` : `Gäller ${n} av ${all}`,
  will: {
    remind: 'Varje leverantör som inte har svarat får sin länk en gång till, högst en gång om dagen.',
    task: 'Uppgiften läggs på var och en, och syns på dess sida och på första sidan när den ska göras.',
    close:
      'Kunderna har sagt att det inte blev något avtal. Leverantörerna får veta att det är avslutat. Varje förfrågan går att öppna igen tills dess tid är ute.',
  } satisfies Record<BulkAct, string>,
  chosen: 'De här',
  left: 'Inte de här',
  why: {
    restricted: 'Kunden har bett att uppgifterna begränsas',
    over: 'Är redan avslutad',
    'not-waiting': 'Väntar inte på offert',
    nobody: 'Alla leverantörer har svarat',
    reminded: 'Är påmind i dag',
    changed: 'Läget ändrades innan det hann göras',
    gone: 'Finns inte längre',
  } satisfies Record<LeftOut, string>,
  confirm: { remind: 'Påminn', task: 'Lägg uppgiften', close: 'Avsluta' } satisfies Record<BulkAct, string>,
  back: 'Tillbaka till listan',
  doneTitle: (n: number) => (n === 0 ? 'Inget gjordes' : n === 1 ? 'Klart med en förfrågan' : `Klart med ${n}`),
  done: 'Gjort',
  views: {
    title: 'Vyer',
    all: 'Alla',
    today: 'Nya i dag',
    waiting: 'Väntar på offert',
    comparing: 'Kunden jämför',
    restricted: 'Begränsade',
    save: 'Spara som vy',
    name: 'Vyns namn',
    nameHint: 'Bara du ser den. Skriv inget om en kund. Sökord sparas inte.',
    saveButton: 'Spara vyn',
    remove: (name: string) => `Ta bort vyn «${name}»`,
    saved: 'Vyn är sparad.',
    removed: 'Vyn är borttagen.',
    refused: 'Vyn sparades inte: ge den ett namn och välj något i filtret. Du kan ha högst 20.',
    received: 'Kom',
    ever: 'När som helst',
    week: 'Senaste sju dagarna',
  },
};
