import type { Probe } from '#domain/campaign/index.ts';
import type { Context } from '#domain/context.ts';
import type { Intake } from '#domain/lead/index.ts';
import type { SignUp } from '#domain/newsletter/index.ts';
import type { SentField } from '#domain/submission/index.ts';
import type { RegisteredSupplier, TestAnswer } from '#domain/supplier/index.ts';
import type { Edited } from '#domain/text/index.ts';
import type { Collector } from '#domain/visit/index.ts';
import type { Auth } from '#platform/auth.ts';
import type { ProxyTrust } from '#platform/ip.ts';
import type { RecordStanding } from '#platform/mail/index.ts';
import type { Metrics } from '#platform/metrics.ts';
import type { VoicePort } from '#platform/phone/index.ts';
import type { Engaged } from '#policy/recipients.ts';
import type { Text } from '#policy/text.ts';
import type { Fresh } from './fresh.ts';
import type { KeptPages } from './kept.ts';
import type { Live } from './live.ts';
import { isEmbedded } from './paths.ts';
import type { Checked } from './site/promises.page.tsx';
import type { Sitemap, Visit } from './sitemap.ts';
import type { PageContext } from './ui/page.tsx';

/** Addresses of the built files of each face. */
export interface Assets {
  readonly site: PageContext['assets'];
  readonly portal: PageContext['assets'];
  readonly console: PageContext['assets'];
  /** The form in a frame on somebody else's page. */
  readonly embed: PageContext['assets'];
  /** For the frame that Google Analytics is kept in. */
  readonly google: PageContext['assets'];
}

/** What the routes of every face work with. */
export interface Face {
  readonly ctx: Context;
  /** Where people reach the site, without a slash at the end. */
  readonly baseUrl: string;
  readonly intake: Intake;
  /** Stores what is measured of visits. */
  readonly visits: Collector;
  readonly map: Sitemap;
  readonly assets: Assets;
  /** Origins whose pages may show the form in a frame. */
  readonly embedders?: readonly string[] | undefined;
  /** Where in the page visitors are asked whether the visit may be measured; above the foot when left out. */
  readonly consentPlace?: PageContext['consentPlace'];
  /** The script that puts the form there; undefined where nothing is built. */
  readonly loader?: string | undefined;
  readonly metrics: Metrics;
  readonly trust: ProxyTrust;
  /** Whom the operator has engaged, as published in the policy and the register. */
  readonly processors?: readonly Engaged[] | undefined;
  /** The operator's number at Google Analytics; undefined: it is off, and nothing speaks of it (P25). */
  readonly google?: string | undefined;
  /** Cookies are marked Secure. */
  readonly secure: boolean;
  /** Whether text messages have somewhere to go. */
  readonly sms?: boolean | undefined;
  /** In the address at which newsletters that have come back are told of; undefined: nowhere. */
  readonly bounceSecret?: string | undefined;
  /** Dials for staff; undefined where nothing is connected. */
  readonly voice?: VoicePort | undefined;
  /** Enqueues a log-in mail; the answer to the visitor does not depend on it. */
  readonly requestLogin: (emailKey: Buffer) => Promise<void>;
  /** Enqueues the answer to somebody who asks for a link to the console. */
  readonly requestStaffLink: (email: string) => Promise<void>;
  /** Enqueues the answer to somebody who asks for the newsletter; the page's own does not depend on it. */
  readonly requestNewsletter: (wanted: SignUp) => Promise<void>;
  /** Stores what a form on another site has sent, with the job that makes a request of it. */
  readonly keepSubmission: (
    sourceId: string,
    content: readonly SentField[],
    leftOut: readonly string[],
  ) => Promise<void>;
  /** Passkeys, codes and sessions of staff. */
  readonly auth: Auth;
  /** What happens, as it happens, for open pages of the console. */
  readonly live: Live;
  /** Suppliers' own servers: whether an address may be one, and how one answers a test. */
  readonly endpoints: {
    readonly fault: (url: string) => Text | undefined;
    readonly test: (ctx: Context, supplierId: string) => Promise<TestAnswer>;
  };
  /** Whether an address on the web answers. */
  readonly probe: Probe;
  /** Whose domain mail is sent from, and what DNS says of it now. */
  readonly sender: { readonly domain: string; readonly look: () => Promise<readonly RecordStanding[]> };
  /** The site's own words as staff have edited them. */
  readonly texts: () => Promise<Edited>;
  /** The whole registry as it is now; those who ask at the same time share one read. */
  readonly registry: () => Promise<RegisteredSupplier[]>;
  readonly kept: KeptPages;
  /** How the promises stand. */
  readonly promises: Fresh<Checked>;
  /** A supplier's name, for the head of its pages. */
  readonly supplierName: (id: string) => Promise<string>;
  /** Something that should not have happened, for the log. */
  readonly onError: (error: unknown) => void;
}

/** What a page of the site or the portal needs to know about the request it answers. */
export const pageOf = (
  face: Pick<Face, 'assets' | 'embedders' | 'google' | 'consentPlace'>,
  { c, locale }: Pick<Visit, 'c' | 'locale'>,
  kind: keyof Assets = 'site',
): PageContext => {
  const { path } = c.req;
  return isEmbedded(path)
    ? { locale, path, assets: face.assets.embed, embedders: face.embedders ?? [] }
    : { locale, path, assets: face.assets[kind], google: face.google !== undefined, consentPlace: face.consentPlace };
};
