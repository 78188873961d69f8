import { controller } from '#policy/controller.ts';
import type { Locale } from '#policy/text.ts';

interface Props {
  readonly locale: Locale;
  /** The operator's number at Google Analytics. */
  readonly measurement: string;
  /** Path and campaign of the page that is shown. */
  readonly page: string;
  /** The site that it was come to from. */
  readonly from: string | undefined;
  /** Seconds that cookies may live. */
  readonly lasts: number;
  readonly scripts: readonly string[];
}

/** Nothing to be seen: what Google's script may know, and what runs it (P25). */
export function GoogleFrame({ locale, measurement, page, from, lasts, scripts }: Props) {
  return (
    <html lang={locale}>
      <head>
        <meta charset="utf-8" />
        <title>{`Google Analytics – ${controller.brand}`}</title>
        {scripts.map((src) => (
          <script type="module" src={src} />
        ))}
      </head>
      <body
        data-measurement={measurement}
        data-page={page}
        data-title={page.replace(/\?.*/, '')}
        data-referrer={from && `https://${from}/`}
        data-lasts={lasts}
      />
    </html>
  );
}
