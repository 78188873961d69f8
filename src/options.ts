import type { SenderPorts } from '#domain/campaign/index.ts';
import type { Context } from '#domain/context.ts';
import type { IntakeLimits } from '#domain/lead/index.ts';
import type { Folder } from '#domain/privacy/index.ts';
import type { Clock } from '#platform/clock.ts';
import type { Elks } from '#platform/config.ts';
import type { Connection } from '#platform/db/index.ts';
import type { ProxyTrust } from '#platform/ip.ts';
import type { Log } from '#platform/log.ts';
import type { ResolveTxt } from '#platform/mail/index.ts';
import type { Engaged } from '#policy/recipients.ts';
import type { Assets } from '#web/face.ts';

/** What the product is put together of, beside itself: read from the settings, or given by a test. */
export interface ProductOptions {
  readonly connection: Connection;
  readonly role: 'all' | 'web' | 'worker';
  readonly clock: Clock;
  readonly secret: Uint8Array;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly production: boolean;
  readonly smtpUrl?: string | undefined;
  /** Who carries text messages; without it they are caught in development, and can't be sent in production. */
  readonly elks?: Elks | undefined;
  /** In the address at which newsletters that have come back are told of. */
  readonly bounceSecret?: string | undefined;
  /** Origins whose pages may show the form in a frame; nobody's when left out. */
  readonly embedders?: readonly string[] | undefined;
  /** Above the foot when left out. */
  readonly consentPlace?: 'foot' | 'head' | undefined;
  /** Sites whose pages may call the API. */
  readonly apiOrigins?: readonly string[] | undefined;
  readonly mailFrom: { readonly name: string; readonly address: string };
  /** Stands in for the name servers in tests. */
  readonly resolveTxt?: ResolveTxt;
  /** The mailbox that mail to us is fetched from; undefined: none is. */
  readonly imap?:
    | {
        readonly url: string;
        readonly folder: string;
        readonly marksReplies: boolean;
        /** How long to wait after failures in a row, and how long to rest between looks; for tests. */
        readonly retryMs?: readonly number[];
        readonly restMs?: number;
      }
    | undefined;
  readonly trust: ProxyTrust;
  readonly log: Log;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Built client files and their addresses. */
  readonly assets: Assets & { readonly folder: string | undefined; readonly loader?: string };
  readonly limits?: IntakeLimits;
  /** With the rights of the database's owner: lets the nightly cleaning rewrite its files. */
  readonly ownerConnection?: Connection | undefined;
  /** Folders of files that the scan after an erasure looks through. */
  readonly folders?: readonly Folder[];
  /** Whom the operator has engaged, for the policy page and the register. */
  readonly processors?: readonly Engaged[];
  /** Google Analytics, where it is on. */
  readonly google?: string | undefined;
  /** The list of what was erased and sent, outside the database. */
  readonly outside?: Context['outside'];
  /** How long a supplier's server has to answer a test; as long as for anything else when left out. */
  readonly testMs?: number;
  /** The ends of the hash chains, outside the database. */
  readonly heads?: Context['heads'];
  /** How campaigns leave: at what pace, signed by which key; the rest is for tests. */
  readonly campaigns?: Partial<
    Pick<SenderPorts, 'perSecond' | 'perDomain' | 'dkim' | 'lanes' | 'retrySeconds' | 'waitSeconds'>
  >;
}
