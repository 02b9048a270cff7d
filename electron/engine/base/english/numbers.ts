/** Spoken English numbers: cardinals, ordinals and strings of digits, between words and figures. */

const UNITS = (
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen ' +
  'eighteen nineteen'
).split(' ');
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const ORDINAL_UNITS = (
  'zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth ' +
  'fifteenth sixteenth seventeenth eighteenth nineteenth'
).split(' ');

const UNIT_VALUE = new Map(UNITS.map((word, value) => [word, value]));
const TENS_VALUE = new Map(TENS.map((word, index) => [word, (index + 2) * 10]));
const ORDINAL_VALUE = new Map<string, number>([
  ...ORDINAL_UNITS.map((word, value) => [word, value] as const),
  ...TENS.map((word, index) => [word.replace(/y$/, 'ieth'), (index + 2) * 10] as const),
]);
const DIGIT_VALUE = new Map<string, number>([
  ...UNITS.slice(0, 10).map((word, value) => [word, value] as const),
  ['oh', 0],
  ['o', 0],
  ['nought', 0],
]);
const REPEATS = new Map([
  ['double', 2],
  ['triple', 3],
]);

export const DIGIT_WORDS: readonly string[] = UNITS.slice(0, 10);
export const TEEN_WORDS: readonly string[] = UNITS.slice(10);
export const TENS_WORDS: readonly string[] = TENS;
/** `first` … `nineteenth`. */
export const ORDINAL_WORDS: readonly string[] = ORDINAL_UNITS.slice(1);

/** Something read at a place in the tokens: its value and how many tokens it took. */
export interface Reading<T> {
  value: T;
  length: number;
}

/** 0 ≤ n < 1,000,000 (an integer) → `two hundred five`. */
export function cardinalWords(n: number): string {
  if (n < 20) return UNITS[n] ?? 'zero';
  if (n < 100) {
    const rest = n % 10;
    return `${TENS[Math.floor(n / 10) - 2] ?? ''}${rest > 0 ? ` ${cardinalWords(rest)}` : ''}`;
  }
  const [unit, name] = n < 1000 ? [100, 'hundred'] : [1000, 'thousand'];
  const rest = n % unit;
  return `${cardinalWords(Math.floor(n / unit))} ${name}${rest > 0 ? ` ${cardinalWords(rest)}` : ''}`;
}

/** 1–99 → `twenty first`. */
export function ordinalWords(n: number): string {
  if (n < 20) return ORDINAL_UNITS[n] ?? 'zeroth';
  const tens = TENS[Math.floor(n / 10) - 2] ?? '';
  return n % 10 === 0 ? tens.replace(/y$/, 'ieth') : `${tens} ${ORDINAL_UNITS[n % 10] ?? ''}`;
}

/** A figure below 100 in words: `five`, `twenty five`, `nineteen`; not "oh". */
function readBelowHundred(tokens: readonly string[], at: number): Reading<number> | null {
  const word = tokens[at] ?? '';
  const tens = TENS_VALUE.get(word);
  if (tens !== undefined) {
    const unit = UNIT_VALUE.get(tokens[at + 1] ?? '');
    return unit !== undefined && unit > 0 && unit < 10
      ? { value: tens + unit, length: 2 }
      : { value: tens, length: 1 };
  }
  const unit = UNIT_VALUE.get(word);
  return unit === undefined ? null : { value: unit, length: 1 };
}

/** `two hundred and five`, `a thousand`, `25`, `twelve point five`. */
export function readCardinal(tokens: readonly string[], at: number): Reading<number> | null {
  const first = tokens[at] ?? '';
  if (/^\d+(?:\.\d+)?$/.test(first)) {
    const scale = tokens[at + 1] === 'thousand' ? 1000 : tokens[at + 1] === 'hundred' ? 100 : 1;
    return { value: Number(first) * scale, length: scale > 1 ? 2 : 1 };
  }
  let position = at;
  let total = 0;
  let group: number | null = null;
  let lastScale = Number.POSITIVE_INFINITY;
  const article =
    (first === 'a' || first === 'one') && /^(?:hundred|thousand|million)$/.test(tokens[at + 1] ?? '');
  if (article && first === 'a') {
    group = 1;
    position += 1;
  }
  for (;;) {
    const word = tokens[position] ?? '';
    if (word === 'hundred' && group !== null && group > 0 && group < 100) {
      group *= 100;
      position += 1;
    } else if ((word === 'thousand' || word === 'million') && group !== null && group > 0) {
      const scale = word === 'thousand' ? 1000 : 1_000_000;
      if (scale >= lastScale) break;
      lastScale = scale;
      total += group * scale;
      group = 0;
      position += 1;
    } else {
      const joined = word === 'and' && group !== null && (group >= 100 || (group === 0 && total > 0));
      const below = readBelowHundred(tokens, joined ? position + 1 : position);
      const fits = group === null || (group === 0 && total > 0) || (group >= 100 && group % 100 === 0);
      if (below === null || !fits || (group !== null && below.value === 0)) break;
      group = (group ?? 0) + below.value;
      position += below.length + (joined ? 1 : 0);
    }
  }
  if (group === null) return null;
  let value = total + group;
  if (tokens[position] === 'point') {
    const decimals: number[] = [];
    for (let next = position + 1; ; next += 1) {
      const digit = DIGIT_VALUE.get(tokens[next] ?? '');
      if (digit === undefined) break;
      decimals.push(digit);
    }
    if (decimals.length > 0) {
      value = Number(`${String(value)}.${decimals.join('')}`);
      position += 1 + decimals.length;
    }
  }
  return { value, length: position - at };
}

/** `fifth`, `twenty first`, `3rd`. */
export function readOrdinal(tokens: readonly string[], at: number): Reading<number> | null {
  const word = tokens[at] ?? '';
  const figure = /^(\d+)(?:st|nd|rd|th)$/.exec(word);
  if (figure) return { value: Number(figure[1]), length: 1 };
  const tens = TENS_VALUE.get(word);
  const unit = ORDINAL_VALUE.get(tokens[at + 1] ?? '');
  if (tens !== undefined && unit !== undefined && unit > 0 && unit < 10)
    return { value: tens + unit, length: 2 };
  const value = ORDINAL_VALUE.get(word);
  return value === undefined || value === 0 ? null : { value, length: 1 };
}

/**
 * A string of digits as phone, order and room numbers are said: `four oh double five`, `twenty four sixteen`,
 * `555 0199`. Hundreds and thousands are read as their figures: `eight hundred five five five` → `800555`.
 */
export function readDigits(tokens: readonly string[], at: number): Reading<string> | null {
  let digits = '';
  let position = at;
  for (;;) {
    const word = tokens[position] ?? '';
    const repeat = REPEATS.get(word);
    const single = DIGIT_VALUE.get(repeat === undefined ? word : (tokens[position + 1] ?? ''));
    if (repeat !== undefined) {
      if (single === undefined) break;
      digits += String(single).repeat(repeat);
      position += 2;
      continue;
    }
    if (/^\d+(?:-\d+)*$/.test(word)) {
      digits += word.replaceAll('-', '');
      position += 1;
      continue;
    }
    const below = readBelowHundred(tokens, position);
    if (below !== null) {
      const scale = tokens[position + below.length];
      const zeros = scale === 'hundred' ? '00' : scale === 'thousand' ? '000' : '';
      digits += `${String(below.value)}${zeros}`;
      position += below.length + (zeros === '' ? 0 : 1);
      continue;
    }
    if (single === undefined) break;
    digits += String(single);
    position += 1;
  }
  // A lone "oh" is an exclamation.
  const lone = position - at === 1 && (tokens[at] === 'oh' || tokens[at] === 'o');
  return digits === '' || lone ? null : { value: digits, length: position - at };
}

/** How many tokens from `at` on are all single spoken digits (`four oh double five`): two or more make a digit string. */
export function isSpelledDigits(tokens: readonly string[], at: number, length: number): boolean {
  const words = tokens.slice(at, at + length);
  return (
    words.length > 1 && words.every((word) => DIGIT_VALUE.has(word) || REPEATS.has(word) || /^\d$/.test(word))
  );
}
