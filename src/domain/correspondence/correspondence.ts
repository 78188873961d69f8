/** What a mail to us can be. */
export const mailKinds = ['new-request', 'reply', 'rights', 'withdrawal', 'quote', 'other'] as const;
export type MailKind = (typeof mailKinds)[number];

/** Written by a program and not answered by one. */
export const automaticKinds = ['own', 'bounce', 'auto-reply', 'list'] as const;
export type AutomaticKind = (typeof automaticKinds)[number];

/** Whole; or what is left of one that could not be read, or was too large to fetch: it lies whole on the mail server. */
export type MailCondition = 'whole' | 'unreadable' | 'too-large';

/** Files are kept by what their bytes say that they are, and none of more than this. */
export const mostFileBytes = 5 << 20;
export const fileTypes = ['pdf', 'png', 'jpeg', 'other'] as const;
export type FileType = (typeof fileTypes)[number];

const beginnings: readonly (readonly [FileType, readonly number[]])[] = [
  ['pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['jpeg', [0xff, 0xd8, 0xff]],
];

/** What a file is by its first bytes, whatever it is called. */
export const fileTypeOf = (content: Uint8Array): FileType =>
  beginnings.find(([, bytes]) => bytes.every((byte, i) => content[i] === byte))?.[0] ?? 'other';
