import { type SmtpPeer, smtpPeer } from '../e2e/support/smtp-peer.ts';
import { answer, cpuMs } from './process.ts';

/** A mail server that takes everything and keeps nothing but the last mail. */
let peer: SmtpPeer | undefined;
let last = '';
let n = 0;

const handlers = {
  async listen() {
    peer = await smtpPeer({
      data: ({ raw }) => {
        n += 1;
        last = raw;
        return undefined;
      },
    });
    peer.onTaken = () => peer?.taken.splice(0);
    return peer.url;
  },
  /** How many came since the last time, and the last of them. */
  taken() {
    const all = { n, last };
    n = 0;
    return all;
  },
  cpu: cpuMs,
};
export type Sink = typeof handlers;

answer(handlers, async () => peer?.close());
