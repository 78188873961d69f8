import type { Text } from './text.ts';

/** P1: who is responsible. These strings stand nowhere else in the product; every page, mail and register reads them here. */
export const controller = {
  name: 'Allkontrakt Sverige AB',
  brand: 'Allkontrakt',
  organisationNumber: '559554-3694',
  street: 'Aniaravägen 10',
  postcode: '352 64',
  city: 'Växjö',
  country: { sv: 'Sverige', en: 'Sweden' } satisfies Text,
  email: 'info@allkontrakt.se',
  site: 'www.allkontrakt.se',
  /** Where to complain (P29). The English name is the authority's own. */
  authority: {
    name: {
      sv: 'Integritetsskyddsmyndigheten (IMY)',
      en: 'Integritetsskyddsmyndigheten (IMY), the Swedish Authority for Privacy Protection',
    } satisfies Text,
    short: 'IMY',
    site: 'www.imy.se',
    url: 'https://www.imy.se',
  },
} as const;

/** The postal address on one line. */
export const controllerAddress = `${controller.street}, ${controller.postcode} ${controller.city}`;

/** Name, number, address and e-mail on one line, for footers of pages and mails. */
export const controllerLine: Text = {
  sv: `${controller.name}, org.nr ${controller.organisationNumber}, ${controllerAddress}, ${controller.email}`,
  en: `${controller.name}, reg. no. ${controller.organisationNumber}, ${controllerAddress}, ${controller.country.en}, ${controller.email}`,
};
