/** Telephone numbers, and identifiers that mix letters and digits: said sign by sign, in groups. */
import type { SpeechLanguage } from '../languages/language.ts';
import { digitByDigit, digitGroups, spokenNumber, type NumberWords } from '../number-words.ts';
import type { Rule } from '../rule.ts';

/** Country codes of one and two digits begin so (ITU-T E.164 assignments); all others have three. */
const shortCodes = /^(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

export function phoneRules(language: SpeechLanguage): Rule[] {
  const { words, phoneGroup } = language;
  const groups = (written: string): string =>
    (written.match(/\d+/g) ?? [])
      .flatMap((group) => (group.length > 5 ? splitInThrees(group) : [group]))
      .map(phoneGroup)
      .join(', ');
  return [
    // +49 30 123456, +1 (555) 123-4567, +15551234567
    {
      pattern: /(?<![\p{L}\p{N}+])\+(\d{1,3})((?:[ .\-/]?\(?\d{1,14}\)?){1,7})(?![\p{L}\p{N}])/gu,
      say: ({ group }) => {
        const all = group(1) + group(2);
        const digits = all.replace(/\D/g, '');
        if (digits.length < 8 || digits.length > 15) return null;
        const code = shortCodes.exec(digits)?.[0] ?? digits.slice(0, 3);
        const country = `${language.plus} ${digitByDigit(code, words)}`;
        const rest = dropDigits(all, code.length);
        const national = code === '1' && digits.length === 11 ? northAmerican(digits.slice(1)) : rest;
        return `${country}, ${groups(national.replace(/\(0\)/, ''))}`;
      },
    },
    // (555) 123-4567, 555-123-4567, 555.123.4567, 1-800-555-0199
    {
      pattern:
        /(?<![\p{L}\p{N}+.-])(?:(1)[ .-])?\(?(\d{3})\)?[ .-]{1,2}(\d{3})[ .-](\d{4})(?![\p{L}\p{N}-])/gu,
      say: ({ group }) => groups([1, 2, 3, 4].map(group).join(' ')),
    },
    { pattern: /(?<![\p{L}\p{N}.-])(\d{3})-(\d{4})(?![\p{L}\p{N}-])/gu, say: ({ text }) => groups(text) },
    // National numbers in Europe: 030 123456, 0171/1234567, 01 23 45 67 89, 612 34 56 78
    {
      pattern: /(?<![\p{L}\p{N}.,])(?:\(0\d{1,5}\)|0\d{1,5})(?:[ .\-/]{1,3}\d{2,8}){1,6}(?![\p{L}\p{N}])/gu,
      say: ({ text }) => (text.replace(/\D/g, '').length < 7 ? null : groups(text)),
    },
    {
      pattern: /(?<![\p{L}\p{N}.,])[6-9]\d{2}(?: \d{2}){3}(?![\p{L}\p{N}])/gu,
      say: ({ text }) => groups(text),
    },
  ];
}

function splitInThrees(digits: string): string[] {
  const groups: string[] = [];
  let rest = digits;
  while (rest.length > 4) {
    groups.push(rest.slice(0, 3));
    rest = rest.slice(3);
  }
  if (rest.length === 1) return [...groups.slice(0, -1), (groups.at(-1) ?? '') + rest];
  return rest === '' ? groups : [...groups, rest];
}

function northAmerican(ten: string): string {
  return `${ten.slice(0, 3)} ${ten.slice(3, 6)} ${ten.slice(6)}`;
}

/** The written number without its first `count` digits. */
function dropDigits(written: string, count: number): string {
  let left = count;
  return Array.from(written)
    .filter((character) => !(/\d/.test(character) && left-- > 0))
    .join('');
}

/** "A B, one two three four"; two digits or fewer are a number ("B twelve"). */
export function spelledIdentifier(text: string, words: NumberWords): string {
  return (text.match(/\p{L}+|\d+/gu) ?? [])
    .map((part) => {
      if (!/\d/.test(part))
        return part.length > 3 && /[AEIOUY]/.test(part) ? part : Array.from(part).join(' ');
      return part.length <= 2 && !part.startsWith('0')
        ? spokenNumber({ negative: false, whole: part, fraction: '' }, words)
        : digitGroups(part, words);
    })
    .join(' ');
}

export function identifierRules(language: SpeechLanguage): Rule[] {
  const { words, numberSign } = language;
  return [
    // #4512, # 7
    {
      pattern: /#\s?(\d{1,30})(?![\p{L}\p{N}])/gu,
      say: ({ group }) => `${numberSign} ${spelledIdentifier(group(1), words)}`,
    },
    { pattern: /#(?=[A-Z]{1,4}-?\d)/g, say: () => `${numberSign} ` },
    // AB-1234, A1B2C3, INV-2026-001: capitals and digits in one word, with hyphens at most.
    {
      pattern:
        /(?<![\p{L}\p{N}.,-])(?=[A-Z\d-]{0,30}[A-Z])(?=[A-Z\d-]{0,30}\d)[A-Z\d]{1,20}(?:-[A-Z\d]{1,20}){0,5}(?![\p{L}\p{N}-])/gu,
      say: ({ text }) => {
        // 200K and 3M are amounts; 4K and 5G are names.
        if (/^(?:\d{2,9}K|\d{1,9}M)$/.test(text)) return null;
        return text
          .split('-')
          .map((part) => spelledIdentifier(part, words))
          .join(text.replace(/\D/g, '').length > 2 ? ', ' : ' ');
      },
    },
  ];
}
