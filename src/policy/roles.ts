import type { Text } from './text.ts';

/** Everything somebody may be allowed to do. A name is `thing.act`; "own" means what the person's own link or log-in leads to. */
export const permissions = [
  ...(['own-request.read', 'own-request.act', 'own-data.exercise'] as const),
  ...(['own-referral.read', 'own-referral.answer', 'own-quote.write', 'own-outcome.report'] as const),
  ...([
    'lead.read',
    'lead.write',
    'lead.forward',
    'lead.contact',
    'lead.erase',
    'quote.read',
    'quote.write',
    'outcome.report',
  ] as const),
  ...(['mail.read', 'mail.write'] as const),
  ...(['supplier.read', 'supplier.write', 'delivery.read', 'delivery.replay'] as const),
  ...(['source.read', 'source.write'] as const),
  ...([
    'subscriber.read',
    'subscriber.write',
    'mailing.write',
    'mailing.send',
    'mailing.results',
    'visit.results',
  ] as const),
  'archive.read',
  ...(['case.read', 'case.write', 'data.export', 'data.rectify', 'data.erase', 'data.restrict'] as const),
  ...(['retention.read', 'audit.read', 'staff.write', 'settings.write', 'text.write'] as const),
] as const;
export type Permission = (typeof permissions)[number];

export interface Role {
  readonly name: Text;
  readonly what: Text;
  readonly may: readonly Permission[];
}

/** Who may do what. Reading the archive belongs to one role alone (P9); no supplier comes near a subscriber (P16). */
export const roles = {
  customer: {
    name: { sv: 'Kund', en: 'Customer' },
    what: { sv: 'Ser och sköter sin egen förfrågan', en: 'Sees and manages their own request' },
    may: ['own-request.read', 'own-request.act', 'own-data.exercise'],
  },
  supplier: {
    name: { sv: 'Leverantör', en: 'Supplier' },
    what: { sv: 'Ser och besvarar de förfrågningar den fått', en: 'Sees and answers the requests it has received' },
    may: ['own-referral.read', 'own-referral.answer', 'own-quote.write', 'own-outcome.report'],
  },
  'case-worker': {
    name: { sv: 'Handläggare', en: 'Case worker' },
    what: { sv: 'Sköter pågående förfrågningar', en: 'Manages active requests' },
    may: [
      'lead.read',
      'lead.write',
      'lead.forward',
      'lead.contact',
      'lead.erase',
      'quote.read',
      'quote.write',
      'outcome.report',
      'mail.read',
      'mail.write',
      'supplier.read',
      'source.read',
      'delivery.read',
      'delivery.replay',
    ],
  },
  marketer: {
    name: { sv: 'Marknad', en: 'Marketing' },
    what: {
      sv: 'Skriver nyhetsbrev och sajtens texter, och läser statistik',
      en: 'Writes newsletters and the site’s texts, and reads statistics',
    },
    may: [
      'subscriber.read',
      'subscriber.write',
      'mailing.write',
      'mailing.send',
      'mailing.results',
      'visit.results',
      'text.write',
    ],
  },
  archivist: {
    name: { sv: 'Arkivarie', en: 'Archivist' },
    what: {
      sv: 'Läser arkivet, med angivet skäl varje gång',
      en: 'Reads the archive, stating a reason each time',
    },
    may: ['archive.read', 'retention.read'],
  },
  'privacy-officer': {
    name: { sv: 'Dataskydd', en: 'Data protection' },
    what: {
      sv: 'Sköter ärenden om rättigheter och följer upp löftena',
      en: 'Manages rights cases and follows up the promises',
    },
    may: [
      'lead.read',
      'lead.erase',
      'mail.read',
      'mail.write',
      'case.read',
      'case.write',
      'data.export',
      'data.rectify',
      'data.erase',
      'data.restrict',
      'delivery.read',
      'retention.read',
      'audit.read',
    ],
  },
  administrator: {
    name: { sv: 'Administratör', en: 'Administrator' },
    what: {
      sv: 'Sköter personal, leverantörer, källor och inställningar, utan att läsa förfrågningar',
      en: 'Manages staff, suppliers, sources and settings, without reading requests',
    },
    may: [
      'supplier.read',
      'supplier.write',
      'source.read',
      'source.write',
      'delivery.read',
      'delivery.replay',
      'audit.read',
      'staff.write',
      'settings.write',
      'text.write',
    ],
  },
} as const satisfies Readonly<Record<string, Role>>;

export type RoleId = keyof typeof roles;

/** Whether a role has a permission. What isn't listed is denied (G5). */
export function may(role: RoleId, permission: Permission): boolean {
  return (roles[role].may as readonly Permission[]).includes(permission);
}
