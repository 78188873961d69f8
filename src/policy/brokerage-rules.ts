/** Numbers of the brokerage that are not about erasing. Days are calendar days in Sweden (D7). */
export const brokerageRules = {
  /** D2: the customer is asked for the outcome when a quote has been open this long. */
  outcomeReminders: { customer: ['P14D', 'P30D', 'P90D'], supplier: ['P14D', 'P30D'] },
  /** D3: the customer is told this long before an erasure by P10 or P11, and may make a new request. */
  erasureNotice: { before: 'P3D', rules: ['lead.no-quote', 'lead.no-contract'] },
  /** Between these hours in Sweden no text message leaves. */
  quietHours: { from: 20, until: 8 },
  /** Quotes that arrive this close together are announced in one mail. */
  quoteMailBatching: 'PT10M',
  /** The same organisation number and service within this time joins the open request. */
  dedupWindow: 'P7D',
  /** D8: every sum is in this currency and excludes VAT, and says so. */
  money: { currency: 'SEK', includesVat: false },
} as const;
