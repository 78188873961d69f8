import type { HttpOut } from '../http-out/index.ts';
import type { Carried, PhoneReason, PhoneRefused, Sms } from './sms.ts';
import type { Call } from './voice.ts';

/** An account at 46elks (https://46elks.com/docs). */
export interface ElksAccount {
  /** With /a1, without a slash at the end. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** What a text message comes from: eleven letters and figures at most, or a number. */
  readonly smsFrom: string;
  /** Our number, that calls come from; undefined when none are made. */
  readonly callFrom?: string | undefined;
  /** Asks for everything but the sending of text messages: so that a developer's machine texts nobody. */
  readonly dryRun: boolean;
}

/** Speaks to 46elks. Never throws for what it or the network does. */
export function createElks(account: ElksAccount, httpOut: Pick<HttpOut, 'post'>) {
  const authorization = `Basic ${Buffer.from(`${account.username}:${account.password}`).toString('base64')}`;

  async function ask(path: string, fields: Readonly<Record<string, string>>): Promise<Carried | PhoneRefused> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization };
    const out = { body: new URLSearchParams(fields).toString(), headers };
    const answer = await httpOut.post(account.url + path, out, { lane: '46elks', excerptChars: 4000 });
    if (answer.kind === 'failure') return again(answer.reason, answer.status);
    if (answer.status >= 200 && answer.status < 300) return taken(answer.excerpt ?? '');
    return judged(answer.status, answer.excerpt ?? '', answer.retryAfterSeconds);
  }

  return {
    sms: ({ to, text, reportUrl }: Sms) =>
      ask('/sms', {
        // What it says is not to lie with them longer than it takes to carry it (P30).
        ...{ from: account.smsFrom, to, message: text, whendelivered: reportUrl, dontlog: 'message' },
        ...(account.dryRun ? { dryrun: 'yes' } : {}),
      }),
    /** Rings at one of ours first; whoever answers there is connected to the customer. */
    call: ({ staff, to, endedUrl }: Call) => {
      const from = account.callFrom ?? '';
      const voice_start = JSON.stringify({ connect: to, callerid: from });
      return ask('/calls', { from, to: staff, voice_start, whenhangup: endedUrl, timeout: '30' });
    },
  };
}

/** What the answer says it is called there. An answer that can't be read has been given all the same. */
function taken(text: string): Carried | PhoneRefused {
  try {
    const { id, status } = JSON.parse(text) as { id?: unknown; status?: unknown };
    if (status === 'failed') return { kind: 'refused', permanent: true, reason: 'message-refused' };
    return { kind: 'carried', id: typeof id === 'string' && /^[\w-]{1,64}$/.test(id) ? id : null };
  } catch {
    return { kind: 'carried', id: null };
  }
}

function judged(status: number, text: string, retryAfterSeconds: number | undefined): PhoneRefused {
  const wait = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  // An account that is empty or locked is mended by people, not by another message.
  if (status === 402 || (status < 500 && /credit|balance|funds/i.test(text))) return again('no-credit', status);
  if (status === 401 || status === 403) return again('authentication', status);
  if (status === 429) return { ...again('busy', status), ...wait };
  if (status >= 500) return { ...again('carrier-down', status), ...wait };
  const reason = /number|recipient|\bto\b/i.test(text) ? 'number-refused' : 'message-refused';
  return { kind: 'refused', permanent: true, reason, status };
}

const again = (reason: PhoneReason, status?: number): PhoneRefused => ({
  ...{ kind: 'refused', permanent: false, reason },
  ...(status === undefined ? {} : { status }),
});
