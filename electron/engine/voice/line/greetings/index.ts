/** Who answers, by what they say. */
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import type { GreetingCues } from './greeting-cues.ts';

const byLanguage: Readonly<Record<string, GreetingCues>> = { en, de, es, fr };

export type GreetingVerdict =
  | { answerer: 'voicemail' | 'ivr' | 'unavailable'; cue: string }
  /** `waits`: nobody says this and goes on ("hello?", "how can I help you?"); a name may be followed by a message. */
  | { answerer: 'human'; cue: string; waits: boolean }
  /** Nothing that tells. */
  | null;

/** `language`: BCP 47. A machine of a network may speak English wherever it is, so English is tried second. */
export function readGreeting(text: string, language: string): GreetingVerdict {
  const plain = plainWords(text);
  if (plain === '') return null;
  const own = byLanguage[language.split('-')[0]?.toLowerCase() ?? ''];
  return (own && readIn(plain, own)) ?? (own === en ? null : readIn(plain, en));
}

function readIn(text: string, cues: GreetingCues): GreetingVerdict {
  const found = (patterns: readonly RegExp[]): string | null => {
    for (const pattern of patterns) {
      const match = pattern.exec(text);
      if (match) return match[0];
    }
    return null;
  };
  const unavailable = found(cues.unavailable);
  if (unavailable !== null) return { answerer: 'unavailable', cue: unavailable };
  const ivr = found(cues.ivr);
  const voicemail = found(cues.voicemail);
  // Menus offer to leave a message, and mailboxes have a menu: what is said first is what it is.
  if (voicemail !== null && (ivr === null || text.indexOf(voicemail) < text.indexOf(ivr)))
    return { answerer: 'voicemail', cue: voicemail };
  if (ivr !== null) return { answerer: 'ivr', cue: ivr };
  const question = found(cues.human);
  if (question !== null) return { answerer: 'human', cue: question, waits: true };
  const hello = cues.hello.exec(text)?.[0];
  return hello === undefined ? null : { answerer: 'human', cue: hello, waits: hello.split(' ').length <= 2 };
}

function plainWords(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
