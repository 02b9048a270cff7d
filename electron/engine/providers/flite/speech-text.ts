/**
 * Text as flite can say it. flite itself reads money, times, ordinals, titles and grouped numbers well ("$25.50", "3:30 pm", "Dr.",
 * "1,200"); only what it gets wrong is rewritten here: it knows ASCII only, is silent about the dots of an address, says ISO
 * dates digit by digit and "Ms." as letters.
 */

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** Characters beyond ASCII that have a sound or a pause of their own; accents are taken off, what is left is dropped. */
const SPOKEN_SIGNS: [RegExp, string][] = [
  [/[‘’ʼ]/g, "'"],
  [/[“”«»„]/g, ' '],
  [/…/g, '... '],
  [/(\d)\s?[–—]\s?(\d)/g, '$1 to $2'],
  [/\s?[–—]\s?/g, ', '],
  [/°\s?C\b/g, ' degrees Celsius'],
  [/°\s?F\b/g, ' degrees Fahrenheit'],
  [/°/g, ' degrees '],
  [/£\s?(\d[\d,.]*\d|\d)/g, '$1 pounds'],
  [/€\s?(\d[\d,.]*\d|\d)/g, '$1 euros'],
  [/(\d)\s?€/g, '$1 euros'],
  [/½/g, ' and a half '],
  [/¼/g, ' and a quarter '],
  [/¾/g, ' and three quarters '],
  [/×/g, ' times '],
  [/ß/g, 'ss'],
  [/[æÆ]/g, 'ae'],
  [/[øØ]/g, 'o'],
  [/[łŁ]/g, 'l'],
];

// Lengths are bounded (RFC 1035, RFC 5321), so that no text can make the search slow.
const EMAIL = /\b([\w.+-]{1,64})@((?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24})\b/g;
const WEB_ADDRESS =
  /\b(?:https?:\/\/)?((?:[a-z\d-]{1,63}\.){1,8}(?:com|org|net|dev|io|edu|gov|co|app|uk|de|us)\b)(?:\/[^\s,;]*)?/gi;
const ISO_DATE = /\b(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\b/g;
const PHONE = /(?:\+?(\d{1,2})[ .-])?\(?\b(\d{3})\)?[ .-](\d{3})[ .-](\d{4})\b/g;

/** The text for flite's command line; empty when nothing in it can be said. */
export function speakableText(text: string): string {
  let spoken = text;
  for (const [pattern, replacement] of SPOKEN_SIGNS) spoken = spoken.replace(pattern, replacement);
  // Accents off ("café"), then everything that flite would read as broken bytes: emoji, other scripts, control characters.
  spoken = spoken
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^\x20-\x7e]+/g, ' ');
  spoken = spoken
    .replace(EMAIL, (_, name: string, domain: string) => `${spellSigns(name)} at ${spellSigns(domain)}`)
    .replace(WEB_ADDRESS, (_, host: string) => spellSigns(host))
    .replace(ISO_DATE, (_, year: string, month: string, day: string) => `${dayOf(month, day)}, ${year}`)
    .replace(PHONE, (_, country: string | undefined, ...groups: string[]) =>
      digitGroups(country, groups.slice(0, 3)),
    )
    .replace(/\bMs\./g, 'Miz')
    .replace(/\bhrs\b/g, 'hours')
    .replace(/#\s?(?=\d)/g, 'number ')
    .replace(/\s&\s/g, ' and ')
    // Emphasis and markup that models write, which flite would read out by name.
    .replace(/[*`~^|<>_[\]{}\\]+/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ (?=[,;:])/g, '')
    .trim();
  return /[A-Za-z\d$%&+=#@]/.test(spoken) ? spoken : '';
}

function spellSigns(address: string): string {
  return address
    .replace(/\./g, ' dot ')
    .replace(/_/g, ' underscore ')
    .replace(/-/g, ' dash ')
    .replace(/\+/g, ' plus ');
}

function dayOf(month: string, day: string): string {
  const number = Number(day);
  const teen = number >= 11 && number <= 13;
  const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th');
  return `${MONTHS[Number(month) - 1] ?? ''} ${number}${ending}`;
}

/** Digit by digit with a pause between the groups, as people say telephone numbers. */
function digitGroups(country: string | undefined, groups: string[]): string {
  return [...(country === undefined ? [] : [country]), ...groups]
    .map((group) => group.split('').join(' '))
    .join(', ');
}

/** Speech begins as soon as the first piece is ready, so a long text's first piece is short; the rest is made while it plays. */
const LONG_TEXT_CHARS = 70;
const FIRST_PIECE_CHARS = 60;
const SHORTEST_PIECE_CHARS = 18;
/** About 12 s of speech; keeps other calls' first words from waiting behind one long text. */
const LONGEST_PIECE_CHARS = 200;

export interface SpeechPiece {
  text: string;
  /** Silence after it that the sentence's own rhythm asks for; 0 after the last. */
  pauseMs: number;
}

/**
 * Cuts where a speaker would pause: after a sentence, else a clause. Short text stays whole: a cut costs the melody that runs
 * through the comma.
 */
export function speechPieces(spoken: string): SpeechPiece[] {
  if (spoken.length <= LONG_TEXT_CHARS) return spoken === '' ? [] : [{ text: spoken, pauseMs: 0 }];
  const pieces: SpeechPiece[] = [];
  let rest = spoken;
  while (rest !== '') {
    const limit = pieces.length === 0 ? FIRST_PIECE_CHARS : LONGEST_PIECE_CHARS;
    const end = rest.length <= limit ? rest.length : cutBefore(rest, limit);
    const text = rest.slice(0, end).trim();
    rest = rest.slice(end).trim();
    if (text !== '') pieces.push({ text, pauseMs: rest === '' ? 0 : pauseAfter(text) });
  }
  return pieces;
}

/** The best place to cut at or before `limit`; the first one after it when there is none. */
function cutBefore(text: string, limit: number): number {
  const places = [/[.!?]['")]*\s+/g, /[,;:]['")]*\s+/g].map((pattern) =>
    Array.from(text.matchAll(pattern), (match) => match.index + match[0].length).filter(
      (end) =>
        end >= SHORTEST_PIECE_CHARS &&
        text.length - end >= SHORTEST_PIECE_CHARS &&
        !endsInTitle(text.slice(0, end)),
    ),
  );
  for (const ends of places) {
    const within =
      limit === FIRST_PIECE_CHARS ? ends.find((end) => end <= limit) : ends.findLast((end) => end <= limit);
    if (within !== undefined) return within;
  }
  const beyond = Math.min(...places.flat(), text.length);
  if (beyond <= LONGEST_PIECE_CHARS) return beyond;
  const space = text.lastIndexOf(' ', LONGEST_PIECE_CHARS);
  return space > 0 ? space : LONGEST_PIECE_CHARS;
}

function endsInTitle(text: string): boolean {
  return /\b(?:Dr|Mr|Mrs|St|No|vs|approx|[A-Za-z]|[ap]\.m)\.\s*$/.test(text);
}

function pauseAfter(text: string): number {
  if (/[.!?]['")]*$/.test(text)) return 300;
  return /[,;:]['")]*$/.test(text) ? 120 : 0;
}
