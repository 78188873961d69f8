import { BadAddress, compose, type DkimKey, headerDate } from '#platform/smtp/index.ts';
import type { Context } from '../context.ts';
import { endHeadersWith, endToken, preferencesEnd, preferencesTokenUntil } from '../newsletter/index.ts';
import type { Recipient } from './book.ts';
import * as book from './book.ts';
import { slotPattern } from './campaign.ts';

export interface Sender {
  readonly from: { readonly name: string; readonly address: string };
  readonly dkim?: DkimKey | undefined;
  readonly onError: (error: unknown) => void;
}

type Write = (to: Recipient) => Promise<Buffer>;
type Moment = { readonly second: number; readonly date: string; readonly preferencesUntil: Temporal.Instant };

/** The mails of the campaigns that are being sent: each composed once, and kept while it is sent. */
export class Letters {
  readonly #ctx: Context;
  readonly #sender: Sender;
  readonly #kept = new Map<string, Promise<Write | undefined>>();
  #moment: Moment | undefined;

  constructor(ctx: Context, sender: Sender) {
    this.#ctx = ctx;
    this.#sender = sender;
  }

  /**
   * One recipient's mail. `unwritable`: an address that can't be written in a mail. `absent`: the campaign is not being sent now.
   * @throws Error for all else that stands in its way: that is the campaign's matter or ours, and no recipient's
   */
  async to(to: Recipient): Promise<Buffer | 'unwritable' | 'absent'> {
    const known = this.#kept.get(to.campaignId) ?? this.#compose(to.campaignId);
    this.#kept.set(to.campaignId, known);
    const write = await known.catch((error) => {
      this.forget(to.campaignId);
      throw error;
    });
    if (!write) {
      this.forget(to.campaignId);
      return 'absent';
    }
    return write(to).catch((error) => {
      if (!(error instanceof BadAddress)) throw error;
      this.#sender.onError(error);
      return 'unwritable' as const;
    });
  }

  forget(campaignId: string): void {
    this.#kept.delete(campaignId);
  }

  async #compose(campaignId: string): Promise<Write | undefined> {
    const found = await book.composedOf(this.#ctx.db, campaignId);
    if (!found) return undefined;
    const { from, dkim } = this.#sender;
    const { links, vault } = this.#ctx;
    const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
    const letter = compose({
      ...{ id: campaignId, from, dkim, ...found.composed, slots: slotPattern },
      headers: {
        'List-Id': `<newsletter.${domain}>`,
        Precedence: 'bulk',
        // Names the campaign to whoever counts complaints, and nobody who got it.
        'Feedback-ID': `${campaignId}:newsletter:${domain.replace(/[^A-Za-z0-9]/g, '-')}`,
      },
    });
    return (to) => {
      const { date, preferencesUntil } = this.#now();
      const end = endToken(vault, to.subscriberId, campaignId);
      const preferences = preferencesTokenUntil(vault, to.subscriberId, preferencesUntil);
      return letter.copy({
        ...{ to: to.email, messageId: `<${to.messageId}@${domain}>`, date },
        headers: endHeadersWith(this.#ctx, end),
        slots: {
          end: links.newsletterEnd(found.locale, end),
          preferences: links.newsletterPreferences(found.locale, preferences),
        },
      });
    };
  }

  /** What all mails of a second have in common. */
  #now(): Moment {
    const now = this.#ctx.clock.now();
    const second = Math.floor(now.epochMilliseconds / 1000);
    if (this.#moment?.second !== second)
      this.#moment = { second, date: headerDate(now), preferencesUntil: preferencesEnd(now) };
    return this.#moment;
  }
}
