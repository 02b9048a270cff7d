/**
 * Text as flite can say it, after numbers, addresses and abbreviations have become words (`voice/normalize`). What is
 * rewritten here is flite's own: it knows ASCII only, says "Ms." as letters, and the last letter of "U S A" as an article.
 */

/** Characters beyond ASCII that have a sound or a pause of their own; accents are taken off, what is left is dropped. */
const SPOKEN_SIGNS: [RegExp, string][] = [
  [/[‘’ʼ]/g, "'"],
  [/[“”«»„]/g, ' '],
  [/…/g, '... '],
  [/\s?[–—]\s?/g, ', '],
  [/ß/g, 'ss'],
  [/[æÆ]/g, 'ae'],
  [/[øØ]/g, 'o'],
  [/[łŁ]/g, 'l'],
];

/** The text for flite's command line; empty when nothing in it can be said. */
export function speakableText(text: string): string {
  let spoken = text;
  for (const [pattern, replacement] of SPOKEN_SIGNS) spoken = spoken.replace(pattern, replacement);
  // Accents off ("café"), then everything that flite would read as broken bytes: emoji, other scripts, control characters.
  spoken = spoken
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replace(/\bMs\./g, 'Miz')
    .replace(/(?<=\b[A-Z] )A(?= [a-z])/g, 'ay')
    // What flite would read out by name.
    .replace(/[*`~^|<>_[\]{}\\]+/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ (?=[,;:])/g, '')
    .trim();
  return /[A-Za-z\d$%&+=#@]/.test(spoken) ? spoken : '';
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
