/** Numbers out of what people paste or keep in CSV files: the column that holds them is found by looking. */
import Papa from 'papaparse';

export interface NumberList {
  /** In the order of the text, each writing once; the studio reads and checks them. */
  numbers: string[];
  /** Lines with text in which no number was found: a heading, a remark. */
  skipped: string[];
}

/** The studio takes so many at once (`do-not-call.add`). */
export const mostNumbers = 100_000;
/** Longest writing of one number that it takes. */
const longestNumber = 100;

/** Looks like a number in some writing: digits with what people put between them, five digits at least. */
const looksLikeNumber = (cell: string): boolean =>
  cell.length <= longestNumber &&
  /^[+＋(\d][\d\s().\-/\u2010-\u2015]*$/u.test(cell) &&
  cell.replaceAll(/\D/g, '').length >= 5;

/** Of a text that is small enough to be read between two keys. */
export function numbersIn(text: string): NumberList {
  const reading = read(text);
  for (;;) {
    const step = reading.next();
    if (step.done === true) return step.value;
  }
}

/** Of any text: between its parts the page answers. Null when the signal is aborted. */
export async function readNumbers(text: string, signal: AbortSignal): Promise<NumberList | null> {
  const reading = read(text);
  for (;;) {
    const step = reading.next();
    if (step.done === true) return step.value;
    await new Promise((resolve) => setTimeout(resolve));
    if (signal.aborted) return null;
  }
}

/** Of one part, characters: some milliseconds of work. */
const partLength = 32_768;

function* read(text: string): Generator<undefined, NumberList> {
  const rows: string[][] = [];
  // A spreadsheet writes its separator by country; a list in a mail has none. The first part decides for all.
  let delimiter = '';
  for (const part of wholeLines(text)) {
    const { data, meta } = Papa.parse<string[]>(part, {
      skipEmptyLines: 'greedy',
      delimiter,
      delimitersToGuess: [';', '\t', ',', '|'],
    });
    delimiter = meta.delimiter;
    for (const row of data) rows.push(row.map((cell) => cell.normalize('NFKC').trim()));
    yield undefined;
  }
  const column = columnOfNumbers(rows);
  const numbers = new Set<string>();
  const skipped: string[] = [];
  for (const [index, row] of rows.entries()) {
    // A list that is separated by commas in one line: every cell is looked at where no column stands out.
    const found = column === null ? row.filter(looksLikeNumber) : [row[column] ?? ''].filter(looksLikeNumber);
    if (found.length === 0) skipped.push(row.join(' ').trim().slice(0, longestNumber));
    for (const number of found) numbers.add(number);
    if (index % 5000 === 4999) yield undefined;
  }
  return { numbers: [...numbers], skipped };
}

/** The text in parts that end with a line, and never within a quoted cell. */
function* wholeLines(text: string): Generator<string> {
  let from = 0;
  while (from < text.length) {
    let to = from;
    let isInQuotes = false;
    do {
      const isFirst = to === from;
      const newline = text.indexOf('\n', isFirst ? from + partLength : to);
      const next = newline === -1 ? text.length : newline + 1;
      const piece = text.slice(to, next);
      for (let at = piece.indexOf('"'); at !== -1; at = piece.indexOf('"', at + 1)) isInQuotes = !isInQuotes;
      to = next;
    } while (isInQuotes && to < text.length);
    yield text.slice(from, to);
    from = to;
  }
}

/** The column whose heading says so, else the one with most numbers, where there are several rows and columns; null where each cell counts. */
function columnOfNumbers(rows: readonly (readonly string[])[]): number | null {
  if (rows.length < 2) return null;
  const named = rows[0]?.findIndex((cell) => /phone|number|mobile|tel\b|telefon|rufnummer/i.test(cell)) ?? -1;
  if (named !== -1) return named;
  const counts: number[] = [];
  for (const row of rows)
    row.forEach((cell, index) => {
      if (looksLikeNumber(cell)) counts[index] = (counts[index] ?? 0) + 1;
    });
  let best: number | null = null;
  counts.forEach((count, index) => {
    if (best === null || count > (counts[best] ?? 0)) best = index;
  });
  return best;
}

/** In portions that the studio takes. */
export function portionsOf(numbers: readonly string[], size = mostNumbers): string[][] {
  const portions: string[][] = [];
  for (let from = 0; from < numbers.length; from += size) portions.push(numbers.slice(from, from + size));
  return portions;
}
