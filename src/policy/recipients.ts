import type { Safeguard } from './countries.ts';
import type { PromiseId } from './ids.ts';
import type { Text } from './text.ts';

export interface Recipient {
  /** controller: decides over what it receives. processor: works on our instructions only. */
  readonly kind: 'controller' | 'processor';
  readonly name: Text;
  readonly receives: Text;
  readonly promises: readonly PromiseId[];
}

/** Who may receive personal data. Nobody else does; the authority is told nothing unless the law demands it. */
export const recipients = {
  suppliers: {
    kind: 'controller',
    name: { sv: 'Leverantörer av tjänsten du valt', en: 'Suppliers of the service you chose' },
    receives: {
      sv: 'De fält som hör till tjänsten, aldrig IP-adressen',
      en: 'The fields that belong to the service, never the IP address',
    },
    promises: ['P3', 'P4', 'P12', 'P13'],
  },
  hosting: {
    kind: 'processor',
    name: { sv: 'Drift', en: 'Hosting' },
    receives: { sv: 'Allt som vi lagrar, för vår räkning', en: 'Everything we store, on our behalf' },
    promises: ['P2'],
  },
  mail: {
    kind: 'processor',
    name: { sv: 'E-post', en: 'E-mail' },
    receives: { sv: 'Mejlen mellan oss', en: 'The e-mails between us' },
    promises: ['P5'],
  },
  sms: {
    kind: 'processor',
    name: { sv: 'Sms och telefoni', en: 'Text messages and telephony' },
    receives: {
      sv: 'Ditt telefonnummer och sms:en mellan oss',
      en: 'Your phone number and the text messages between us',
    },
    promises: ['P5'],
  },
  google: {
    kind: 'processor',
    name: { sv: 'Google Analytics', en: 'Google Analytics' },
    receives: {
      sv: 'Bara efter ditt ja: vilken av våra öppna sidor som visas, vilken sajt du kom från, webbläsare, enhet, skärm, språk, ett slumpat nummer och IP-adressen, som enligt Google används för att avgöra landet och sedan kastas. Inget du skriver. Uppgifterna raderas där efter högst 14 månader',
      en: 'Only after your yes: which of our open pages is shown, which site you came from, browser, device, screen, language, a random number and the IP address, which according to Google is used to tell the country and then dropped. Nothing you write. The data is erased there after 14 months at most',
    },
    promises: ['P25'],
  },
} as const satisfies Readonly<Record<string, Recipient>>;

export type RecipientId = keyof typeof recipients;
export type ProcessorId = Exclude<RecipientId, 'suppliers'>;

/** A processor as the operator names it: who, where (ISO 3166-1), and by what right if that is outside the EU and the EEA. */
export interface Engaged {
  readonly kind: ProcessorId;
  readonly name: string;
  readonly country: string;
  readonly safeguard?: Safeguard;
  /** The operator does it by itself: nobody is engaged. The name is then the controller's. */
  readonly own?: true;
}

/**
 * Google Analytics, where the operator has turned it on. Google Ireland is who one contracts with; data reaches Google LLC under the Commission's
 * decision (EU) 2023/1795 on the EU-U.S. Data Privacy Framework (article 45).
 */
export const googleEngaged: Engaged = {
  kind: 'google',
  name: 'Google Ireland Limited (Google LLC)',
  country: 'US',
  safeguard: 'adequacy',
};

/** What somebody always does: whoever says nothing of them has not said where the data goes. */
export const mustBeStated = ['hosting', 'mail'] as const satisfies readonly ProcessorId[];

/** Whom nobody need be engaged for: then it is not done, and not spoken of. */
export const optional = ['sms', 'google'] as const satisfies readonly ProcessorId[];
