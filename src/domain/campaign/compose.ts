import { serviceById, services } from '#catalog/index.ts';
import { type MailContent, renderMail } from '#platform/mail/index.ts';
import { controller } from '#policy/controller.ts';
import type { Locale } from '#policy/text.ts';
import type { Context } from '../context.ts';
import { type Campaign, type Composed, slot } from './campaign.ts';
import { type ImageFacts, nameOfImage } from './images.ts';
import { type CampaignLink, linkToken } from './links.ts';
import { type Problem, readBody } from './markdown.ts';

/** A campaign put together: as it leaves, where its links lead, which pictures it shows, and what is wrong with what was written. */
export interface Made {
  readonly composed: Composed;
  readonly links: readonly CampaignLink[];
  readonly pictures: readonly ImageFacts[];
  readonly problems: readonly Problem[];
  /** Nobody has written anything in it. */
  readonly empty: boolean;
}

type Words = Pick<Campaign, 'id' | 'locale' | 'subject' | 'preheader' | 'body'>;

const say =
  (locale: Locale) =>
  (sv: string, en: string): string =>
    locale === 'sv' ? sv : en;

/** Where our own pages are. */
export const homeOf = ({ links }: Pick<Context, 'links'>): string => new URL(links.newsletter('sv')).origin;

/**
 * An address as a reader could follow it: of a page of our own (`/el`), on the web, of a mail or a telephone. undefined for any other.
 * @param home where our own pages are
 */
export function addressOf(href: string, home: string): string | undefined {
  const text = href.trim();
  if (text.length > 1000 || /[\p{C}\s\\]/u.test(text)) return undefined;
  if (/^(mailto|tel):[^\s/?#]+$/i.test(text)) return text.replace(/^\w+/, (scheme) => scheme.toLowerCase());
  if (!/^(https?:\/\/[^/?#@]+([/?#]|$)|\/(?!\/))/i.test(text)) return undefined;
  return URL.parse(text, home)?.href;
}

const isCounted = (url: string): boolean => /^https?:/.test(url);

/** The service that somebody means by its name, its place in an address or its id. */
function serviceNamed(name: string) {
  const wanted = name.trim().toLowerCase();
  return services.find(({ id, slug, name: names }) =>
    [id, slug.sv, slug.en, names.sv, names.en].some((one) => one.toLowerCase() === wanted),
  );
}

/** Why somebody gets it, and the two ways on: to their choices, and out (P17). */
function reason(locale: Locale): MailContent['footerReason'] {
  const t = say(locale);
  return [
    t(
      `Du får nyhetsbrevet för att du har bekräftat att ${controller.brand} får mejla dig. Klick på länkar räknas, men inte vems.`,
      `You get the newsletter because you have confirmed that ${controller.brand} may e-mail you. Clicks on links are counted, but not whose.`,
    ),
    { br: true },
    { link: { label: t('Ändra vad du får', 'Change what you get'), url: slot('preferences') } },
    { br: true },
    { link: { label: t('Avsluta nyhetsbrevet', 'End the newsletter'), url: slot('end') } },
    { br: true },
  ];
}

/** Private characters are ours: whoever typed one must not be able to write a slot. */
const typed = (text: string): string => text.replace(/\p{Co}/gu, '');

/**
 * Puts a campaign together, whole but for its slots. Nothing in it tells one recipient from another, and what it loads are pictures
 * of our own (P19).
 * @param links `counted` for mail that leaves: a link is the address that counts; `straight` for a look and a test, where it leads at once
 */
export async function compose(
  ctx: Pick<Context, 'links' | 'vault'>,
  campaign: Words,
  images: readonly ImageFacts[],
  links: 'counted' | 'straight',
): Promise<Made> {
  const { id, locale } = campaign;
  const home = homeOf(ctx);
  const found: CampaignLink[] = [];
  const shown = new Set<ImageFacts>();
  const [subject, preheader] = [typed(campaign.subject), typed(campaign.preheader)];
  const read = readBody(typed(campaign.body), {
    cardLabel: say(locale)('Läs mer och jämför', 'Read more and compare'),
    picture(name) {
      const image = images.find((one) => nameOfImage(one.id) === name);
      if (!image) return undefined;
      shown.add(image);
      return { src: ctx.links.newsletterImage(image.id), width: image.width, height: image.height };
    },
    link(href, label) {
      const url = addressOf(href, home);
      if (url === undefined || !isCounted(url)) return url;
      const known = found.find((link) => link.url === url && link.label === label);
      const n = known?.n ?? found.push({ n: found.length + 1, label, url });
      return links === 'counted' ? ctx.links.newsletterLink(linkToken(ctx.vault, id, n)) : url;
    },
    service(name) {
      const service = serviceNamed(name);
      if (!service) return undefined;
      const { name: names, card } = serviceById(service.id);
      return { title: names[locale], text: card[locale], href: ctx.links.service(locale, service.id) };
    },
  });
  const parts = await renderMail({
    ...{ locale, subject, preheader, heading: read.heading ?? subject, blocks: read.blocks },
    footerReason: reason(locale),
  });
  return {
    composed: { subject, ...parts },
    links: found,
    pictures: [...shown],
    problems: read.problems,
    empty: read.blocks.length === 0,
  };
}
