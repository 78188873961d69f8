/** The default alphabet of text messages (3GPP TS 23.038 §6.2.1), but for the escape, which is no letter. */
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Its extension (§6.2.1.1): each is sent as an escape and a letter, and takes the place of two. */
const extension = new Set('\f^{}\\[~]|€');

const rooms = { gsm: { one: 160, each: 153 }, ucs2: { one: 70, each: 67 } } as const;

export interface Parts {
  /** ucs2 as soon as one letter is outside the default alphabet: every letter then takes twice the room. */
  readonly alphabet: keyof typeof rooms;
  /** As the network counts them: of the default alphabet an extended letter is two, otherwise an emoji is. */
  readonly characters: number;
  /** Messages it is sent as, and paid for as; none for an empty text. */
  readonly parts: number;
  /** Room left in the last part. */
  readonly left: number;
}

/** How a text is sent as one text message or several joined ones. No letter is split between two parts. */
export function partsOf(text: string): Parts {
  const letters = [...text];
  const gsm = letters.every((letter) => basic.has(letter) || extension.has(letter));
  const alphabet = gsm ? 'gsm' : 'ucs2';
  const { one, each } = rooms[alphabet];
  const sizes = letters.map((letter) => (gsm ? (extension.has(letter) ? 2 : 1) : letter.length));
  const characters = sizes.reduce((sum, size) => sum + size, 0);
  if (characters === 0) return { alphabet, characters, parts: 0, left: one };
  if (characters <= one) return { alphabet, characters, parts: 1, left: one - characters };
  let [parts, used] = [1, 0];
  for (const size of sizes) {
    if (used + size > each) [parts, used] = [parts + 1, 0];
    used += size;
  }
  return { alphabet, characters, parts, left: each - used };
}
