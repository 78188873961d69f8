// Longer than most files: the words of half the policy page, with everything countable read from the data.
import { categories, type PersonalCategory, personalCategories, type Source } from './categories.ts';
import { controller, controllerAddress } from './controller.ts';
import { articleEn, type Block, type Build, enumerate, type PolicyInput, sayer } from './document-parts.ts';
import { decisions, promises } from './promises.ts';
import { legalBases, type Purpose, purposeIds, purposes } from './purposes.ts';
import { mustBeStated, optional, type ProcessorId, recipients } from './recipients.ts';
import type { Locale, Text } from './text.ts';

export const who: Build = (locale) => {
  const say = sayer(locale);
  return {
    id: 'controller',
    anchor: say('ansvarig', 'controller'),
    heading: say('Vem som ansvarar', 'Who is responsible'),
    blocks: [
      {
        p: say(
          `${controller.name} är personuppgiftsansvarig för det som beskrivs här.`,
          `${controller.name} is the controller of what is described here.`,
        ),
      },
      {
        definitions: [
          { term: say('Företag', 'Company'), text: controller.name },
          { term: say('Organisationsnummer', 'Organisation number'), text: controller.organisationNumber },
          { term: say('Adress', 'Address'), text: `${controllerAddress}${say('', `, ${controller.country.en}`)}` },
          { term: say('E-post', 'E-mail'), text: controller.email },
          { term: say('Webbplats', 'Website'), text: controller.site },
          {
            term: say('Tillsynsmyndighet', 'Supervisory authority'),
            text: `${controller.authority.name[locale]}, ${controller.authority.site}`,
          },
        ],
      },
      {
        p: say(
          'Vi förmedlar. Avtalet sluter du direkt med leverantören, och vi är inte part i det.',
          'We are a broker. You sign the contract directly with the supplier, and we are not a party to it.',
        ),
      },
    ],
  };
};

const sources: Readonly<Record<Source, Text>> = {
  you: { sv: 'Dig', en: 'You' },
  'you-and-supplier': { sv: 'Leverantören och dig', en: 'The supplier and you' },
  supplier: { sv: 'Leverantören', en: 'The supplier' },
  product: { sv: 'Skapas av tjänsten', en: 'Made by the service' },
};

export const what: Build = (locale) => {
  const say = sayer(locale);
  const row = (id: PersonalCategory) => [
    categories[id].name[locale],
    categories[id].what[locale],
    sources[categories[id].source][locale],
  ];
  return {
    id: 'data',
    anchor: say('uppgifter', 'data'),
    heading: say('Vad vi samlar in och varifrån', 'What we collect, and from where'),
    blocks: [
      {
        p: say('Listan är stängd: något annat samlar vi inte in.', 'The list is closed: we collect nothing else.'),
      },
      {
        table: {
          head: [say('Uppgift', 'Data'), say('Vad', 'What'), say('Kommer från', 'Comes from')],
          rows: personalCategories.filter((id) => categories[id].inUse).map(row),
        },
      },
      {
        p: say(
          'Det du lämnar kommer till oss genom formuläret på sajten, genom ett formulär i en annan sajt eller ett annat system som skickar det hit åt dig, eller när du mejlar eller ringer oss, och vi noterar vilket. Lägger vi in förfrågan åt dig får du ett mejl med det vi skrev. Vi hämtar inget från andra källor utan att du själv lämnar det.',
          'What you provide reaches us through the form on the site, through a form in another site or system that sends it here for you, or when you e-mail or call us, and we record which. If we enter the request for you, you get an e-mail with what we wrote. We fetch nothing from other sources unless you provide it yourself.',
        ),
      },
      {
        p: say(
          'Ingen lag och inget avtal tvingar dig att lämna uppgifter. Men utan svaren som krävs i formuläret kan vi inte skicka någon förfrågan. Inget sparas innan du skickar den.',
          'No law and no contract obliges you to provide data. But without the answers the form requires we can’t send a request. Nothing is stored before you send it.',
        ),
      },
    ],
  };
};

export const why: Build = (locale) => {
  const say = sayer(locale);
  const row = (purpose: Purpose) => [
    purpose.name[locale],
    `${purpose.what[locale]}.`,
    inOneSentence(purpose.categories.map((id) => categories[id].name[locale])),
    say(
      `${legalBases[purpose.basis].name.sv} (artikel ${legalBases[purpose.basis].article}). ${purpose.because.sv}`,
      `${legalBases[purpose.basis].name.en} (article ${articleEn(legalBases[purpose.basis].article)}). ${purpose.because.en}`,
    ),
  ];
  return {
    id: 'purposes',
    anchor: say('andamal', 'purposes'),
    heading: say('Varför, och med vilken rättslig grund', 'Why, and on which legal basis'),
    blocks: [
      {
        p: say(
          'Artiklarna är dataskyddsförordningens (GDPR).',
          'The articles are those of the General Data Protection Regulation (GDPR).',
        ),
      },
      {
        table: {
          head: [
            say('Ändamål', 'Purpose'),
            say('Vad vi gör', 'What we do'),
            say('Uppgifter', 'Data'),
            say('Rättslig grund', 'Legal basis'),
          ],
          rows: purposeIds.filter((id) => purposes[id].inUse).map((id) => row(purposes[id])),
        },
      },
      { p: promises.P5.text[locale] },
      { p: decisions.D2[locale] },
    ],
  };
};

/** "Namn, kontaktuppgifter, IP-adress": lower case after the first, except for an abbreviation. */
const inOneSentence = (names: readonly string[]) =>
  names
    .map((name, i) => (i === 0 || /^.\p{Lu}/u.test(name) ? name : name.charAt(0).toLowerCase() + name.slice(1)))
    .join(', ');

export const receivers: Build = (locale, { suppliers, processors }) => {
  const say = sayer(locale);
  const services = [...new Set(suppliers.flatMap((supplier) => supplier.services))].sort((a, b) =>
    a.localeCompare(b, locale),
  );
  const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
  const idle = suppliers.filter((supplier) => supplier.services.length === 0).map((supplier) => supplier.name);
  const named = (kind: ProcessorId) =>
    (processors ?? [])
      .filter((one) => one.kind === kind)
      .map(({ name, country, own }) => {
        if (own) return say('det sköter vi själva', 'we do it ourselves');
        return country ? `${name} (${country})` : name;
      });
  const whoever = (kind: ProcessorId) => {
    if (processors && named(kind).length === 0) return say('inte angivet', 'not stated');
    return enumerate(named(kind), locale);
  };
  // Text messages and Google Analytics only where somebody has been engaged for them; hosting and mail always exist.
  const kinds: readonly ProcessorId[] = [...mustBeStated, ...optional.filter((kind) => named(kind).length > 0)];
  return {
    id: 'recipients',
    anchor: say('mottagare', 'recipients'),
    heading: say('Vem som får uppgifterna', 'Who receives the data'),
    blocks: [
      {
        p: say(
          'En förfrågan går bara till leverantörer av tjänsten du valt. Innan du skickar ser du vilka de är och kan bocka av var och en. Efteråt ser du på «Min sida» exakt vad varje leverantör fick, när och varför.',
          'A request goes only to suppliers of the service you chose. Before sending you see which they are and can untick each one. Afterwards you see on “My page” exactly what each supplier was sent, when and why.',
        ),
      },
      {
        p: say(
          'Varje leverantör får bara de fält som hör till tjänsten, och aldrig IP-adressen.',
          'Each supplier receives only the fields that belong to the service, and never the IP address.',
        ),
      },
      {
        table: {
          head: [say('Tjänst', 'Service'), say('Leverantörer', 'Suppliers')],
          rows: services.map((service) => [
            capital(service),
            enumerate(
              suppliers.filter((supplier) => supplier.services.includes(service)).map((supplier) => supplier.name),
              locale,
            ),
          ]),
        },
      },
      ...(idle.length > 0
        ? [
            {
              p: say(
                `Utan tjänst i dag, och därför utan förfrågningar: ${enumerate(idle, 'sv')}.`,
                `Without a service today, and therefore without requests: ${enumerate(idle, 'en')}.`,
              ),
            },
          ]
        : []),
      {
        p: say(
          'Varje leverantör är själv personuppgiftsansvarig för det den får. Du får leverantörens kontaktuppgifter, och avtalet är ditt och leverantörens. Hur det gick vet vi bara om du eller leverantören berättar det.',
          'Each supplier is itself the controller of what it receives. You get the supplier’s contact details, and the contract is yours and the supplier’s. How it went we know only if you or the supplier tells us.',
        ),
      },
      {
        p: say(
          'Den som sköter något åt oss är personuppgiftsbiträde och arbetar bara på våra instruktioner.',
          'Whoever does something for us is a processor and works on our instructions only.',
        ),
      },
      {
        definitions: kinds.map((kind) => ({
          term: [recipients[kind].name[locale], whoever(kind)].filter(Boolean).join(': '),
          text: `${recipients[kind].receives[locale]}.`,
        })),
      },
      {
        p: say(
          'Vi säljer inga uppgifter. En myndighet får uppgifter av oss bara om lagen kräver det.',
          'We sell no data. An authority receives data from us only where the law requires it.',
        ),
      },
    ],
  };
};

/** What can be said about transfers: only what somebody has stated. */
function transferBlocks(locale: Locale, processors: PolicyInput['processors']): Block[] {
  const say = sayer(locale);
  if (!processors) {
    return [
      {
        p: say(
          'Vilka som sköter något åt oss, var de finns och med vilket skydd står på policysidan. Vilka det har varit, och när, står bland policyns versioner.',
          'Who does something for us, where they are and with which safeguard stands on the policy page. Who it has been, and when, stands among the versions of the policy.',
        ),
      },
    ];
  }
  const outside = processors.flatMap(({ name, outsideEea }) => (outsideEea ? [{ name, ...outsideEea }] : []));
  const unstated = mustBeStated.filter((kind) => !processors.some((one) => one.kind === kind));
  const kinds = (of: Locale) =>
    enumerate(
      unstated.map((kind) => recipients[kind].name[of].toLowerCase()),
      of,
    );
  const blocks: Block[] = [];
  if (outside.length > 0) {
    blocks.push(
      {
        p: say(
          'De här mottagarna behandlar uppgifter utanför EU och EES, med det skydd som anges.',
          'These recipients handle data outside the EU and EEA, with the safeguard stated.',
        ),
      },
      { definitions: outside.map((one) => ({ term: `${one.name}, ${one.country}`, text: one.safeguard })) },
    );
  }
  if (unstated.length > 0) {
    blocks.push({
      p: say(
        `Vem som sköter ${kinds('sv')} är inte angivet här. Därför går det inte att säga om de uppgifterna förs till länder utanför EU och EES.`,
        `Who takes care of ${kinds('en')} is not stated here. That is why it can’t be said whether that data is transferred to countries outside the EU and EEA.`,
      ),
    });
  } else if (outside.length === 0) {
    blocks.push({
      p: say(
        'Vi för inte över uppgifter till länder utanför EU och EES.',
        'We do not transfer data to countries outside the EU and EEA.',
      ),
    });
  }
  return blocks;
}

export const transfers: Build = (locale, { processors }) => {
  const say = sayer(locale);
  return {
    id: 'transfers',
    anchor: say('utanfor-eu', 'transfers'),
    heading: say('Utanför EU', 'Outside the EU'),
    blocks: [
      ...transferBlocks(locale, processors),
      {
        p: say(
          'Var en leverantör behandlar det den fått svarar leverantören för.',
          'Where a supplier handles what it has received is the supplier’s responsibility.',
        ),
      },
    ],
  };
};
