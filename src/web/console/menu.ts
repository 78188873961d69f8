import { type StaffSession, staffMay } from '#domain/staff/index.ts';
import type { Permission } from '#policy/roles.ts';
import type { PageName } from '../paths.ts';
import type { IconName } from '../ui/icon.tsx';
import type { ConsoleWords } from './console.texts.ts';

export type MenuId = keyof ConsoleWords['menu'];

export interface MenuItem {
  readonly id: MenuId;
  readonly page: PageName;
  readonly icon: IconName;
  readonly permission: Permission | 'any';
  /** Goes there, after `g`. */
  readonly key?: string;
  /** Begins a new group. */
  readonly gap?: boolean;
}

/** The console's menu: the same rights that guard the pages decide what is in it. */
export const menu: readonly MenuItem[] = [
  { id: 'start', page: 'console', icon: 'house', permission: 'any', key: 's' },
  { id: 'leads', page: 'consoleLeads', icon: 'inbox', permission: 'lead.read', key: 'f' },
  { id: 'inbox', page: 'consoleInbox', icon: 'mail', permission: 'mail.read', key: 'i' },
  { id: 'submissions', page: 'consoleSubmissions', icon: 'send', permission: 'lead.write' },
  { id: 'calls', page: 'consoleCalls', icon: 'phone-call', permission: 'lead.contact', key: 't' },
  { id: 'suppliers', page: 'consoleSuppliers', icon: 'building-2', permission: 'supplier.read', key: 'l' },
  { id: 'privacy', page: 'consolePrivacy', icon: 'shield-check', permission: 'retention.read', key: 'd', gap: true },
  { id: 'cases', page: 'consoleCases', icon: 'scale', permission: 'case.read', key: 'r' },
  { id: 'archive', page: 'consoleArchive', icon: 'archive', permission: 'archive.read', key: 'a' },
  { id: 'campaigns', page: 'consoleCampaigns', icon: 'megaphone', permission: 'mailing.write', key: 'n', gap: true },
  { id: 'subscribers', page: 'consoleSubscribers', icon: 'mail', permission: 'subscriber.read', key: 'p' },
  { id: 'visits', page: 'consoleVisits', icon: 'chart-column', permission: 'visit.results', key: 'b' },
  { id: 'texts', page: 'consoleTexts', icon: 'file-text', permission: 'text.write', key: 'x', gap: true },
  { id: 'trail', page: 'consoleTrail', icon: 'history', permission: 'audit.read', key: 'h' },
  { id: 'sources', page: 'consoleSources', icon: 'download', permission: 'source.read' },
  { id: 'people', page: 'consolePeople', icon: 'users', permission: 'staff.write' },
  { id: 'security', page: 'consoleSecurity', icon: 'key-round', permission: 'any', gap: true },
];

/** What somebody's roles open. */
export const menuOf = (who: StaffSession): readonly MenuItem[] =>
  menu.filter(({ permission }) => permission === 'any' || staffMay(who, permission));
