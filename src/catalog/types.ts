import type { Text } from '#policy/text.ts';

/** English id of a service: used in code, database and API. The Swedish slug is what a visitor sees in the URL. */
export const serviceIds = [
  'electricity',
  'telephony',
  'insurance',
  'loans',
  'payments',
  'accounting',
  'social-media',
  'legal',
] as const;
export type ServiceId = (typeof serviceIds)[number];

/** One answer as stored: choice = option id, choices = option ids, months = twelve numbers (Jan–Dec), date = ISO yyyy-mm-dd. */
export type Value = string | number | boolean | readonly string[] | readonly number[];
/** Answers by field id; a field without an answer is absent (never null, never ''). */
export type Values = Readonly<Record<string, Value>>;

export interface Option {
  readonly id: string;
  readonly label: Text;
  readonly hint?: Text;
}

interface FieldBase {
  /** camelCase, unique within its form. It is also the name in the form, the API, the payload and the stored JSON. */
  readonly id: string;
  readonly label: Text;
  /** The answer's name where it is listed, when the label is a question or speaks to the one who fills in. */
  readonly short?: Text;
  /** Where to find the answer or what it is used for; one short sentence. */
  readonly hint?: Text;
  readonly required?: boolean;
  /** Says something about a natural person (sole traders included). */
  readonly personal?: boolean;
  /** Half a row on a wide window; two half fields in a row stand side by side. */
  readonly half?: boolean;
  /** Asked (and, when required, demanded) only if another field has one of these values. */
  readonly when?: { readonly field: string; readonly is: readonly (string | boolean)[] };
  /** HTML autocomplete token. */
  readonly autocomplete?: string;
}

export type Field = FieldBase &
  (
    | { readonly kind: 'integer'; readonly unit?: Text; readonly min: number; readonly max: number }
    | {
        readonly kind: 'decimal';
        readonly unit?: Text;
        readonly min: number;
        readonly max: number;
        readonly decimals: number;
      }
    | { readonly kind: 'text'; readonly maxLength: number }
    | { readonly kind: 'longtext'; readonly maxLength: number }
    | { readonly kind: 'choice'; readonly options: readonly Option[]; readonly display: 'cards' | 'select' }
    | { readonly kind: 'choices'; readonly options: readonly Option[] }
    | { readonly kind: 'yesno' }
    /** `future`: must not be before today. */
    | { readonly kind: 'date'; readonly future?: boolean }
    /** Twelve numbers, January to December, in one unit; folded away under a summary. */
    | { readonly kind: 'months'; readonly unit: Text; readonly max: number }
    | { readonly kind: 'installation-id' }
    | { readonly kind: 'postcode' }
    | { readonly kind: 'organisation-number' }
    | { readonly kind: 'email' }
    | { readonly kind: 'phone' }
  );

/** A question in the request form. */
export type Question = Field & {
  /** Suppliers that do not receive the answer: all of them, or those named. Absent: every supplier of the service receives it (P4). */
  readonly withheld?: 'all' | readonly string[];
};

/** One addend of the annual cost. The amounts of a cost's lines add up to its `annual`. SEK excl. VAT. */
export interface CostLine {
  readonly label: Text;
  /** The arithmetic with the actual numbers, e.g. "84 000 kWh × 64,9 öre". */
  readonly formula: Text;
  readonly amount: number;
}

export type Cost =
  | {
      readonly comparable: true;
      /** SEK per year excluding VAT, not rounded. */
      readonly annual: number;
      readonly lines: readonly CostLine[];
      readonly assumptions: readonly Text[];
      /** What must be shown beside the annual cost (effective rate, monthly payment, ad spend …), already formatted. */
      readonly figures?: readonly { readonly label: Text; readonly value: Text }[];
    }
  | { readonly comparable: false; readonly because: Text };

export interface Service {
  readonly id: ServiceId;
  /** Path segment: el, telefoni … / electricity, telephony … */
  readonly slug: Text;
  /** A lucide icon name. */
  readonly icon: string;
  readonly name: Text;
  /** Page heading, e.g. «Elavtal, jämfört i kronor per år». */
  readonly title: Text;
  /** First paragraph of the service page. */
  readonly lead: Text;
  /** One line on the home page's card. */
  readonly card: Text;
  /** What to have at hand when filling in the form. */
  readonly bring: Text;
  /** Heading over step 1. */
  readonly needHeading: Text;
  /** What the compared cost leaves out (grid fees, advertising …), shown wherever costs are shown. */
  readonly excludes: Text;
  readonly questions: readonly Question[];
  /** The service's own quote fields; the common ones are in common.ts. */
  readonly quoteFields: readonly Field[];
  /**
   * Annual cost over a horizon, SEK excl. VAT. Pure and total: never NaN, never throws.
   * @param horizonMonths the longest binding among the compared quotes, at least 12
   */
  readonly cost: (answers: Values, quote: Values, horizonMonths: number) => Cost;
  /** The answers with the customer's volume multiplied (0.8, 1, 1.2); undefined where volume has no meaning. */
  readonly scale: ((answers: Values, factor: number) => Values) | undefined;
  /** The volume as people read it, e.g. "84 000 kWh per år". */
  readonly volume: (answers: Values) => Text;
  /** Faults that only show when several answers are read together (a split that must add up to 100), by the field to correct. */
  readonly check?: (answers: Values) => Readonly<Record<string, Text>>;
  /** False: these quotes can't be put in order (insurance whose modules differ), with the reason. */
  readonly rankable?: (
    quotes: readonly Values[],
  ) => { readonly ok: true } | { readonly ok: false; readonly because: Text };
}

export interface Supplier {
  /** Stable slug, used as the key in the database. */
  readonly id: string;
  readonly name: string;
  /** Services it has from the start; the operator changes them later. */
  readonly services: readonly ServiceId[];
  /** What narrows its service, e.g. «personal och löner». */
  readonly note?: Text;
  /** Ids of questions (common ones too) whose answers it never receives: its service doesn't need them (P4). */
  readonly receivesNot?: readonly string[];
  /** Invented, for trying the product out; never seeded in production. */
  readonly example?: true;
}
