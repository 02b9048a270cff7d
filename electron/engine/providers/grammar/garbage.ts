/**
 * The way out for speech that the grammar does not know: a loop over all phones of the acoustic model. Where it explains
 * the sound better than any sentence of the grammar, the utterance is "not understood" instead of the nearest sentence.
 */

/** Phones of the en-us acoustic model (ARPAbet), without silence and noise. */
export const PHONES: readonly string[] =
  'AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH'.split(
    ' ',
  );

/** One word a phone, spelt so that no English word can be the same. */
export const PHONE_WORDS: readonly (readonly [word: string, phone: string])[] = PHONES.map(
  (phone) => [`zz${phone.toLowerCase()}zz`, phone] as const,
);

const PHONE_WORD = /\bzz[a-z]{1,2}zz\b/;

export function isGarbage(text: string): boolean {
  return PHONE_WORD.test(text);
}

export const GARBAGE_RULE = `(${PHONE_WORDS.map(([word]) => word).join(' | ')})+`;
