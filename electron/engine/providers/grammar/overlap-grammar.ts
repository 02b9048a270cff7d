/**
 * What a caller may say while the agent speaks, as a grammar of its own, beside that of the node: words of a listener, words
 * that ask for the floor, laughter, and all other speech. It answers nothing; it tells whether somebody wants to speak.
 *
 * ```
 * utterance = listening [agreement] | laughter | command [garbage] | opening garbage | garbage
 * ```
 *
 * In the node's own grammar these words were heard in the place of answers (`docs/decisions/2026-11-26-overlap-by-ear.md`).
 */
import type { Overlap } from '../spec/stt.ts';
import { anyOf, type Fragment } from './fragments.ts';
import { GARBAGE_RULE, isGarbage } from './garbage.ts';

/** They ask for the floor whatever follows. "Hey" and "hello" do too, but laughter sounds like them. */
const COMMANDS = (
  'stop|wait|wait a moment|wait a minute|wait a second|hold on|hang on|excuse me|no|no no|not|never mind|listen|sorry|' +
  'pardon|one moment|one second|just a second|just a minute|actually|quiet|be quiet|enough|please|slow down|cancel|help|' +
  'again|repeat that|goodbye|let me'
).split('|');

/** Beginnings of questions and sentences. Alone they are as likely a sound that was heard wrongly. */
const OPENINGS = (
  'hey|hello|what|how|where|when|who|why|but|do you|can I|can you|could I|could you|I have|I want|I need|' +
  "I'd like"
).split('|');

/** What often follows a word of a listener. */
const AGREEMENTS = ['okay', 'yeah', 'yes', 'right', 'then', 'I see'];

/**
 * Sounds that dictionaries have no entry for, or another one, by their spelling without hyphens and with each letter once.
 */
const SOUNDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['m', ['M', 'M M']],
  ['hm', ['HH M', 'HH AH M']],
  ['mhm', ['M HH M', 'AH M HH AH M', 'M AH HH AH M', 'M HH AH M']],
  ['uhuh', ['AH HH AH', 'AH HH AH N', 'AH HH AA']],
  ['uh', ['AH']],
  ['ah', ['AA']],
  ['aha', ['AA HH AA']],
  ['huh', ['HH AH']],
  ['ha', ['HH AA']],
  ['haha', ['HH AA HH AA']],
]);
/** One vowel each; a laugh is one of them again and again (Bachorowski et al. 2001). */
const LAUGHS = ['HH AA', 'HH AH', 'HH EH', 'HH IY', 'HH OW', 'HH AE'];

/** Each class has words of its own, so that the text tells which class was heard. */
type WordClass = 'listen' | 'command' | 'open' | 'laugh';
const marked =
  (as: WordClass) =>
  (phrase: string): Fragment =>
    phrase
      .split(' ')
      .map((word) => `${as}_${word}`)
      .join(' ');

/** Priors, chosen with the tuning set of `bench barge-in` and with other lines and other voices of our synthesiser. */
const PRIOR = {
  listening: '1.0',
  agreed: '0.1',
  laughter: '1.0',
  command: '0.1',
  opening: '0.01',
  garbage: '0.0000001',
};

export interface OverlapGrammar {
  jsgf: string;
  /** By marked word; words of the dictionary have `null`, and are looked up by what follows the mark. */
  pronunciations: ReadonlyMap<string, readonly string[] | null>;
}

export function compileOverlapGrammar(listening: readonly string[]): OverlapGrammar {
  const heard = listening.filter(isSpeakable).map(withCapitals);
  const laughs = LAUGHS.map((_, index) => `laugh_${String(index)}`);
  const rules = {
    listening: anyOf(heard.map(marked('listen'))),
    agreed: anyOf(AGREEMENTS.map(marked('listen'))),
    laughter: anyOf(laughs.map((laugh) => `${laugh} ${laugh}+`)),
    command: anyOf(COMMANDS.map(marked('command'))),
    opening: anyOf(OPENINGS.map(marked('open'))),
    garbage: GARBAGE_RULE,
  };
  const { listening: plain, agreed, laughter, command, opening, garbage } = PRIOR;
  const jsgf = [
    '#JSGF V1.0;',
    'grammar overlap;',
    ...Object.entries(rules).map(([name, rule]) => `<${name}> = ${rule};`),
    `public <utterance> = /${plain}/ <listening> | /${agreed}/ <listening> <agreed> | /${laughter}/ <laughter>`,
    `  | /${command}/ <command> [<garbage>] | /${opening}/ <opening> <garbage> | /${garbage}/ <garbage>;`,
    '',
  ].join('\n');
  const words = [rules.listening, rules.agreed, rules.command, rules.opening]
    .flatMap((rule) => rule.match(/[a-z]+_[^ ()|]+/g) ?? [])
    .map((word) => [word, SOUNDS.get(soundOf(plainWord(word))) ?? null] as const);
  return {
    jsgf,
    pronunciations: new Map([
      ...words,
      ...laughs.map((laugh, index) => [laugh, [LAUGHS[index] ?? '']] as const),
    ]),
  };
}

/** What the decoder's text means; `''` is silence, or too little. */
export function overlapOf(decoded: string): Overlap {
  const words = decoded.split(' ').filter((word) => word !== '' && !isGarbage(word));
  const text = words
    .filter((word) => !word.startsWith('laugh_'))
    .map(plainWord)
    .join(' ');
  const [first] = words;
  if (first === undefined) return { kind: decoded === '' ? 'unknown' : 'other', text };
  if (first.startsWith('command_')) return { kind: 'command', text };
  if (first.startsWith('open_')) return { kind: 'opening', text };
  return { kind: 'listening', text };
}

/** A word without its class. */
export function plainWord(word: string): string {
  return word.slice(word.indexOf('_') + 1);
}

/** Letters of English words alone; and "no way" is a command first. */
function isSpeakable(phrase: string): boolean {
  if (!/^[a-z' -]+$/.test(phrase) || phrase.trim() === '') return false;
  return ![...COMMANDS, ...OPENINGS].some((taken) => phrase === taken || phrase.startsWith(`${taken} `));
}

const withCapitals = (phrase: string): string => phrase.replaceAll(/\bi\b/g, 'I');

/** "mm-hmm" → "mhm". */
function soundOf(word: string): string {
  return word
    .toLowerCase()
    .replaceAll('-', '')
    .replaceAll(/(.)\1+/g, '$1');
}
