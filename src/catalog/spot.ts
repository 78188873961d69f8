import type { Text } from '#policy/text.ts';
import type { PriceArea } from './identity.ts';

export interface SpotSeries {
  readonly name: Text;
  /** Twelve months, as people read them. */
  readonly period: Text;
  /** True: the figures are made up. Everything that shows them must say so. */
  readonly illustrative: boolean;
  /** Average price per month, January to December, öre/kWh excluding VAT, per price area. */
  readonly oere: Readonly<Record<PriceArea, readonly number[]>>;
}

/**
 * The one series that every variable quote is priced with, so that quotes differ and the market doesn't. There is no verified
 * market data in the product: the numbers are invented, shaped like a year with dear winters and a cheap north. Replace this
 * object with published monthly averages (and set `illustrative: false`) and every comparison follows.
 */
export const spotSeries: SpotSeries = {
  name: { sv: 'exempelserie', en: 'example series' },
  period: { sv: 'tolv månader, januari–december', en: 'twelve months, January–December' },
  illustrative: true,
  oere: {
    SE1: [31.2, 28.9, 21.4, 17.6, 14.2, 9.8, 10.6, 13.9, 16.7, 20.3, 26.8, 29.4],
    SE2: [32.0, 29.6, 22.1, 18.0, 14.6, 10.1, 10.9, 14.2, 17.2, 20.9, 27.5, 30.1],
    SE3: [78.4, 71.9, 44.8, 38.3, 34.7, 27.2, 28.9, 38.6, 43.1, 52.7, 65.2, 70.2],
    SE4: [93.6, 86.4, 55.2, 48.6, 46.1, 38.9, 41.7, 52.8, 57.3, 68.4, 81.5, 84.9],
  },
};
