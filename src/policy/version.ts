import { brokerageRules } from './brokerage-rules.ts';
import { categories } from './categories.ts';
import { consents, cookies, googleCookies } from './consents.ts';
import { controller } from './controller.ts';
import { asKept, policyDocument } from './document.ts';
import { policyDate } from './ids.ts';
import { decisions, promises } from './promises.ts';
import { legalBases, purposes } from './purposes.ts';
import { recipients } from './recipients.ts';
import { retention } from './retention.ts';
import { rights } from './rights.ts';
import { roles } from './roles.ts';
import { locales } from './text.ts';

/** JSON with the keys in order at every level: same content, same string. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/**
 * Everything that makes this edition of the policy what it is, to be hashed (version = date + hash). The suppliers and the
 * processors are left out: they change without the policy changing, are listed as they are on the page, and who could receive from
 * when to when stands in a table of its own beside the versions (privacy.recipient).
 */
export function policyFingerprintSource(): string {
  const document = locales.map((locale) => policyDocument(locale, asKept));
  return canonicalJson({
    ...{
      policyDate,
      controller,
      categories,
      purposes,
      legalBases,
      recipients,
      retention,
      brokerageRules,
    },
    ...{ consents, cookies, googleCookies, rights, roles, promises, decisions, document },
  }).normalize('NFC');
}
