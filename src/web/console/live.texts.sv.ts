/** Words of what happens while a page is open, and of the keys. */
export const sv = {
  /** By what happened. What isn't here changes the page without a word. */
  said: {
    'lead.received': 'En ny förfrågan har kommit.',
    'quote.received': 'En ny offert har kommit.',
    'question.asked': 'En kund har ställt en fråga.',
    'contract.reported': 'Ett avtal har rapporterats.',
    mail: 'Ett mejl har kommit eller sorterats.',
    submission: 'Det som väntar från formulären har ändrats.',
  } as Readonly<Record<string, string>>,
  /** When something that is being written stands on a page whose session has ended. */
  ended: 'Du är utloggad. Kopiera det du har skrivit innan du laddar om sidan.',
  undo: 'Ångra',
  /** When what was just done has been taken back. */
  undone: {
    noteBack: 'Anteckningen är borttagen.',
    taskBack: 'Uppgiften är borttagen.',
    unticked: 'Uppgiften är öppen igen.',
  } as Readonly<Record<string, string>>,
  keys: {
    open: 'Tangenter',
    title: 'Tangenter',
    close: 'Stäng',
    after: 'sedan',
    list: {
      find: 'Sök',
      down: 'Nästa rad',
      up: 'Föregående rad',
      pick: 'Välj raden',
      enter: 'Öppna',
      older: 'Äldre sida',
      newer: 'Nyaste sidan',
      keys: 'Den här listan',
    },
  },
};
