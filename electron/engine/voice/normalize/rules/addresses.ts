/** E-mail and web addresses, said sign by sign: "j dot doe at example dot com". */
import type { Rule } from '../rule.ts';

/** Endings that make two words with a dot between them an address even without `www`. */
const topDomains =
  'com|org|net|dev|io|edu|gov|co|app|ai|info|biz|me|eu|uk|de|us|ca|au|fr|es|mx|ch|at|it|nl|pl|be|ie|nz|in|example|test';

// Lengths follow RFC 5321 §4.5.3.1 and RFC 1035 §2.3.4.
const email =
  /(?<![\p{L}\p{N}._%+-])(?:mailto:)?([\p{L}\p{N}_%+-]{1,64}(?:\.[\p{L}\p{N}_%+-]{1,63}){0,6})@((?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24})(?![\p{L}\p{N}@])/gu;
const link = new RegExp(
  '(?<![\\p{L}\\p{N}@.])(?:https?://)?((?:www\\.)?(?:[\\p{L}\\p{N}-]{1,63}\\.){1,8}(?:' +
    topDomains +
    '))(?::\\d{1,5})?((?:/[\\p{L}\\p{N}_.~%-]{0,100}){0,10})(?:\\?[^\\s]{0,300}|#[^\\s]{0,100})?(?![\\p{L}\\p{N}@])',
  'giu',
);
/** Characters of a path that is still said. */
const longestPath = 30;
const bareScheme = /\bhttps?:\/\/(?=\S)/gi;

/** `words`: what `@ . - _ / +` are called. */
export function addressRules(words: Readonly<Record<string, string>>): Rule[] {
  const say = (address: string): string =>
    address
      .replace(/[@.\-_/+~%]/g, (sign) => ` ${words[sign] ?? ' '} `)
      .replace(/ {2,}/g, ' ')
      .trim();
  return [
    { pattern: email, say: ({ group }) => say(`${group(1)}@${group(2)}`) },
    {
      pattern: link,
      say: ({ text, group }) => {
        const written = group(2).replace(/[./-]+$/, '');
        // Nobody can follow a long path by ear.
        const path = written.length > longestPath ? '' : written;
        // The full stop after an address ends the sentence.
        const end = /[.!,;:?]$/.test(text) ? text.slice(-1) : '';
        return `${say(group(1) + path)}${end}`;
      },
    },
    { pattern: bareScheme, say: () => '' },
  ];
}
