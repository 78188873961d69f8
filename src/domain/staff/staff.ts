import { may, type Permission, type RoleId } from '#policy/roles.ts';

/** The roles that our own people have; the others belong to customers and suppliers. */
export const staffRoles = [
  'case-worker',
  'marketer',
  'archivist',
  'privacy-officer',
  'administrator',
] as const satisfies readonly RoleId[];
export type StaffRole = (typeof staffRoles)[number];

/** How somebody has shown who they are, beside the link from their mail. */
export const factors = ['passkey', 'totp', 'recovery'] as const;
export type Factor = (typeof factors)[number];

/** Who is in the console. Without a factor nothing is shown but the page that asks for it. */
export interface StaffSession {
  readonly kind: 'staff';
  readonly id: string;
  readonly staffId: string;
  readonly name: string;
  readonly locale: 'sv' | 'en';
  readonly roles: readonly StaffRole[];
  readonly factor: Factor | null;
  readonly startedAt: Temporal.Instant;
}

/** Whether any of somebody's roles has a permission. What isn't listed is denied (G5). */
export const staffMay = (who: Pick<StaffSession, 'roles'>, permission: Permission): boolean =>
  who.roles.some((role) => may(role, permission));

/** The roles that are known, in the order of the list; anything else is dropped, so that it allows nothing. */
export const rolesFrom = (names: readonly string[]): StaffRole[] => staffRoles.filter((role) => names.includes(role));

/** How many recovery codes somebody has, each good for one log-in. */
export const recoveryCodes = 10;

/** A browser in a few words, from what it calls itself: for telling one's own sessions apart, and nothing else is kept of it. */
export function deviceOf(userAgent: string | undefined): string {
  const text = userAgent ?? '';
  const browser = [
    [/Edg\//, 'Edge'],
    [/OPR\//, 'Opera'],
    [/Firefox\//, 'Firefox'],
    [/Chrome\//, 'Chrome'],
    [/Safari\//, 'Safari'],
  ] as const;
  const system = [
    [/iPhone|iPad/, 'iOS'],
    [/Android/, 'Android'],
    [/Windows/, 'Windows'],
    [/Mac OS X/, 'macOS'],
    [/Linux/, 'Linux'],
  ] as const;
  const first = (list: readonly (readonly [RegExp, string])[]) => list.find(([known]) => known.test(text))?.[1];
  return [first(browser), first(system)].filter(Boolean).join(', ');
}
