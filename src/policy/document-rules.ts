// Longer than most files: the words of the policy page's other half, with everything countable read from the data.
import { cookiesWhere } from './consents.ts';
import { controller } from './controller.ts';
import { articleEn, type Build, type PolicyInput, sayer } from './document-parts.ts';
import { durationText } from './duration.ts';
import { policyDate } from './ids.ts';
import { periodText } from './period.ts';
import { decisions, promises } from './promises.ts';
import { legalBases, type Purpose, purposes } from './purposes.ts';
import { type RetentionRule, retention, retentionRules } from './retention.ts';
import { complaintLine, type Right, rights, rightsDeadline } from './rights.ts';
import type { Locale } from './text.ts';

export const howLong: Build = (locale) => {
  const say = sayer(locale);
  const row = (rule: RetentionRule) => [rule.condition[locale], durationText(rule, locale), rule.text[locale]];
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
      { p: decisions.D1[locale] },
      { p: decisions.D3[locale] },
      { p: decisions.D4[locale] },
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

/** What happens when something is erased, whoever asked for it and whichever clock it was (P30, art. 19). */
export const erasing: Build = (locale) => {
  const say = sayer(locale);
  const [traces, backups] = (['traces', 'backup'] as const).map((id) => periodText(retention[id].period, locale));
  return {
    id: 'erasure',
    anchor: say('radering', 'erasure'),
    heading: say('Vad radering betyder', 'What erasure means'),
    blocks: [
      {
        list: [
          promises.P30.text[locale],
          say(
            'Leverantörer som fått uppgifterna får veta att de är raderade hos oss, och ombeds radera sina. Svarar en leverantör inte påminner vi.',
            'Suppliers that have received the data are told that it is erased with us, and asked to erase theirs. If a supplier doesn’t answer, we remind it.',
          ),
          say(
            `Databasens filer är fria från spår av det raderade inom ${traces}. Säkerhetskopior är krypterade och raderas efter ${backups}.`,
            `The files of the database are free from traces of what was erased within ${traces}. Backups are encrypted and erased after ${backups}.`,
          ),
          say(
            'Efteråt söker programmet igenom allt det lagrar efter det raderade och skriver ett bevis: antal, tid, löfte, version av policyn och vad sökningen visade.',
            'Afterwards the software searches everything it stores for what was erased and writes a proof: counts, time, promise, version of the policy and what the search showed.',
          ),
          decisions.D5[locale],
        ],
      },
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
        list: (['P14', 'P15', 'P16', 'P17', 'P18', 'P19'] as const).map((id) => promises[id].text[locale]),
      },
      { p: basisLine('newsletter', locale) },
    ],
  };
};

/** Whether the operator has turned Google Analytics on. */
const measuredByGoogle = (processors: PolicyInput['processors']): boolean =>
  processors?.some(({ kind }) => kind === 'google') ?? false;

export const statistics: Build = (locale, { processors }) => {
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
      ...(measuredByGoogle(processors)
        ? [
            {
              p: say(
                'Google Analytics är på. Googles skript laddas först efter ditt ja, i en egen ram vid sidan av sidan, och får veta vilken av våra öppna sidor som visas. Annonsfunktioner och Google-signaler är avstängda. Säger du nej tas Googles kakor bort. Vad Google får och var det behandlas står under «Vem som får uppgifterna» och «Utanför EU».',
                'Google Analytics is on. Google’s script loads only after your yes, in a frame of its own beside the page, and is told which of our open pages is shown. Advertising features and Google signals are off. If you say no, Google’s cookies are removed. What Google receives and where it is handled stands under “Who receives the data” and “Outside the EU”.',
              ),
            },
          ]
        : []),
      { p: basisLine('analytics', locale) },
    ],
  };
};

/** "Rättslig grund: samtycke (artikel 6.1 a). …" */
function basisLine(id: 'newsletter' | 'analytics', locale: Locale): string {
  const purpose: Purpose = purposes[id];
  const { name, article } = legalBases[purpose.basis];
  return sayer(locale)(
    `Rättslig grund: ${name.sv.toLowerCase()} (artikel ${article}). ${purpose.because.sv}`,
    `Legal basis: ${name.en.toLowerCase()} (article ${articleEn(article)}). ${purpose.because.en}`,
  );
}

export const device: Build = (locale, { processors }) => {
  const say = sayer(locale);
  return {
    id: 'cookies',
    anchor: say('kakor', 'cookies'),
    heading: say('Kakor', 'Cookies'),
    blocks: [
      {
        p: say(
          'Kakor håller någon inloggad och minns vad du svarat om besöksstatistik. Numret som besök mäts med finns bara efter ett ja, som du kan ta tillbaka via länken längst ned på varje sida. Du kan läsa sajten och skicka en förfrågan helt utan kakor.',
          'Cookies keep somebody logged in and remember what you have answered about visit statistics. The number that visits are measured by is there only after a yes, which you can take back by the link at the foot of every page. You can read the site and send a request without any cookies.',
        ),
      },
      {
        table: {
          head: [say('Namn', 'Name'), say('När', 'When'), say('Varför', 'Why'), say('Hur länge', 'How long')],
          rows: cookiesWhere(measuredByGoogle(processors)).map((cookie) => [
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
  const consented = (Object.values(purposes) as readonly Purpose[]).some((one) => one.inUse && one.basis === 'consent');
  return {
    id: 'rights',
    anchor: say('rattigheter', 'rights'),
    heading: say('Dina rättigheter', 'Your rights'),
    blocks: [
      {
        p: say(
          `Du använder dem på «Min sida», där du loggar in med en länk som vi mejlar. Länken visar vem du är, och det mesta sker genast. Du kan också skriva till ${controller.email}.`,
          `You use them on “My page”, where you log in with a link that we e-mail. The link shows who you are, and most of it happens at once. You can also write to ${controller.email}.`,
        ),
      },
      {
        p: say(
          `Det kostar inget. Varje begäran blir ett ärende som besvaras inom ${periodText(rightsDeadline, 'sv')} från det att den kom. Är vi osäkra på vem du är kan vi be dig visa det. Säger vi nej får du veta varför, och hur du klagar.`,
          `It costs nothing. Every request becomes a case, answered within ${periodText(rightsDeadline, 'en')} of receiving it. If we are unsure who you are, we may ask you to show it. If we say no, you are told why, and how to complain.`,
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
      ...(consented
        ? []
        : [
            {
              p: say('Inget som vi gör i dag bygger på samtycke.', 'Nothing that we do today is based on consent.'),
            },
          ]),
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
  const day = Temporal.PlainDate.from(policyDate);
  const date = day.toLocaleString(say('sv-SE', 'en-GB'), { day: 'numeric', month: 'long', year: 'numeric' });
  return {
    id: 'edition',
    anchor: say('version', 'version'),
    heading: say('Version', 'Version'),
    blocks: [
      {
        p: say(
          `Den här versionen gäller från ${date}. Med varje förfrågan sparas vilken version som gällde när den skickades. Versionen betecknas med datumet och ett fingeravtryck av sidans text och alla regler bakom den.`,
          `This version applies from ${date}. With each request we store which version applied when it was sent. The version is denoted by the date and a fingerprint of the text of this page and all the rules behind it.`,
        ),
      },
    ],
  };
};
