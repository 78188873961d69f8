import type { Locale } from '#policy/text.ts';

/** What every page needs to know about the request it answers. */
export interface PageContext {
  readonly locale: Locale;
  /** The page's own path without query, for the link to the other language. */
  readonly path: string;
  /** Addresses of built files, from the manifest. */
  readonly assets: {
    readonly styles: readonly string[];
    readonly scripts: readonly string[];
    readonly fonts: readonly string[];
    readonly icon?: string;
  };
  /** Set where the page stands in a frame: origins whose pages may be around it. */
  readonly embedders?: readonly string[];
  /** Where visitors are asked whether the visit may be measured; above the foot when left out. */
  readonly consentPlace?: 'foot' | 'head' | undefined;
  /** Google Analytics is on, so visitors are asked about it too (P25). */
  readonly google?: boolean;
  /** Who is logged in to the portal, and where its log-out form posts. */
  readonly supplier?: { readonly name: string; readonly logout: string };
}
