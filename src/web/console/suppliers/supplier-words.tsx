import { formatNumber } from '#catalog/index.ts';
import type { ChannelState, Figures, RegisteredSupplier, Standing } from '#domain/supplier/index.ts';
import type { Locale } from '#policy/text.ts';
import { Badge } from '../../ui/parts.tsx';
import { supplierPageWords } from './suppliers.texts.ts';

const tones: Readonly<Record<Standing, 'ok' | 'wait' | 'bad' | 'info'>> = {
  open: 'ok',
  paused: 'wait',
  'out-of-hours': 'wait',
  inactive: 'info',
  'no-service': 'bad',
  'no-channel': 'bad',
};

/** Whether it takes requests now, and otherwise why not. */
export const StandingBadge = ({ standing, locale }: { standing: Standing; locale: Locale }) => (
  <Badge tone={tones[standing]}>{supplierPageWords(locale).states[standing]}</Badge>
);

/** Ten failures in a row, or an answer that it is gone. */
export const inTrouble = (channel: ChannelState | undefined): boolean =>
  channel !== undefined && (channel.disabledAt !== null || channel.retryAt !== null);

/** How it is reached, and how that goes. */
export function channelText(
  { email }: Pick<RegisteredSupplier, 'email'>,
  channel: ChannelState | undefined,
  locale: Locale,
): readonly string[] {
  const t = supplierPageWords(locale).channels;
  const webhook = () => {
    if (!channel) return [];
    if (channel.disabledAt) return [t.disabled];
    if (channel.retryAt) return [t.broken(channel.failures)];
    return [channel.failures > 0 ? t.shaky(channel.failures) : t.webhook];
  };
  const all = [...(email ? [t.mail] : []), ...webhook()];
  return all.length > 0 ? all : [t.none];
}

/** A time of response as people say it: minutes, hours, days. */
export function responseText(hours: number | null, locale: Locale): string {
  const t = supplierPageWords(locale);
  if (hours === null) return '–';
  if (hours < 1) return t.minutes(Math.round(hours * 60));
  const rounded = (n: number) => formatNumber(Math.round(n * 10) / 10, locale);
  return hours < 48 ? t.hours(rounded(hours)) : t.days(rounded(hours / 24));
}

/** A share in whole per cent; a dash of nothing. */
export const shareText = (part: number, whole: number, locale: Locale): string =>
  whole === 0 ? '–' : supplierPageWords(locale).percent(Math.round((100 * part) / whole));

export const noFigures: Figures = { sent: 0, answered: 0, quoted: 0, won: 0, hours: null };
