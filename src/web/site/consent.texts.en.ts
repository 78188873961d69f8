import type { ConsentWords } from './consent.texts.sv.ts';

export const en: ConsentWords = {
  title: 'Cookies and visit statistics',
  lead: 'We measure visits only if you say yes. The form and the rest of the site work the same whichever you choose.',
  barName: 'Question about visit statistics',
  more: 'What is measured, and for how long?',
  now: 'Your choice',
  yes: 'You have said yes. The visit is measured.',
  no: 'You have said no. Nothing is measured, and nothing but your no is stored on your device.',
  none: 'You haven’t chosen. Nothing is measured then, and nothing is stored on your device.',
  byBrowser: 'Your browser says no for you (Global Privacy Control). That counts, so we don’t ask and measure nothing.',
  saved: 'Your answer is saved. You can change your mind at the foot of every page.',
  failed: 'The answer could not be saved. Nothing is measured. Try again in a while.',
  google:
    'If you say yes, the visit is measured with Google Analytics too. A no removes what Google has stored on your device.',
  stored: 'What is stored on your device',
  head: { name: 'Name', when: 'When', why: 'Why', lasts: 'How long' },
};
