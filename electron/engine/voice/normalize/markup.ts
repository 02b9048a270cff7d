/** Takes off what is for the eye only: Markdown, HTML, emoji, control characters. What is written stays as it is. */

const emoji =
  /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\u{FE0E}\u{FE0F}\u{200D}\u{20E3}\u{E0020}-\u{E007F}]+/gu;
/** Signs among the pictographs that have a meaning in a sentence. */
const spokenPictographs = new Set(['©', '®', '™', '↔', 'ℹ']);

const replacements: readonly (readonly [RegExp, string])[] = [
  // Zero-width and control characters, lone halves of a character, byte order marks.
  [/[\u{200B}\u{200C}\u{2060}\u{FEFF}\u{AD}]|\p{Cs}/gu, ''],
  [/[\u{A0}\u{2000}-\u{200A}\u{202F}\u{205F}\u{3000}]/gu, ' '],
  [/(?![\n\t])\p{Cc}/gu, ' '],
  [/&(?:amp|#38);/g, '&'],
  [/&nbsp;/g, ' '],
  [/&lt;/g, '<'],
  [/&gt;/g, '>'],
  [/&(?:quot|#34);/g, '"'],
  [/&(?:apos|#39);/g, "'"],
  // Fenced code, images and links, and addresses in angle brackets.
  [/^[ \t]*(?:```|~~~)[\w+-]{0,20}[ \t]*$/gm, ''],
  [/!?\[([^[\]\n]{0,200})\]\([^()\s]{0,500}(?:\s"[^"\n]{0,100}")?\)/g, '$1'],
  [/<((?:https?:\/\/|mailto:)[^<>\s]{1,500}|[^<>\s@]{1,64}@[^<>\s]{1,255})>/g, '$1'],
  [/<\/?[A-Za-z][^<>\n]{0,80}>/g, ' '],
  // Lines: rules, tables' dashes, headings, quotations, bullets.
  [/^[ \t]*(?:[-*_=][ \t]*){3,100}$/gm, ''],
  [/^[ \t]*\|?(?:[ \t]*:?-{2,100}:?[ \t]*\|)[-:| \t]{0,200}$/gm, ''],
  [/^[ \t]{0,8}#{1,6}[ \t]+/gm, ''],
  [/^[ \t]{0,8}(?:>[ \t]?){1,5}/gm, ''],
  [/^[ \t]{0,20}(?:[-*+•◦▪–][ \t]+){1,3}(?:\[[ xX]\][ \t]+)?/gm, ''],
  // Emphasis, but not a multiplication or a name_with_underscores.
  [/(?<=\d)[ \t]?\*[ \t]?(?=\d)/g, ' × '],
  [/\*+|~~|`+/g, ''],
  [/(?<![\p{L}\p{N}])_{1,3}(?=[\p{L}\p{N}])|(?<=[\p{L}\p{N}.!?])_{1,3}(?![\p{L}\p{N}])/gu, ''],
  // Faces made of punctuation.
  [/(?<=^|\s)[:;]['’]?-?[()DPp](?=\s|[.,!?]|$)/gm, ''],
  [/[‘’ʼ]/g, "'"],
  [/…/g, '...'],
];

export function withoutMarkup(text: string): string {
  let plain = text.replace(emoji, (sign) => (spokenPictographs.has(sign) ? sign : ' '));
  for (const [pattern, replacement] of replacements) plain = plain.replace(pattern, replacement);
  return plain;
}

/** What is left when the rules are through: one line, no quotation marks, no space before a mark, no mark twice. */
export function tidied(text: string): string {
  return text
    .replace(/["“”„«»]/g, '')
    .replace(/[|\\^`~{}[\]<>]+/g, ' ')
    .replace(/\s*\n\s*/g, '\n')
    .replace(/(?<=[\p{L}\p{N}])\n(?=.)/gu, '. ')
    .replace(/\s+/g, ' ')
    .replace(/ (?=[,;:.!?](?:\s|$))/g, '')
    .replace(/[,;:]+(?=[,;:.!?])/g, '')
    .replace(/^(?:[\s,;:]|[-–—•](?!\d))+/, '')
    .trim();
}
