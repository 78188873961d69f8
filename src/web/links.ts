import { serviceById } from '#catalog/index.ts';
import type { Links } from '#domain/context.ts';
import { endpoint, path } from './paths.ts';

/** The addresses that mails link to. @param baseUrl without a trailing slash */
export const linksFrom = (baseUrl: string): Links => ({
  supplier: (locale, token) => `${baseUrl}${path('supplierLink', locale, { token })}`,
  login: (locale, token) => `${baseUrl}${path('mineLink', locale, { token })}`,
  quotes: (locale, token) => `${baseUrl}${path('mineQuotes', locale, { token })}`,
  mine: (locale) => `${baseUrl}${path('mine', locale)}`,
  request: (locale, reference) => `${baseUrl}${path('mineRequest', locale, { reference })}`,
  console: (locale, token) => `${baseUrl}${path('consoleLink', locale, { token })}`,
  campaign: (locale, id) => `${baseUrl}${path('consoleCampaign', locale, { id })}`,
  erasure: (locale, token) => `${baseUrl}${path('supplierErasure', locale, { token })}`,
  smsReport: (token) => `${baseUrl}${endpoint('smsReport', { token })}`,
  callEnded: (token) => `${baseUrl}${endpoint('callEnded', { token })}`,
  rightsCase: (locale, token) => `${baseUrl}${path('mineCase', locale, { token })}`,
  newsletter: (locale) => `${baseUrl}${path('newsletter', locale)}`,
  newsletterConfirm: (locale, token) => `${baseUrl}${path('newsletterConfirm', locale, { token })}`,
  newsletterPreferences: (locale, token) => `${baseUrl}${path('newsletterPreferences', locale, { token })}`,
  newsletterEnd: (locale, token) => `${baseUrl}${path('newsletterEnd', locale, { token })}`,
  newsletterOneClick: (token) => `${baseUrl}${endpoint('newsletterOneClick', { token })}`,
  newsletterLink: (token) => `${baseUrl}${endpoint('newsletterLink', { token })}`,
  newsletterImage: (id) => `${baseUrl}${endpoint('newsletterImage', { id })}`,
  service: (locale, service) => `${baseUrl}${path('service', locale, { service: serviceById(service).slug[locale] })}`,
});
