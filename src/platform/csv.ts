import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';

/** One row of a table as it was written, and the line it ends on; the first line of a file is 1. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** What can't be read as a table, and from which line on. */
export class CsvFault extends Error {
  override name = 'CsvFault';
  readonly line: number;
  constructor(line: number) {
    super('not a table');
    this.line = line;
  }
}

/** Texts as spreadsheets save them: UTF-8, UTF-16 with a mark, or what Excel in Swedish calls CSV (Windows-1252). */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

const chunk = 64 * 1024;

/** Which of them parts the cells: the one that the first line has most of. */
export function delimiterOf(text: string): ';' | ',' | '\t' {
  const [first = ''] = text.trimStart().split(/[\r\n]/, 1);
  const bare = first.replace(/"[^"]*"/g, '');
  const count = (mark: string) => bare.split(mark).length;
  return ([';', ',', '\t'] as const).toSorted((a, b) => count(b) - count(a))[0]!;
}

/**
 * The rows of a file of comma- or semicolon-separated values (RFC 4180), one after the other. Empty lines are passed over, spaces around a cell are
 * not part of it. @throws CsvFault where a quotation mark is never closed, and the like
 */
export async function* csvRows(bytes: Uint8Array): AsyncGenerator<CsvRow> {
  const text = decodeText(bytes);
  function* pieces() {
    for (let at = 0; at < text.length; at += chunk) yield text.slice(at, at + chunk);
  }
  const parser = Readable.from(pieces()).pipe(
    parse({
      ...{ delimiter: delimiterOf(text), bom: true, trim: true, info: true, skip_empty_lines: true },
      ...{ relax_column_count: true, relax_quotes: true, max_record_size: 1 << 16 },
    }),
  );
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>)
      yield { line: info.lines, cells: record };
  } catch (error) {
    if (error instanceof CsvError) throw new CsvFault(Number(error.lines ?? 1));
    throw error;
  }
}
