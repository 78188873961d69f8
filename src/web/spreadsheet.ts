import { stringify } from 'csv-stringify/sync';

/** What a spreadsheet would take for the beginning of a formula, its wide twins included. */
const formula = /^[\s\p{Cf}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20|%]|^[\t\r\n]/u;

/** A text that stays a text in any spreadsheet, whoever has written it. */
export const harmlessCell = (text: string): string => (formula.test(text) ? `'${text}` : text);

/**
 * Rows as a CSV file that Excel in Swedish opens rightly: semicolons, and a mark at the beginning that says UTF-8. Texts can't become formulas;
 * numbers stay numbers.
 */
export const spreadsheet = (rows: readonly (readonly (string | number)[])[]): string =>
  stringify(
    rows.map((row) => row.map((cell) => (typeof cell === 'string' ? harmlessCell(cell) : cell))),
    { bom: true, delimiter: ';', record_delimiter: 'windows' },
  );
