import { personalColumns } from '#policy/personal-data.ts';
import type { Text } from '#policy/text.ts';

const fingerprint: Text = {
  sv: 'Ett fingeravtryck av adressen i din förfrågan, som står där. Det leder inte till något annat.',
  en: 'A fingerprint of the address in your request, which stands there. It leads to nothing else.',
};
const secret: Text = {
  sv: 'Fingeravtryck av en hemlighet som loggar in. Den som fick ut den kunde prova sig fram till hemligheten.',
  en: 'A fingerprint of a secret that logs in. Whoever got it could try its way to the secret.',
};

/** GDPR article 11: who can't be told apart can't be found, and nothing is to be kept so that they could. */
const visit: Text = {
  sv: 'Besöksstatistiken vet inte vem någon är: inget i den leder till en adress, och numret som binder ihop ett besök finns bara i kakan i webbläsaren. Säger du nej på sidan om kakor raderas det som mätts med det numret.',
  en: 'The visit statistics don’t know who anybody is: nothing in them leads to an address, and the number that ties a visit together is only in the browser’s cookie. If you say no on the page about cookies, what was measured by that number is erased.',
};

const ours: Text = {
  sv: 'Uppgift om någon i vår personal, inte om dig.',
  en: 'About one of our staff, not about you.',
};

/** Personal columns that a person doesn't get a copy of, each with the reason that it is given. All others are in the file (P28). */
export const withheld: Readonly<Record<string, Text>> = {
  'brokerage.supplier.email': {
    sv: 'Leverantörens egna kontaktuppgifter, inte dina.',
    en: 'The supplier’s own contact details, not yours.',
  },
  'brokerage.supplier.phone': {
    sv: 'Leverantörens egna kontaktuppgifter, inte dina.',
    en: 'The supplier’s own contact details, not yours.',
  },
  'brokerage.delivery.sealed': {
    sv: 'Ett meddelande till dig som är på väg, krypterat tills det är framme. Du får det med e-post.',
    en: 'A message to you on its way, encrypted until it has arrived. You get it by e-mail.',
  },
  'brokerage.mail_in.html': {
    sv: 'Samma ord som i texten, en gång till med formgivning.',
    en: 'The same words as in the text, once more with a layout.',
  },
  ...Object.fromEntries(
    ['mail_in.mail_key', 'mail_in.handle', 'mail_purge.mail_key', 'mail_purge.handle'].map((column) => [
      `brokerage.${column}`,
      {
        sv: 'Hur ditt mejl hittas igen på mejlservern: ett fingeravtryck och ett krypterat nummer. Mejlet självt står i filen så länge det finns.',
        en: 'How your e-mail is found again on the mail server: a fingerprint and an encrypted number. The e-mail itself is in the file for as long as it exists.',
      },
    ]),
  ),
  'brokerage.mail_in.from_key': fingerprint,
  'brokerage.submission.email_keys': fingerprint,
  'brokerage.submission.content_hash': {
    sv: 'Ett fingeravtryck av det du skrev i ett formulär på en annan sajt, så att det känns igen om det skickas igen. Det leder inte till något annat.',
    en: 'A fingerprint of what you wrote in a form on another site, so that it is known if it is sent again. It leads to nothing else.',
  },
  'archive.request.asked_at': {
    sv: 'När du bad om radering. Det finns bara under minuterna tills det är raderat.',
    en: 'When you asked for erasure. It is there only for the minutes until it is erased.',
  },
  'access.login_link.token_hash': secret,
  'access.session.token_hash': secret,
  'access.login_link.email_key': fingerprint,
  'access.login_request.email_key': fingerprint,
  'access.session.email_key': fingerprint,
  'access.rate_limit.key': {
    sv: 'Fingeravtryck av adressen eller av en IP-adress. Räknarna för din adress står i filen; de för en IP-adress går inte att knyta till dig.',
    en: 'Fingerprints of the address or of an IP address. The counters of your address are in the file; those of an IP address can’t be tied to you.',
  },
  'privacy.rights_case.email_key': fingerprint,
  'privacy.rights_case.sealed': {
    sv: 'Din egen adress, krypterad, som svaret på ett öppet ärende går till.',
    en: 'Your own address, encrypted, that the answer to an open case goes to.',
  },
  'privacy.erasure.needles': {
    sv: 'Det som ska bevisas borta efter en radering, krypterat tills beviset är klart. Det gäller sådant som redan är raderat.',
    en: 'What is to be proved gone after an erasure, encrypted until the proof is ready. It is about what has been erased already.',
  },
  'privacy.restored_needle.sealed': {
    sv: 'Det som en återläst säkerhetskopia söks igenom efter, krypterat. Tomt så snart databasen är öppen igen.',
    en: 'What a restored backup is searched for, encrypted. Empty as soon as the database is open again.',
  },
  ...Object.fromEntries(
    Object.entries({
      staff: ['name', 'email', 'phone', 'locale', 'roles'],
      saved_view: ['name'],
      staff_session: ['token', 'device'],
      staff_verification: ['identifier', 'value'],
      staff_totp: ['secret', 'backup_codes'],
      staff_passkey: ['name', 'public_key', 'credential_id'],
      staff_recovery: ['code_hash'],
      staff_link: ['token_hash'],
    }).flatMap(([table, columns]) => columns.map((column) => [`access.${table}.${column}`, ours])),
  ),
  'newsletter.sign_up.email_key': fingerprint,
  'newsletter.sign_up.sealed': {
    sv: 'Det du skrev när du anmälde dig, krypterat under sekunderna tills vi svarat med ett mejl.',
    en: 'What you wrote when you signed up, encrypted for the seconds until we have answered by e-mail.',
  },
  'newsletter.link.token_hash': {
    sv: 'Fingeravtryck av en hemlighet som bekräftar anmälan. Den som fick ut den kunde prova sig fram till hemligheten.',
    en: 'A fingerprint of a secret that confirms the sign-up. Whoever got it could try its way to the secret.',
  },
  'analytics.consent.id': visit,
  ...Object.fromEntries(personalColumns('analytics.event').map(({ column }) => [`analytics.event.${column}`, visit])),
  'caught.mail.html': {
    sv: 'Samma ord som i texten, en gång till med formgivning.',
    en: 'The same words as in the text, once more with a layout.',
  },
  'caught.mail.headers': {
    sv: 'Teknisk adressering av samma mejl: mottagare och ämne står i filen.',
    en: 'Technical addressing of the same e-mail: recipient and subject are in the file.',
  },
};
