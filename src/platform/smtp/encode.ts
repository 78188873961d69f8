/** Longest line of quoted-printable without its line break (RFC 2045, 6.7). */
const longest = 76;
const hex = (byte: number): string => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;

/**
 * Text as quoted-printable, a line at a time: nothing of it is changed by a server on the way (trailing spaces, a dot or «From » in front),
 * so that what is signed arrives as it was signed, and no dot has to be doubled. Ends without a line break.
 */
export const quoted = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => (/^[!-<>-~]+$/.test(line) ? foldPlain(line) : fold(units(line))))
    .join('\r\n');

/** The same for a line that is what it means, as the addresses are that differ in every mail of a campaign. */
function foldPlain(line: string): string {
  let text = '';
  let at = 0;
  for (;;) {
    const dot = line[at] === '.';
    const room = longest - (dot ? 2 : 0);
    const rest = line.length - at;
    const taken = rest <= room ? rest : room - 1;
    text += dot ? hex(0x2e) + line.slice(at + 1, at + taken) : line.slice(at, at + taken);
    at += taken;
    if (at >= line.length) return text;
    text += '=\r\n';
  }
}

function units(line: string): string[] {
  const all = [...line].flatMap((character) => {
    const code = character.codePointAt(0) as number;
    if (code === 9 || (code >= 32 && code <= 126 && code !== 61)) return [character];
    // The bytes of one character stay together.
    return [[...Buffer.from(character)].map(hex).join('')];
  });
  const last = all.length - 1;
  if (all[last] === ' ' || all[last] === '\t') all[last] = hex(all[last]?.charCodeAt(0) as number);
  if (line.startsWith('From ')) all[0] = hex(0x46);
  return all;
}

/** Soft line breaks where a line would be too long; what stands first in one is never a dot. */
function fold(all: readonly string[]): string {
  let text = '';
  let length = 0;
  for (const [i, unit] of all.entries()) {
    const room = i === all.length - 1 ? longest : longest - 1;
    if (length + unit.length > room) {
      text += '=\r\n';
      length = 0;
    }
    const written = length === 0 && unit === '.' ? hex(0x2e) : unit;
    text += written;
    length += written.length;
  }
  return text;
}

/**
 * What goes into a header, with words of its own for what is not plain (RFC 2047), folded.
 * @throws RangeError for a line break or another control character
 */
export function headerText(text: string): string {
  if (/\p{Cc}/u.test(text)) throw new RangeError('a header is one line');
  if (/^[ -~]*$/.test(text) && text.length < 60 && !text.includes('=?')) return text;
  const words: string[] = [''];
  for (const character of text) {
    const word = words.at(-1) + character;
    // Sixty letters of base64 and what is around them stay below the seventy-five of a word.
    if (Buffer.byteLength(word) > 42) words.push(character);
    else words[words.length - 1] = word;
  }
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ');
}

/** A name and an address for From. */
export function headerMailbox({ name, address }: { readonly name: string; readonly address: string }): string {
  if (!name) return address;
  const plain = /^[ -~]*$/.test(name) && name.length < 60 && !name.includes('=?');
  return `${plain ? `"${name.replace(/["\\]/g, '\\$&')}"` : headerText(name)} <${address}>`;
}

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (n: number): string => String(n).padStart(2, '0');

/** An instant as a Date header has it (RFC 5322, 3.3), in UTC. */
export function headerDate(at: Temporal.Instant): string {
  const { dayOfWeek, day, month, year, hour, minute, second } = at.toZonedDateTimeISO('UTC');
  return `${days[dayOfWeek - 1]}, ${day} ${months[month - 1]} ${year} ${two(hour)}:${two(minute)}:${two(second)} +0000`;
}
