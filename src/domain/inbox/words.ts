import { namesReference } from '#platform/crypto.ts';
import type { Locale } from '#policy/text.ts';

/** Where what somebody answers begins: nothing after it is theirs. */
const quoteBegins: readonly RegExp[] = [
  /^\s*-{2,}\s*(ursprungligt meddelande|original message|vidarebefordrat meddelande|forwarded message)/i,
  /^\s*_{10,}\s*$/,
  /^\s*(den|on)\b.{4,120}\b(skrev|wrote)\b.{0,120}:\s*$/i,
  /^\s*(från|from):\s.*@/i,
];

/** Where somebody says goodbye: what follows is a name and a telephone number. */
const farewell =
  /^\s*(--\s*|(med )?(vänlig|vänliga|bästa) hälsning(ar)?|hälsningar|hälsn|mvh|vh|tack på förhand|(best|kind|warm)? ?regards|best wishes|cheers|sincerely|\/\s?\p{L}+)[\s,.!]*$/iu;

/** What whoever wrote a mail has written in it, without what it answers. */
export function ownWords(text: string): string {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => quoteBegins.some((begins) => begins.test(line)));
  return lines
    .slice(0, end < 0 ? lines.length : end)
    .filter((line) => !/^\s*>/.test(line))
    .join('\n')
    .trim();
}

/** Without the signature, too. */
export function bareWords(text: string): string {
  const lines = ownWords(text).split('\n');
  const end = lines.findIndex((line) => farewell.test(line));
  return lines
    .slice(0, end < 0 ? lines.length : end)
    .join('\n')
    .trim();
}

/** The language somebody writes in, by its commonest words; Swedish when nothing tells. */
export function languageOf(text: string): Locale {
  const count = (words: RegExp) => text.match(words)?.length ?? 0;
  const swedish = count(/[åäöÅÄÖ]|\b(och|jag|mig|mina|ert|hej|tack)\b/gi);
  const english = count(/\b(the|and|you|your|my|me|please|from|unsubscribe)\b/gi);
  return english > swedish ? 'en' : 'sv';
}

/** Small letters, one space, no marks: as words are compared. */
const bare = (text: string): string =>
  ` ${text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;

/** Whether words stand in a text one after the other, whole; one that ends in a star may go on. */
export function says(text: string, words: string): boolean {
  const wanted = bare(words.replace(/\*$/, ''));
  return bare(text).includes(words.endsWith('*') ? wanted.trimEnd() : wanted);
}

const polite =
  '(?:hej|hejsan|hi|hello|dear all)? ?(?:vänligen|var snäll och|snälla|please|kindly|jag vill|jag önskar|i want to|i would like to|can you|kan ni)? ?';
const what =
  '(?:avregistrera(?: mig| er)?|avregistrering|avanmäl(?: mig)?|avanmälan|avprenumerera|avsluta (?:min )?prenumeration(?:en)?|ta bort mig från (?:listan|utskicken|utskick|nyhetsbrevet)|unsubscribe(?: me)?|remove me from (?:the |your )?(?:mailing )?list|stop (?:the )?newsletters?)';
const from =
  '(?: (?:från|ur|av) (?:ert |era |ditt |detta |det här )?(?:nyhetsbrev(?:et)?|utskick(?:en|et)?|lista(?:n)?|maillista(?:n)?|mejllista(?:n)?)| from (?:the |your |this )?(?:newsletters?|(?:mailing )?list|e ?mails?))?';
const clearly = new RegExp(`^${polite}${what}${from}(?: (?:tack|tack på förhand|thanks|thank you))?$`);

/**
 * Whether a mail clearly declines the newsletter, and says nothing else: its subject or its own words are that and no more. `whole`: so is
 * the rest of it. `subject`: it says something more, which is for somebody to read. What it quotes doesn't count, nor the subject of what it
 * answers: unless that names a request, which may be what they want to end.
 */
export function clearWithdrawal(subject: string, text: string): 'whole' | 'subject' | undefined {
  const words = bareWords(text);
  const [inSubject, inText] = [subject, words].map((one) => clearly.test(bare(one).trim()));
  if (inText && (inSubject || !namesReference(subject))) return 'whole';
  if (!inSubject) return undefined;
  return words === '' ? 'whole' : 'subject';
}
