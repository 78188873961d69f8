import { raw } from 'hono/html';
import arrowRight from 'lucide-static/icons/arrow-right.svg?raw';
import calculator from 'lucide-static/icons/calculator.svg?raw';
import chevronDown from 'lucide-static/icons/chevron-down.svg?raw';
import circleAlert from 'lucide-static/icons/circle-alert.svg?raw';
import circleCheck from 'lucide-static/icons/circle-check.svg?raw';
import clock from 'lucide-static/icons/clock.svg?raw';
import creditCard from 'lucide-static/icons/credit-card.svg?raw';
import download from 'lucide-static/icons/download.svg?raw';
import fileText from 'lucide-static/icons/file-text.svg?raw';
import info from 'lucide-static/icons/info.svg?raw';
import landmark from 'lucide-static/icons/landmark.svg?raw';
import lock from 'lucide-static/icons/lock.svg?raw';
import mail from 'lucide-static/icons/mail.svg?raw';
import megaphone from 'lucide-static/icons/megaphone.svg?raw';
import phone from 'lucide-static/icons/phone.svg?raw';
import scale from 'lucide-static/icons/scale.svg?raw';
import shieldCheck from 'lucide-static/icons/shield-check.svg?raw';
import zap from 'lucide-static/icons/zap.svg?raw';

/** What is inside the <svg>: the frame's attributes are in components.css. */
const inner = (svg: string) =>
  svg
    .replace(/^[\s\S]*?<svg[^>]*>/, '')
    .replace('</svg>', '')
    .replace(/\s+/g, ' ')
    .trim();

const icons = {
  'arrow-right': inner(arrowRight),
  calculator: inner(calculator),
  'chevron-down': inner(chevronDown),
  'circle-alert': inner(circleAlert),
  'circle-check': inner(circleCheck),
  clock: inner(clock),
  'credit-card': inner(creditCard),
  download: inner(download),
  'file-text': inner(fileText),
  info: inner(info),
  landmark: inner(landmark),
  lock: inner(lock),
  mail: inner(mail),
  megaphone: inner(megaphone),
  phone: inner(phone),
  scale: inner(scale),
  'shield-check': inner(shieldCheck),
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
