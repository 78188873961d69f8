// Long because it is one table: every column of the database, with what it is for.
import { type PersonalCategory, personalCategories } from './categories.ts';
import type { PurposeId } from './purposes.ts';
import { leadClocks, type RetentionRuleId } from './retention.ts';

export { categories, type PersonalCategory, personalCategories } from './categories.ts';
export * from './fields.ts';

export type Column =
  | { readonly personal: false }
  | {
      readonly personal: true;
      readonly category: PersonalCategory;
      /** What else may stand in it, where one column has several kinds. */
      readonly also?: readonly PersonalCategory[];
      readonly purposes: readonly PurposeId[];
    };

export interface Table {
  readonly columns: Readonly<Record<string, Column>>;
  /** The retention rules that may end a row; one always runs. Empty only where no column is personal. */
  readonly clocks: readonly RetentionRuleId[];
}

interface PlainTable {
  /** Column names, separated by spaces. */
  readonly plain: string;
}
/** One kind of data, or several in one column, the chief one first. */
type Kinds = PersonalCategory | readonly [PersonalCategory, ...PersonalCategory[]];

interface PersonalTable extends PlainTable {
  readonly personal: Readonly<Record<string, readonly [Kinds, PurposeId, ...PurposeId[]]>>;
  readonly clock: RetentionRuleId | readonly [RetentionRuleId, ...RetentionRuleId[]];
}

/**
 * A table in a few lines: its plain columns by name, its personal ones with category and purposes, and the clock of its rows.
 * @throws Error when a column is named twice
 */
export function table(spec: PlainTable | PersonalTable): Table {
  const columns: Record<string, Column> = {};
  const add = (name: string, column: Column) => {
    if (Object.hasOwn(columns, name)) throw new Error(`Column declared twice: ${name}`);
    columns[name] = column;
  };
  for (const name of spec.plain.split(/\s+/).filter(Boolean)) add(name, { personal: false });
  if (!('personal' in spec)) return { columns, clocks: [] };
  for (const [name, [kinds, ...purposes]] of Object.entries(spec.personal)) {
    const [category, ...also] = typeof kinds === 'string' ? [kinds] : kinds;
    add(name, { personal: true, category: category!, ...(also.length > 0 ? { also } : {}), purposes });
  }
  return { columns, clocks: typeof spec.clock === 'string' ? [spec.clock] : spec.clock };
}

/** Every table of the database by "schema.table". A column that isn't here fails the build (P2). Keyed hashes count as what they were made of. */
export const tables: Readonly<Record<string, Table>> = {
  'brokerage.supplier': table({
    plain: `id name example active locale website daily_cap weight webhook_url webhook_secret webhook_disabled_at
      webhook_old_secret webhook_old_until open_days opens_at closes_at breaker_failures breaker_retry_at created_at updated_at`,
    personal: { email: ['supplier-contact', 'supplier-access'], phone: ['supplier-contact', 'supplier-access'] },
    clock: 'supplier-contact',
  }),
  'brokerage.text_version': table({ plain: 'key locale version body staff_id at' }),
  'brokerage.supplier_service': table({ plain: 'supplier_id service' }),
  'brokerage.supplier_pause': table({ plain: 'id supplier_id from_day to_day' }),
  'brokerage.source': table({
    plain: `id name kind secret_hash old_hash old_until made_at used_at ended_at service locale suppliers mapping fields told
      told_words switched_on_at`,
  }),
  'brokerage.submission': table({
    plain: 'id source_id received_at state dealt_at lead_id',
    personal: {
      // A whole request as another site's form sent it, not yet sorted into columns.
      content: [['answers', 'identity', 'contact', 'company', 'organisation-number'], 'brokerage'],
      content_hash: ['answers', 'security'],
      email_keys: ['contact', 'rights'],
    },
    clock: ['submission.waiting', 'submission.dealt'],
  }),
  'brokerage.lead': table({
    plain: `id reference service source registered_by source_id locale state joined_to idempotency_key policy_version received_at routed_at first_quote_at
      chosen_at closed_at clock_rule clock_at notice_at`,
    personal: {
      restricted_at: ['contact', 'rights'],
      company_name: ['company', 'brokerage'],
      organisation_number: ['organisation-number', 'brokerage'],
      sole_trader: ['organisation-number', 'brokerage'],
      organisation_key: ['organisation-number', 'brokerage'],
      contact_name: ['identity', 'brokerage'],
      email: ['contact', 'brokerage', 'customer-access'],
      email_key: ['contact', 'customer-access'],
      phone: ['contact', 'brokerage'],
      postcode: ['company', 'brokerage'],
      current_supplier: ['company', 'brokerage'],
      contract_ends: ['company', 'brokerage'],
      message: ['answers', 'brokerage'],
      answers: ['answers', 'brokerage'],
      ticked: ['answers', 'brokerage'],
      body_hash: ['answers', 'security'],
      ip: ['ip', 'security'],
      closing_reason: ['quotes', 'brokerage'],
    },
    clock: leadClocks,
  }),
  'brokerage.routing_decision': table({ plain: 'lead_id supplier_id chosen reason rank decided_at due_at' }),
  'brokerage.referral': table({
    plain: `id lead_id lead_reference supplier_id service locale state policy_version created_at sent_at opened_at answered_at
      closed_at`,
    personal: { payload: ['answers', 'brokerage'], decline_reason: ['quotes', 'brokerage'] },
    clock: 'delivery',
  }),
  'brokerage.quote': table({
    plain:
      'id referral_id lead_id supplier_id service state valid_until revision received_at corrected_at settled_at entered_by',
    personal: { values: ['quotes', 'brokerage'] },
    clock: leadClocks,
  }),
  'brokerage.quote_file': table({
    plain: 'id quote_id supplier_id bytes created_at',
    personal: { content: ['quotes', 'brokerage'], sha256: ['quotes', 'brokerage'] },
    clock: leadClocks,
  }),
  'brokerage.outcome': table({
    plain: 'id lead_id referral_id reported_by reported_at',
    personal: { outcome: ['quotes', 'brokerage'] },
    clock: leadClocks,
  }),
  'brokerage.question': table({
    plain: 'id lead_id asked_at',
    personal: { body: ['messages', 'brokerage'] },
    clock: leadClocks,
  }),
  'brokerage.note': table({
    plain: 'id lead_id staff_id written_at',
    personal: { body: ['messages', 'brokerage'] },
    clock: leadClocks,
  }),
  'brokerage.task': table({
    plain: 'id lead_id kind staff_id due_on made_at done_at done_by',
    personal: { body: ['messages', 'brokerage'] },
    clock: leadClocks,
  }),
  'brokerage.call': table({
    plain: 'id log_id lead_id staff_id at task_id dialled ended seconds',
    personal: {
      outcome: ['messages', 'brokerage'],
      note: ['messages', 'brokerage'],
      carrier_id: ['contact', 'brokerage'],
    },
    clock: leadClocks,
  }),
  'brokerage.message': table({
    plain: 'id lead_id direction channel template staff_id written_at report reported_at',
    personal: {
      subject: ['messages', 'brokerage'],
      body: ['messages', 'brokerage'],
      carrier_id: ['contact', 'brokerage'],
    },
    clock: leadClocks,
  }),
  'brokerage.mail_in': table({
    plain: `id size arrived_at stored_at condition automatic suggestion why kind lead_id threaded_by supplier_id case_id withdrawn_at
      read_at dealt_at dealt_by`,
    personal: {
      mail_key: ['messages', 'rights'],
      handle: ['messages', 'rights'],
      from_name: ['identity', 'rights', 'brokerage'],
      from_address: ['contact', 'rights', 'brokerage'],
      from_key: ['contact', 'rights'],
      subject: ['messages', 'rights', 'brokerage'],
      body: ['messages', 'rights', 'brokerage'],
      html: ['messages', 'rights', 'brokerage'],
    },
    clock: ['correspondence', 'correspondence.waiting', ...leadClocks],
  }),
  'brokerage.mail_file': table({
    plain: 'id mail_id place type bytes',
    personal: { name: ['messages', 'rights', 'brokerage'], content: ['messages', 'rights', 'brokerage'] },
    clock: ['correspondence', 'correspondence.waiting', ...leadClocks],
  }),
  'brokerage.mail_purge': table({
    plain: 'size since attempts next_at',
    personal: { mail_key: ['messages', 'rights'], handle: ['messages', 'rights'] },
    clock: 'mail-store',
  }),
  'brokerage.reminder': table({ plain: 'quote_id audience day made_at' }),
  'brokerage.delivery': table({
    plain: `id kind channel audience lead_id referral_id supplier_id subject_id lane state attempts due_at leased_until reason cause
      created_at ended_at`,
    personal: { sealed: ['contact', 'brokerage'] },
    clock: 'parting',
  }),
  'brokerage.delivery_attempt': table({ plain: 'delivery_id number at outcome status ms' }),
  'brokerage.taken': table({ plain: 'id at' }),
  'archive.request': table({
    plain: `id reference service locale supplier_id reported_by policy_version received_at contract_at erase_at recipients`,
    personal: {
      company_name: ['company', 'archive'],
      organisation_number: ['organisation-number', 'archive'],
      contact_name: ['identity', 'archive'],
      email: ['contact', 'archive', 'customer-access'],
      email_key: ['contact', 'customer-access'],
      phone: ['contact', 'archive'],
      quote_values: ['quotes', 'archive'],
      restricted_at: ['contact', 'rights'],
      asked_at: ['contact', 'rights'],
    },
    clock: 'archive.contract',
  }),
  'access.login_link': table({
    plain: 'created_at expires_at used_at',
    personal: { token_hash: ['credentials', 'customer-access'], email_key: ['contact', 'customer-access'] },
    clock: 'login-link',
  }),
  'access.login_request': table({
    plain: 'id staff created_at',
    personal: { email_key: ['contact', 'customer-access'] },
    clock: 'login-link',
  }),
  'access.session': table({
    plain: 'kind supplier_id referral_id created_at expires_at',
    personal: {
      token_hash: ['credentials', 'customer-access', 'supplier-access'],
      email_key: ['contact', 'customer-access'],
    },
    clock: ['customer-session', 'supplier-session'],
  }),
  'access.staff': table({
    plain: 'id email_verified image two_factor_enabled created_at updated_at',
    personal: {
      name: ['staff', 'staff-access'],
      email: ['staff', 'staff-access'],
      phone: ['staff', 'staff-access'],
      locale: ['staff', 'staff-access'],
      roles: ['staff', 'staff-access'],
    },
    clock: 'staff-account',
  }),
  'access.saved_view': table({
    plain: 'id staff_id filter made_at',
    personal: { name: ['staff', 'staff-access'] },
    clock: 'staff-account',
  }),
  'access.staff_session': table({
    plain: 'id user_id expires_at created_at updated_at ip_address unused_agent factor started_at seen_at',
    personal: { token: ['credentials', 'staff-access'], device: ['staff', 'staff-access'] },
    clock: ['staff-session', 'staff-idle'],
  }),
  'access.staff_account': table({
    plain: `id account_id provider_id user_id access_token refresh_token id_token access_token_expires_at refresh_token_expires_at
      scope password created_at updated_at`,
  }),
  'access.staff_verification': table({
    plain: 'id expires_at created_at updated_at',
    personal: { identifier: ['credentials', 'staff-access'], value: ['staff', 'staff-access'] },
    clock: 'staff-link',
  }),
  'access.staff_totp': table({
    plain: 'id user_id verified failed_verification_count locked_until',
    personal: { secret: ['credentials', 'staff-access'], backup_codes: ['credentials', 'staff-access'] },
    clock: 'staff-account',
  }),
  'access.staff_passkey': table({
    plain: 'id user_id counter device_type backed_up transports aaguid created_at',
    personal: {
      name: ['staff', 'staff-access'],
      public_key: ['credentials', 'staff-access'],
      credential_id: ['credentials', 'staff-access'],
    },
    clock: 'staff-account',
  }),
  'access.staff_recovery': table({
    plain: 'staff_id created_at used_at',
    personal: { code_hash: ['credentials', 'staff-access'] },
    clock: 'staff-account',
  }),
  'access.staff_link': table({
    plain: 'kind staff_id created_at expires_at used_at',
    personal: { token_hash: ['credentials', 'staff-access'] },
    clock: ['staff-link', 'staff-invitation'],
  }),
  'access.rate_limit': table({
    plain: 'window_start hits',
    personal: { key: ['ip', 'security'] },
    clock: 'rate-limit',
  }),
  'ledger.audit': table({ plain: 'id at actor action subject detail previous hash' }),
  'privacy.erasure': table({
    plain: 'id at scope rule lead_ids counts certified_at scrubbed_at',
    personal: { needles: ['contact', 'rights'] },
    clock: 'traces',
  }),
  'privacy.certificate': table({
    plain: 'id erasure_id at scope rule promise policy_version lead_ids counts scan previous hash',
  }),
  'privacy.erasure_notice': table({
    plain: `id erasure_id supplier_id reference referral_id service made_at told_at acknowledged_at chases next_chase_at`,
  }),
  'privacy.recipient': table({ plain: 'id kind recipient name service located_in safeguard since until' }),
  'privacy.rights_case': table({
    plain: 'id right_id purpose lead_id channel state locale fields opened_at confirmed_at due_at closed_at outcome',
    personal: { email_key: ['contact', 'rights'], sealed: ['contact', 'rights'] },
    clock: 'rights-case',
  }),
  'privacy.suppression': table({
    plain: 'at',
    personal: { address_hash: ['suppression', 'suppression'] },
    clock: 'subscriber.suppressed',
  }),
  'privacy.policy_applied': table({ plain: 'fingerprint version at moved due' }),
  'privacy.run': table({ plain: 'id kind started_at finished_at detail' }),
  'privacy.quarantine': table({ plain: 'since reason stage backup_at ledger reactions detail' }),
  'privacy.restored_needle': table({
    plain: 'erasure_id',
    personal: { sealed: ['contact', 'rights'] },
    clock: 'backup',
  }),
  'newsletter.sign_up': table({
    plain: 'id requested_at',
    personal: { email_key: ['subscription', 'newsletter'], sealed: ['subscription', 'newsletter'] },
    clock: 'subscriber.unconfirmed',
  }),
  'newsletter.subscriber': table({
    plain: 'id state requested_at confirmed_at used_at erase_at',
    personal: {
      email_key: ['subscription', 'newsletter'],
      use_key: ['subscription', 'newsletter'],
      email: ['subscription', 'newsletter'],
      name: ['subscription', 'newsletter'],
      locale: ['subscription', 'newsletter'],
      interests: ['subscription', 'newsletter'],
      channel: ['subscription', 'newsletter'],
      restricted_at: ['contact', 'rights'],
    },
    clock: ['subscriber.unconfirmed', 'subscriber.inactive', 'subscriber.withdrawn'],
  }),
  'newsletter.consent': table({
    plain: 'id subscriber_id consent_id consent_version given_at confirmed_at recorded_by policy_version',
    personal: {
      locale: ['subscription', 'newsletter'],
      text: ['subscription', 'newsletter'],
      text_hash: ['subscription', 'newsletter'],
      channel: ['subscription', 'newsletter'],
      stated: ['subscription', 'newsletter'],
    },
    clock: 'consent.proof',
  }),
  'newsletter.link': table({
    plain: 'subscriber_id created_at expires_at',
    personal: { token_hash: ['subscription', 'newsletter'] },
    clock: 'subscriber.unconfirmed',
  }),
  'newsletter.campaign': table({
    plain: `id name state locale subject preheader body segment_locale segment_interest version created_at created_by changed_at starts_at
      started_at ended_at composed filled_to filled planned held`,
  }),
  'newsletter.campaign_image': table({ plain: 'id campaign_id type width height content added_at' }),
  'newsletter.campaign_link': table({ plain: 'campaign_id n label url' }),
  'newsletter.recipient': table({ plain: 'campaign_id subscriber_id attempts due_at' }),
  'newsletter.tally': table({ plain: 'campaign_id hour kind link n' }),
  'newsletter.sender': table({ plain: 'one holder held_until waits_until waits_for pace' }),
  'analytics.wording': table({ plain: 'hash consent_id version locale text' }),
  'analytics.consent': table({
    plain: 'choice wording at',
    personal: { id: ['device', 'analytics'] },
    clock: 'consent.choice',
  }),
  // Its months are tables of their own, with the same columns.
  'analytics.event': table({
    plain: 'at kind page locale service step field vital amount',
    personal: {
      visitor: ['device', 'analytics'],
      host: ['device', 'analytics'],
      utm_source: ['device', 'analytics'],
      utm_medium: ['device', 'analytics'],
      utm_campaign: ['device', 'analytics'],
      country: ['device', 'analytics'],
      browser: ['device', 'analytics'],
      system: ['device', 'analytics'],
      device: ['device', 'analytics'],
      screen: ['device', 'analytics'],
      language: ['device', 'analytics'],
    },
    clock: 'event.analytics',
  }),
  'analytics.hourly': table({ plain: 'hour kind dimension value n' }),
  'analytics.daily': table({ plain: 'day kind dimension value n visitors' }),
  'analytics.rolled': table({ plain: 'what until' }),
  'analytics.dropped': table({ plain: 'day reason n' }),
  'ledger.event': table({ plain: 'id at type lead_id referral_id quote_id supplier_id detail' }),
  'caught.mail': table({
    plain: 'id at message_id',
    personal: {
      recipient: ['contact', 'brokerage'],
      subject: ['messages', 'brokerage'],
      html: ['messages', 'brokerage'],
      body: ['messages', 'brokerage'],
      headers: ['messages', 'brokerage'],
    },
    clock: 'caught-mail',
  }),
  'caught.sms': table({
    plain: 'id at message_id',
    personal: { recipient: ['contact', 'brokerage'], body: ['messages', 'brokerage'] },
    clock: 'caught-mail',
  }),
};

/** Whether a column of the database is declared, personal or not. */
export function isDeclared(tableName: string, column: string): boolean {
  return Object.hasOwn(tables, tableName) && Object.hasOwn(tables[tableName]!.columns, column);
}

/** The personal columns of a table with their category and purposes; empty for a table that has none or doesn't exist. */
export function personalColumns(tableName: string): readonly {
  readonly column: string;
  readonly category: PersonalCategory;
  readonly also?: readonly PersonalCategory[];
  readonly purposes: readonly PurposeId[];
}[] {
  return Object.entries(tables[tableName]?.columns ?? {}).flatMap(([column, use]) =>
    use.personal
      ? [{ column, category: use.category, ...(use.also ? { also: use.also } : {}), purposes: use.purposes }]
      : [],
  );
}

/** The tables that hold personal data, by "schema.table". */
export const personalTables: readonly string[] = Object.keys(tables).filter((name) => personalColumns(name).length > 0);

/** The kinds of personal data the database holds today, in the order of the closed list. */
export const categoriesHeld: readonly PersonalCategory[] = personalCategories.filter((category) =>
  personalTables.some((name) =>
    personalColumns(name).some((column) => column.category === category || column.also?.includes(category)),
  ),
);
