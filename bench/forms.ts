/** Bodies of the electricity form's last step, each from a company of its own, all invented. */
let made = 0;

/** Ten digits whose last is right by Luhn, in the series of limited companies. */
function organisationNumber(n: number): string {
  const nine = `5599${String(n).padStart(5, '0')}`;
  const sum = [...nine].reduce((total, digit, i) => {
    const twice = Number(digit) * (i % 2 === 0 ? 2 : 1);
    return total + (twice > 9 ? twice - 9 : twice);
  }, 0);
  return `${nine}${(10 - (sum % 10)) % 10}`;
}

export const formPath = '/el';

export function formBody(key: string): string {
  made += 1;
  return new URLSearchParams([
    ['idempotencyKey', key],
    ['step', '3'],
    ['annualKwh', '84 000'],
    ['meters', '1'],
    ['priceArea', 'SE4'],
    ['contractType', 'mixed'],
    ['gridCompany', 'Exempelnät AB'],
    ['fuse', '63'],
    ['installationId', '735999000000012344'],
    ['origin', 'renewable'],
    ['solar', 'no'],
    ['companyName', `Bageriet nummer ${made} AB`],
    ['organisationNumber', organisationNumber(made)],
    ['contactName', 'Inköpsansvarig'],
    ['email', `inkop${made}@norrgarden.example`],
    ['phone', '070-174 06 05'],
    ['postcode', '352 30'],
    ['currentSupplier', 'Gamla Kraft AB'],
    ['message', 'Gärna start i maj.'],
    ['suppliers', '-'],
    ['suppliers', 'savera'],
    ['suppliers', 'tallmo-energi'],
    ['suppliers', 'ljusakra-kraft'],
    ['website', ''],
    ['action', 'send'],
  ]).toString();
}
