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

export function numbersIn(text: string): NumberList {
  // A spreadsheet writes its separator by country; a list in a mail has none.
  const { data } = Papa.parse<string[]>(text, {
    skipEmptyLines: 'greedy',
    delimitersToGuess: [';', '\t', ',', '|'],
  });
  const rows = data.map((row) => row.map((cell) => cell.normalize('NFKC').trim()));
  const column = columnOfNumbers(rows);
  const numbers = new Set<string>();
  const skipped: string[] = [];
  for (const row of rows) {
    // A list that is separated by commas in one line: every cell is looked at where no column stands out.
    const found = column === null ? row.filter(looksLikeNumber) : [row[column] ?? ''].filter(looksLikeNumber);
    if (found.length === 0) skipped.push(row.join(' ').trim().slice(0, longestNumber));
    for (const number of found) numbers.add(number);
  }
  return { numbers: [...numbers], skipped };
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
