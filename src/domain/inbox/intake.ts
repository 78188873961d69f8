import { type Tx, transact } from '#platform/db/index.ts';
import { type Fetched, hashOfMail, type ReadMail, type Report, readMail, readReport } from '#platform/imap/index.ts';
import type { Context } from '../context.ts';
import { type AutomaticKind, type MailCondition, type NewMail, storeMail } from '../correspondence/index.ts';
import { emailKeyOf } from '../lead/index.ts';
import { withdraw } from '../newsletter/index.ts';
import { confirmWithdrawal } from './messages.ts';
import { type CameBack, cameBack, noteCameBack } from './returned.ts';
import { suggest } from './rules.ts';
import { threadOf } from './threads.ts';
import { clearWithdrawal, languageOf } from './words.ts';

/** What a mail is known by: the same whoever fetches it, whatever number the server has given it, and by whatever way it came. */
export function mailKeyOf(ctx: Context, { source, headers, size }: Fetched): Buffer {
  const rest = source ? '' : String(size);
  return ctx.vault.keyedHash('mail', `${hashOfMail(source ?? headers)}${rest}`);
}

/** How much of a mail the server has handed over; less than the whole when the connection was lost over it each time. */
export type Part = 'whole' | 'headers' | 'nothing';

/**
 * Takes a mail in, with everything that follows from it, in one transaction: it may be handed over as often as one likes. One that can't
 * be read is kept as what can be made out of it.
 * @returns its id, when it was not here before
 */
export async function takeIn(ctx: Context, fetched: Fetched, part: Part = 'whole'): Promise<string | undefined> {
  const { mail, condition, report } = await read(fetched, part);
  const one = { fetched, part };
  try {
    return await transact(ctx.db, (tx) => store(ctx, tx, one, mail, condition, report));
  } catch (error) {
    // Something in it that the database doesn't take: it must not stand in the way of those behind it.
    if (!/^22/.test((error as { code?: string }).code ?? '')) throw error;
    return transact(ctx.db, (tx) => store(ctx, tx, one, nothing, 'unreadable'));
  }
}

const nothing: ReadMail = {
  messageId: undefined,
  from: undefined,
  to: [],
  subject: '',
  text: '',
  html: undefined,
  answers: [],
  marks: { 'auto-submitted': '', precedence: '', 'list-id': '', 'return-path': '', 'content-type': '' },
  files: [],
};

interface Read {
  readonly mail: ReadMail;
  readonly condition: MailCondition;
  /** What it says of another mail that could not be delivered. */
  readonly report?: Report | undefined;
}

async function read({ source, headers }: Fetched, part: Part): Promise<Read> {
  const head = () => readMail(headers).catch(() => nothing);
  if (part === 'nothing') return { mail: nothing, condition: 'unreadable' };
  if (!source) {
    const condition = part === 'headers' ? 'unreadable' : 'too-large';
    return { mail: { ...(await head()), text: '', files: [] }, condition };
  }
  try {
    const mail = await readMail(source);
    // The parser takes anything for a mail; one without a sender, a subject and a number is none.
    const empty = !mail.from && !mail.subject && !mail.messageId;
    const reports = mail.marks['content-type'].startsWith('multipart/report');
    const report = reports ? await readReport(source).catch(() => undefined) : undefined;
    return { mail, condition: empty ? 'unreadable' : 'whole', report };
  } catch {
    return { mail: { ...(await head()), files: [] }, condition: 'unreadable' };
  }
}

async function store(
  ctx: Context,
  tx: Tx,
  { fetched, part }: { readonly fetched: Fetched; readonly part: Part },
  mail: ReadMail,
  condition: MailCondition,
  report?: Report,
): Promise<string | undefined> {
  const now = ctx.clock.now();
  const automatic = automaticOf(ctx, mail);
  const back = automatic && automatic !== 'own' ? cameBack(ctx, mail, report) : undefined;
  const { knownAddress, ...thread } = await threadOf(ctx, tx, mail);
  const facts = {
    ...mail,
    condition,
    automatic,
    threadedBy: thread.by,
    knownAddress,
    supplier: Boolean(thread.supplierId),
  };
  const { kind, why } = suggest(facts);
  const declines =
    condition === 'whole' && !automatic && mail.from ? clearWithdrawal(mail.subject, mail.text) : undefined;
  // In the answer to a mail about a request it may be that which they want to end: somebody reads it.
  const forget = declines === 'whole' && !thread.leadId;
  const needsNobody = automatic === 'own' || automatic === 'auto-reply';
  const stored: NewMail = {
    mailKey: mailKeyOf(ctx, fetched),
    handle: { messageId: mail.messageId, ...(part === 'whole' ? {} : { headers: true }) },
    size: fetched.size,
    // A server whose clock is ahead can't make a deadline later.
    arrivedAt: Temporal.Instant.compare(fetched.arrivedAt, now) > 0 ? now : fetched.arrivedAt,
    condition,
    automatic,
    suggestion: declines ? 'withdrawal' : kind,
    why: declines ? [...new Set(['withdrawal', ...why])] : why,
    ...(thread.leadId ? { leadId: thread.leadId, threadedBy: thread.by } : {}),
    supplierId: thread.supplierId,
    withdrawnAt: declines ? now : undefined,
    ...(forget ? { dealt: 'withdrawal', forget } : { said: said(ctx, mail) }),
    ...(needsNobody ? { dealt: 'other' } : {}),
  };
  if (back) return noteBack(ctx, tx, stored, back);
  const id = await storeMail(ctx, tx, stored);
  if (id && declines && mail.from) {
    const fresh = await withdraw(ctx, tx, mail.from.address, 'mail');
    const locale = languageOf(`${mail.subject} ${mail.text}`);
    if (fresh) await confirmWithdrawal(ctx, tx, mail.from.address, locale, forget ? 'erased' : 'kept');
  }
  return id;
}

/** A newsletter has come back: what that means is done once, however often it is told, and nothing of the mail is kept. */
async function noteBack(ctx: Context, tx: Tx, mail: NewMail, back: CameBack): Promise<string | undefined> {
  const { said, leadId, threadedBy, supplierId, ...bare } = mail;
  const id = await storeMail(ctx, tx, { ...bare, dealt: 'other', forget: true });
  if (id) await noteCameBack(ctx, tx, back);
  return id;
}

const said = (ctx: Context, mail: ReadMail): NonNullable<NewMail['said']> => ({
  name: mail.from?.name ?? '',
  address: mail.from?.address ?? '',
  addressKey: mail.from ? emailKeyOf(ctx.vault, mail.from.address) : null,
  subject: mail.subject,
  text: mail.text,
  html: mail.html,
  files: mail.files,
});

/** Whether a program has written it (RFC 3834, RFC 3464): it is then never answered by another. */
function automaticOf(ctx: Context, { from, messageId, marks }: ReadMail): AutomaticKind | null {
  const [, domain = ''] = ctx.mailbox?.address.split('@') ?? [];
  const ours = from?.address === ctx.mailbox?.address.toLowerCase();
  // A form of the site may send from our own address, too: only what bears the number of one of our deliveries is our own mail.
  if (ours && new RegExp(`^<[0-9a-f-]{36}@${RegExp.escape(domain)}>$`, 'i').test(messageId ?? '')) return 'own';
  if (/^multipart\/report/.test(marks['content-type']) || /^(mailer-daemon|postmaster)@/.test(from?.address ?? ''))
    return 'bounce';
  if (/^auto-replied/.test(marks['auto-submitted']) || /auto.?reply/.test(marks.precedence)) return 'auto-reply';
  return marks['list-id'] || /^(bulk|list|junk)/.test(marks.precedence) || /^auto-/.test(marks['auto-submitted'])
    ? 'list'
    : null;
}
