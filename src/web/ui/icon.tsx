import { raw } from 'hono/html';
import archive from 'lucide-static/icons/archive.svg?raw';
import arrowRight from 'lucide-static/icons/arrow-right.svg?raw';
import building2 from 'lucide-static/icons/building-2.svg?raw';
import calculator from 'lucide-static/icons/calculator.svg?raw';
import chartColumn from 'lucide-static/icons/chart-column.svg?raw';
import check from 'lucide-static/icons/check.svg?raw';
import chevronDown from 'lucide-static/icons/chevron-down.svg?raw';
import circleAlert from 'lucide-static/icons/circle-alert.svg?raw';
import circleCheck from 'lucide-static/icons/circle-check.svg?raw';
import clock from 'lucide-static/icons/clock.svg?raw';
import creditCard from 'lucide-static/icons/credit-card.svg?raw';
import download from 'lucide-static/icons/download.svg?raw';
import fileText from 'lucide-static/icons/file-text.svg?raw';
import fingerprint from 'lucide-static/icons/fingerprint.svg?raw';
import history from 'lucide-static/icons/history.svg?raw';
import house from 'lucide-static/icons/house.svg?raw';
import inbox from 'lucide-static/icons/inbox.svg?raw';
import info from 'lucide-static/icons/info.svg?raw';
import keyRound from 'lucide-static/icons/key-round.svg?raw';
import landmark from 'lucide-static/icons/landmark.svg?raw';
import lock from 'lucide-static/icons/lock.svg?raw';
import mail from 'lucide-static/icons/mail.svg?raw';
import megaphone from 'lucide-static/icons/megaphone.svg?raw';
import messageSquare from 'lucide-static/icons/message-square.svg?raw';
import phone from 'lucide-static/icons/phone.svg?raw';
import phoneCall from 'lucide-static/icons/phone-call.svg?raw';
import receiptText from 'lucide-static/icons/receipt-text.svg?raw';
import scale from 'lucide-static/icons/scale.svg?raw';
import search from 'lucide-static/icons/search.svg?raw';
import send from 'lucide-static/icons/send.svg?raw';
import settings from 'lucide-static/icons/settings.svg?raw';
import shield from 'lucide-static/icons/shield.svg?raw';
import shieldCheck from 'lucide-static/icons/shield-check.svg?raw';
import smartphone from 'lucide-static/icons/smartphone.svg?raw';
import stickyNote from 'lucide-static/icons/sticky-note.svg?raw';
import users from 'lucide-static/icons/users.svg?raw';
import zap from 'lucide-static/icons/zap.svg?raw';

/** What is inside the <svg>: the frame's attributes are in components.css. */
const inner = (svg: string) =>
  svg
    .replace(/^[\s\S]*?<svg[^>]*>/, '')
    .replace('</svg>', '')
    .replace(/\s+/g, ' ')
    .trim();

const icons = {
  archive: inner(archive),
  'arrow-right': inner(arrowRight),
  'building-2': inner(building2),
  calculator: inner(calculator),
  'chart-column': inner(chartColumn),
  check: inner(check),
  'chevron-down': inner(chevronDown),
  'circle-alert': inner(circleAlert),
  'circle-check': inner(circleCheck),
  clock: inner(clock),
  'credit-card': inner(creditCard),
  download: inner(download),
  'file-text': inner(fileText),
  fingerprint: inner(fingerprint),
  history: inner(history),
  house: inner(house),
  inbox: inner(inbox),
  info: inner(info),
  'key-round': inner(keyRound),
  landmark: inner(landmark),
  lock: inner(lock),
  mail: inner(mail),
  megaphone: inner(megaphone),
  'message-square': inner(messageSquare),
  phone: inner(phone),
  'phone-call': inner(phoneCall),
  'receipt-text': inner(receiptText),
  scale: inner(scale),
  search: inner(search),
  send: inner(send),
  settings: inner(settings),
  shield: inner(shield),
  'shield-check': inner(shieldCheck),
  smartphone: inner(smartphone),
  'sticky-note': inner(stickyNote),
  users: inner(users),
  zap: inner(zap),
};

export type IconName = keyof typeof icons;
export const isIcon = (name: string): name is IconName => Object.hasOwn(icons, name);

/** Never alone: a word stands beside it, so it is hidden from screen readers. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      {raw(icons[name])}
    </svg>
  );
}
