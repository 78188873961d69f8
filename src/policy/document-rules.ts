// Longer than most files: the words of the policy page's other half, with everything countable read from the data.
import { cookies } from './consents.ts';
import { controller } from './controller.ts';
import { articleEn, type Build, sayer } from './document-parts.ts';
import { policyVersion } from './ids.ts';
import { periodText } from './period.ts';
import { decisions, promises } from './promises.ts';
import { legalBases, type Purpose, purposes } from './purposes.ts';
import { type RetentionRule, retention, retentionRules } from './retention.ts';
import { complaintLine, type Right, rights, rightsDeadline } from './rights.ts';
import type { Locale } from './text.ts';

export const howLong: Build = (locale) => {
  const say = sayer(locale);
  const row = (rule: RetentionRule) => [
    rule.condition[locale],
    rule.duration?.[locale] ??
      (rule.period === null ? say('tills vidare', 'until further notice') : periodText(rule.period, locale)),
    rule.text[locale],
  ];
  const head = [
    say('Vad', 'What'),
    say('Hur länge', 'How long'),
    say('Räknat från, och sedan', 'Counted from, and then'),
  ];
  return {
    id: 'retention',
    anchor: say('lagringstid', 'retention'),
    heading: say('Hur länge uppgifterna finns kvar', 'How long the data is kept'),
    blocks: [
      {
        p: say(
          'En förfrågan sparas medan den pågår. Tiderna här avgör när uppgifter försvinner. Dagar och månader räknas i kalendern, i svensk tid.',
          'A request is kept while it is active. The times here decide when data disappears. Days and months are counted in the calendar, in Swedish time.',
        ),
      },
      { table: { head, rows: retentionRules.filter((rule) => rule.status === undefined).map(row) } },
      { p: decisions.D3[locale] },
      {
        p: say(
          'Programmet räknar tiderna och raderar av sig självt, varje timme.',
          'The software counts the times and erases by itself, every hour.',
        ),
      },
      {
        p: say(
          'För det vi ännu inte gör, men beskriver längre ned, kommer de här tiderna att gälla.',
          'For what we don’t do yet, but describe further down, these times will apply.',
        ),
      },
      { table: { head, rows: retentionRules.filter((rule) => rule.status === 'later').map(row) } },
    ],
  };
};

export const automation: Build = (locale) => {
  const say = sayer(locale);
  return {
    id: 'automation',
    anchor: say('automatiska-beslut', 'automated-decisions'),
    heading: say('Vad programmet avgör', 'What the software decides'),
    blocks: [
      {
        p: say(
          'Programmet väljer vilka leverantörer som får din förfrågan: de som har tjänsten, som du låtit stå kvar, som tar emot förfrågningar och som inte nått sitt tak för dagen. Är de fler än en förfrågan går till turas de om. Skälet för varje leverantör visas på «Min sida».',
          'The software chooses which suppliers receive your request: those that have the service, that you left ticked, that accept requests and that haven’t reached their cap for the day. If they are more than a request goes to, they take turns. The reason for each supplier is shown on “My page”.',
        ),
      },
      {
        p: say(
          'Offerter som går att jämföra ordnas efter total kostnad. Ersättning till oss påverkar aldrig ordningen.',
          'Quotes that can be compared are ordered by total cost. Payment to us never affects the order.',
        ),
      },
      {
        p: say(
          'Inget av detta är ett automatiserat beslut med rättsliga följder eller liknande betydelse för dig (artikel 22), och vi gör ingen profilering. Prövar en leverantör till exempel din kredit är det leverantörens beslut och ansvar.',
          'None of this is an automated decision with legal or similarly significant effects for you (article 22), and we do no profiling. If a supplier assesses your credit, for instance, that is the supplier’s decision and responsibility.',
        ),
      },
    ],
  };
};

export const newsletter: Build = (locale) => {
  const say = sayer(locale);
  return {
    id: 'newsletter',
    anchor: say('nyhetsbrev', 'newsletter'),
    heading: say('Nyhetsbrev', 'Newsletter'),
    blocks: [
      {
        p: purposes.newsletter.inUse
          ? say('För nyhetsbrevet gäller detta:', 'For the newsletter, this applies:')
          : say(
              'Vi skickar inget nyhetsbrev i dag och samlar inte in några prenumeranter. När vi gör det gäller detta:',
              'We send no newsletter today and collect no subscribers. When we do, this applies:',
            ),
      },
      {
        list: [
          ...(['P14', 'P15', 'P16', 'P17', 'P18', 'P19'] as const).map((id) => promises[id].text[locale]),
          decisions.D4[locale],
        ],
      },
      { p: basisLine('newsletter', locale) },
      { p: `${purposes.suppression.name[locale]}. ${basisLine('suppression', locale)}` },
    ],
  };
};

export const statistics: Build = (locale) => {
  const say = sayer(locale);
  return {
    id: 'analytics',
    anchor: say('statistik', 'statistics'),
    heading: say('Besöksstatistik', 'Visit statistics'),
    blocks: [
      {
        p: purposes.analytics.inUse
          ? say('För besöksstatistiken gäller detta:', 'For the visit statistics, this applies:')
          : say(
              'Vi mäter inga besök i dag. När vi gör det gäller detta:',
              'We measure no visits today. When we do, this applies:',
            ),
      },
      {
        list: (['P20', 'P21', 'P22', 'P23', 'P24', 'P25'] as const).map((id) => promises[id].text[locale]),
      },
      { p: basisLine('analytics', locale) },
    ],
  };
};

/** "Rättslig grund: samtycke (artikel 6.1 a). …" */
function basisLine(id: 'newsletter' | 'suppression' | 'analytics', locale: Locale): string {
  const purpose: Purpose = purposes[id];
  const { name, article } = legalBases[purpose.basis];
  return sayer(locale)(
    `Rättslig grund: ${name.sv.toLowerCase()} (artikel ${article}). ${purpose.because.sv}`,
    `Legal basis: ${name.en.toLowerCase()} (article ${articleEn(article)}). ${purpose.because.en}`,
  );
}

export const device: Build = (locale) => {
  const say = sayer(locale);
  return {
    id: 'cookies',
    anchor: say('kakor', 'cookies'),
    heading: say('Kakor', 'Cookies'),
    blocks: [
      {
        p: say(
          'Vi använder bara kakor som behövs för att hålla någon inloggad. Därför frågar vi inte om lov. Du kan läsa sajten och skicka en förfrågan helt utan kakor.',
          'We only use cookies that are needed to keep somebody logged in. That is why we don’t ask for permission. You can read the site and send a request without any cookies.',
        ),
      },
      {
        table: {
          head: [say('Namn', 'Name'), say('När', 'When'), say('Varför', 'Why'), say('Hur länge', 'How long')],
          rows: cookies.map((cookie) => [
            cookie.name,
            cookie.when[locale],
            cookie.purpose[locale],
            periodText(retention[cookie.lasts].period, locale),
          ]),
        },
      },
    ],
  };
};

export const yourRights: Build = (locale) => {
  const say = sayer(locale);
  const all: readonly Right[] = Object.values(rights);
  return {
    id: 'rights',
    anchor: say('rattigheter', 'rights'),
    heading: say('Dina rättigheter', 'Your rights'),
    blocks: [
      {
        p: say(
          `Det kostar inget. Vi svarar inom ${periodText(rightsDeadline, 'sv')} från det att ditt mejl kom. Är vi osäkra på vem du är kan vi be dig visa det. Säger vi nej får du veta varför.`,
          `It costs nothing. We answer within ${periodText(rightsDeadline, 'en')} of receiving your e-mail. If we are unsure who you are, we may ask you to show it. If we say no, you are told why.`,
        ),
      },
      {
        definitions: all.map((right) => ({
          term: say(
            `${right.name.sv} (artikel ${right.article})`,
            `${right.name.en} (article ${articleEn(right.article)})`,
          ),
          text: `${right.what[locale]} ${right.how[locale]}`,
        })),
      },
    ],
  };
};

export const complaint: Build = (locale) => {
  const say = sayer(locale);
  return {
    id: 'complaint',
    anchor: say('klagomal', 'complaint'),
    heading: say('Klaga', 'Complain'),
    blocks: [
      { p: complaintLine[locale] },
      {
        p: say(
          `Säg gärna till oss också, på ${controller.email}, så rättar vi det som är fel.`,
          `Feel free to tell us too, at ${controller.email}, and we will correct what is wrong.`,
        ),
      },
    ],
  };
};

export const edition: Build = (locale) => {
  const say = sayer(locale);
  const day = Temporal.PlainDate.from(policyVersion);
  const date = day.toLocaleString(say('sv-SE', 'en-GB'), { day: 'numeric', month: 'long', year: 'numeric' });
  return {
    id: 'edition',
    anchor: say('version', 'version'),
    heading: say('Version', 'Version'),
    blocks: [
      {
        p: say(
          `Den här versionen gäller från ${date}. Med varje förfrågan sparas vilken version som gällde när den skickades.`,
          `This version applies from ${date}. With each request we store which version applied when it was sent.`,
        ),
      },
    ],
  };
};
