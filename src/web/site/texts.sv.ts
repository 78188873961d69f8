export const sv = {
  home: {
    title: 'Offerter på företagets avtal',
    description:
      'Allkontrakt förmedlar företagets avtal om el, telefoni, försäkring och fem tjänster till. Du ser vem som får vad innan något skickas.',
    heading: ['Fråga en gång.', 'Få offerter från dem du själv godkänt.'] as [string, string],
    lead: 'Allkontrakt förmedlar företagets avtal om el, telefoni, försäkring och fem tjänster till. Innan något skickas ser du vem som får vad och när det försvinner.',
    choose: 'Välj tjänst',
    exhibit: {
      title: 'En förfrågan, från början till slut',
      sent: 'Du trycker på Skicka förfrågan',
      sentText: 'Först nu sparas något.',
      forwarded: 'Tre leverantörer får det du såg',
      forwardedText: 'Inget annat. IP-adressen aldrig.',
      days: '13–17 mars',
      quoted: 'Tre offerter kommer',
      quotedText: (sum: string) => `Lägst: ${sum} per år.`,
      noContract: 'Inget avtal?',
      erased: (day: string) => `Raderat senast ${day}`,
    },
    services: 'Vad behöver företaget?',
    how: 'Tre steg, sedan svarar leverantörerna',
    steps: [
      {
        title: 'Behovet',
        text: 'Svara på det som behövs för att offerterna ska gå att jämföra. Det som är frivilligt kan du hoppa över.',
      },
      {
        title: 'Företaget',
        text: 'Organisationsnummer och hur leverantörerna når dig. Fortfarande är ingenting sparat.',
      },
      {
        title: 'Vem får vad?',
        text: 'Du ser varje leverantör och varje uppgift den får. Bocka av dem du inte vill fråga. Skicka.',
      },
    ],
    suppliers: 'Leverantörerna, tjänst för tjänst',
    suppliersText: 'En förfrågan går bara till dem som har tjänsten, och bara om du låter bocken sitta kvar.',
    noService: 'Ingen tjänst ännu',
    promises: 'När uppgifterna försvinner',
    promisesText: 'Tiderna räknas automatiskt, och du ser ditt eget datum i kvittot.',
    noQuote: 'Ingen offert? Då raderas förfrågan.',
    noContract: 'Offert men inget avtal? Då raderas den också, räknat från förfrågan.',
    archived: 'Blev det avtal? Då ligger förfrågan i ett arkiv som få kan läsa, och raderas sedan.',
    noCookies: ['0 kakor', 'Sajten mäter inga besök och sätter ingen kaka förrän du loggar in.'] as [string, string],
    questions: 'Frågor och svar',
    answers: [
      {
        id: 'contract',
        question: 'Vem tecknar jag avtal med?',
        answer:
          'Direkt med leverantören du väljer. Allkontrakt är inte part i avtalet, och varje leverantör ansvarar själv för de uppgifter den har fått.',
      },
      {
        id: 'order',
        question: 'Hur ordnas offerterna?',
        answer:
          'Efter total kostnad per år, lägst först. Om vi får provision påverkar den aldrig ordningen. Formeln står bredvid varje offert.',
      },
      {
        id: 'nobody',
        question: 'Vad händer om ingen svarar?',
        answer:
          'Har ingen offert kommer inom {noQuote} raderas förfrågan. Vi säger till {notice} innan, så att du hinner skicka en ny.',
      },
      {
        id: 'regret',
        question: 'Kan jag ångra mig?',
        answer:
          'Ja. Skriv till {email} att du vill avsluta. Då upphör förmedlingen, leverantörerna får besked och dina uppgifter raderas.',
      },
      {
        id: 'calls',
        question: 'Kommer ni att ringa?',
        answer: 'Bara om din egen öppna förfrågan. Vi ringer aldrig för att sälja och skickar aldrig reklam med sms.',
      },
    ],
  },
  contact: {
    title: 'Kontakt',
    description: 'Adress, e-post och hur du använder dina rättigheter.',
    lead: 'Skriv till oss om allt som rör förmedlingen och dina uppgifter.',
    write: 'Skriv',
    visit: 'Post',
    company: 'Bolag',
    ongoing: 'Pågående förfrågan',
    ongoingText: 'Frågor om dina offerter ställer du enklast på Min sida.',
    rights: 'Dina rättigheter',
    rightsText: (month: string) =>
      `Ett mejl räcker. Du behöver inte använda några särskilda ord och inte motivera dig. Du får svar inom ${month}.`,
    policy: 'Läs personuppgiftspolicyn',
    complain: 'Klaga hos tillsynsmyndigheten',
    complainText: 'Tycker du att vi gör fel kan du klaga hos',
  },
  error: {
    403: {
      title: 'Det gick inte att ta emot formuläret',
      text: 'Det verkar ha skickats från en annan sida än vår. Öppna sidan på nytt och skicka därifrån.',
    },
    404: {
      title: 'Sidan finns inte',
      text: 'Adressen kan vara felskriven, eller så har sidan flyttat. Härifrån kommer du vidare.',
    },
    409: {
      title: 'Formuläret är redan skickat',
      text: 'Det skickades en gång med andra uppgifter. Öppna sidan på nytt om du vill skicka det en gång till.',
    },
    410: {
      title: 'Länken gäller inte längre',
      text: 'Länkarna i våra mejl slutar fungera efter en tid, och en del går bara att använda en gång. Det skyddar dina uppgifter.',
    },
    429: {
      title: 'Lite för många försök',
      text: 'Vi bromsar för att skydda tjänsten. Vänta en stund och försök igen. Det du skrivit kan du gå tillbaka till.',
    },
    500: {
      title: 'Något gick fel hos oss',
      text: 'Felet är noterat. Höll du på att skicka något och inte fick något kvitto? Gå tillbaka och skicka igen. Det blir ändå bara en förfrågan.',
    },
    503: {
      title: 'Vi kan inte ta emot något just nu',
      text: 'Inget har sparats. Gå tillbaka om en stund och skicka igen.',
    },
    mine: 'Be om en ny länk',
    supplier: 'Saknar du en länk till en förfrågan? Skriv till oss, så skickar vi en ny.',
    home: 'Till startsidan',
    services: 'Se tjänsterna',
    contact: 'Kontakta oss',
    reference: 'Felets nummer, om du hör av dig:',
  },
};
