import { type ServiceId, serviceIds, type Values } from '#catalog/index.ts';

/** An invented company, for the documentation. */
const company: Values = {
  companyName: 'Bullssons Bageri AB',
  organisationNumber: '559900-0006',
  contactName: 'Berta Bullsson',
  email: 'berta@bullssons.example',
  phone: '070-174 06 05',
  postcode: '352 30',
  contractEnds: '2027-01-01',
};

/** What such a company might need of each service. */
const answers: Readonly<Record<ServiceId, Values>> = {
  electricity: {
    ...{ annualKwh: 84_000, meters: 1, priceArea: 'SE4', contractType: 'fixed', fuse: '63' },
    ...{ origin: 'renewable', solar: false, gridCompany: 'Växjö Energi Elnät', installationId: '735999000000012344' },
  },
  telephony: {
    ...{ usersLow: 4, gbLow: 5, usersMedium: 6, gbMedium: 20, usersHigh: 2, gbHigh: 60 },
    ...{ minutes: 300, abroad: 'eu', seats: 2, numbersToPort: 12, handsets: 0 },
  },
  insurance: {
    ...{ activity: 'Bageri med butik', turnover: 8_500_000, payroll: 2_400_000, employees: 7, premises: 180 },
    ...{ propertyValue: 1_200_000, liabilityWanted: 10_000_000 },
    ...{ claims: true, claimCount: 1, claimCost: 45_000, claimKinds: ['property'] },
  },
  loans: {
    ...{ amount: 400_000, months: 36, purpose: 'investment', turnover: 8_500_000, result: 640_000, companyAge: 9 },
    ...{ otherLoans: 0, collateral: ['floating-charge'], guarantee: false, remarks: false },
  },
  payments: {
    ...{ trade: 'Bageri och kafé', cardTurnover: 6_200_000, averagePurchase: 118.5 },
    ...{ shareDebit: 70, shareCredit: 18, shareCommercial: 8, shareForeign: 4 },
    ...{ channel: 'both', terminals: 3, currentMonthlyCost: 5_400, cashRegister: true },
  },
  accounting: {
    ...{ legalForm: 'limited', turnover: 8_500_000, vouchers: 140, payslips: 7, invoicesOut: 25, invoicesIn: 60 },
    ...{ vatPeriod: 'quarter', advisoryHours: 10, yearEnd: true, auditor: false, software: 'Fortnox' },
  },
  'social-media': {
    ...{ channels: ['instagram', 'facebook'], posts: 12, goal: 'sales', video: true, languages: ['sv'] },
    ...{ ads: true, adBudget: 4_000 },
  },
  legal: { matter: 'premises', urgency: 'weeks', extent: 'once', hours: 12, legalCover: true },
};

/** Whom an example goes to: a supplier of the service that the product knows by name. */
const receiver: Readonly<Record<ServiceId, string>> = {
  electricity: 'savera',
  telephony: 'select-telecom',
  insurance: 'soderberg-partners',
  loans: 'qred',
  payments: 'nets',
  accounting: 'fortnox',
  'social-media': 'mediahjalpen',
  legal: 'bjorfjall-legal',
};

/** A whole request to each service as it may be sent. The documentation shows them, and a test sends them. */
export const exampleLeads = Object.fromEntries(
  serviceIds.map((service) => [
    service,
    { service, locale: 'sv', suppliers: [receiver[service]], told: true, company, answers: answers[service] },
  ]),
) as unknown as Readonly<Record<ServiceId, ExampleLead>>;

interface ExampleLead {
  readonly service: ServiceId;
  readonly locale: 'sv';
  readonly suppliers: readonly string[];
  readonly told: true;
  readonly company: Values;
  readonly answers: Values;
}
