import { controller } from './controller.ts';
import { receivers, transfers, what, who, why } from './document-brokerage.ts';
import { type Build, type PolicyDocument, type PolicyInput, sayer } from './document-parts.ts';
import {
  automation,
  complaint,
  device,
  edition,
  erasing,
  howLong,
  newsletter,
  statistics,
  yourRights,
} from './document-rules.ts';
import type { Locale } from './text.ts';

export {
  asKept,
  type Block,
  type PolicyDocument,
  type PolicyInput,
  type Processor,
  type Section,
} from './document-parts.ts';

/** The sections in the order of the page. */
const sections: readonly Build[] = [
  who,
  what,
  why,
  receivers,
  transfers,
  howLong,
  erasing,
  automation,
  newsletter,
  statistics,
  device,
  yourRights,
  complaint,
  edition,
];

/**
 * The whole privacy policy (P26) as plain text in a structure, made from the data that the product itself runs by. It holds
 * no markup: a page may turn e-mail and web addresses of `controller` into links.
 */
export function policyDocument(locale: Locale, input: PolicyInput): PolicyDocument {
  const say = sayer(locale);
  return {
    locale,
    title: say('Personuppgiftspolicy', 'Privacy policy'),
    intro: say(
      `Här står vilka personuppgifter ${controller.name} behandlar, varför, vem som får dem och när de försvinner. Sidan är gjord av samma uppgifter som programmet arbetar efter.`,
      `This page says which personal data ${controller.name} handles, why, who receives it and when it disappears. It is made from the same data that the software works by.`,
    ),
    sections: sections.map((build) => build(locale, input)),
  };
}
