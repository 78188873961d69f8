/** One line of the result; times in milliseconds. */
export interface Row {
  readonly what: string;
  readonly perSecond?: number;
  readonly p50?: number;
  readonly p95?: number;
  /** Processor time of the process measured, per request. */
  readonly cpu?: number;
  /** Of the raw limit named last above. */
  readonly ratio?: number;
  /** The raw limit's processor time per request by this one's: says more than the ratio on a machine that others use too. */
  readonly cpuRatio?: number;
  readonly also?: string;
  readonly aim?: string;
}

const head = ['', 'per second', 'p50 ms', 'p95 ms', 'CPU ms', 'CPU ratio', 'ratio', 'aim'];
const number = (value: number | undefined, decimals: number) =>
  value === undefined || value === 0 ? '' : value.toFixed(decimals);

/** A Markdown table, aligned so that it reads as text too. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map((r) => [
    r.what,
    number(r.perSecond, 0),
    number(r.p50, 2),
    number(r.p95, 2),
    number(r.cpu, 3),
    number(r.cpuRatio, 2),
    r.ratio === undefined ? '' : `${r.ratio.toFixed(2)}${r.also ? ` (${r.also})` : ''}`,
    r.aim ?? '',
  ]);
  const widths = head.map((title, i) => Math.max(title.length, ...cells.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, i) => (i === 0 || i > 5 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |`;
  const rule = `|${widths.map((width, i) => (i === 0 || i > 5 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(head), rule, ...cells.map(line)].join('\n');
}
