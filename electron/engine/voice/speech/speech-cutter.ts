/**
 * Cuts streamed text into pieces for synthesis. The first piece is short, so that the voice begins while the rest is
 * being written: it ends at the first clause. Later ones are sentences, since a sentence has one melody; a long one is
 * cut at its clauses. Where the cuts fall depends on the text alone, not on how it was streamed.
 */
import { boundaryAt, type Boundary } from './boundaries.ts';
import { cuttingRules, type CuttingRules } from './cutting-rules.ts';

/** A piece with fewer letters than this is not spoken alone ("Hi.", "1."): it waits for what follows. */
const shortestPieceLetters = 4;
/** A first clause is spoken alone from here on: about three words, enough for a natural melody. */
const firstClauseLetters = 12;
const firstClauseWords = 3;
/** A first piece without any mark is cut before a conjunction from here on: some three seconds of speech. */
const firstConjunctionLetters = 40;
/** Later sentences are cut at clauses, before conjunctions, and at last between words. Characters: 15 are about a second. */
const longSentence = { clause: 120, conjunction: 180, word: 300 };

/** Not the no-break spaces, which hold "10 000" and "20 %" together. */
const gapPattern = /[ \t\r\n\v\f]+|(?<=[。！？])(?=[^\s”」』）])/g;

export class SpeechCutter {
  readonly #rules: CuttingRules;
  #pending = '';
  /** Where in it the search for the next gap goes on. */
  #searched = 0;
  #first = true;

  /** `language`: BCP 47. */
  constructor(language: string) {
    this.#rules = cuttingRules(language);
  }

  /** Adds a delta; answers the pieces that are known to be complete. */
  push(delta: string): string[] {
    this.#pending += delta;
    return this.#cut(false);
  }

  /** The speech is complete: what is left, if anything. */
  flush(): string[] {
    const pieces = this.#cut(true);
    const rest = this.#pending.trim();
    this.#pending = '';
    this.#searched = 0;
    if (rest !== '') pieces.push(rest);
    return pieces;
  }

  #cut(complete: boolean): string[] {
    const pieces: string[] = [];
    this.#dropLeadingSpace();
    for (let gap = this.#nextGap(); gap; gap = this.#nextGap()) {
      const before = this.#pending.slice(0, gap.at);
      const after = this.#pending.slice(gap.at + gap.text.length);
      // Only the next word's first letter tells whether a full stop has ended a sentence.
      if (after === '') break;
      const boundary = boundaryAt(before, gap.text, after, complete, this.#rules);
      if (boundary === 'wait') break;
      if (!this.#ends(before, boundary)) {
        this.#searched = gap.at + Math.max(1, gap.text.length);
        continue;
      }
      pieces.push(before);
      this.#first = false;
      this.#pending = after;
      this.#searched = 0;
    }
    return pieces;
  }

  #dropLeadingSpace(): void {
    if (this.#searched === 0) this.#pending = this.#pending.replace(/^[ \t\r\n\v\f]+/, '');
  }

  #nextGap(): { at: number; text: string } | null {
    gapPattern.lastIndex = this.#searched;
    const match = gapPattern.exec(this.#pending);
    return match && { at: match.index, text: match[0] };
  }

  #ends(piece: string, boundary: Boundary): boolean {
    const letters = lettersIn(piece);
    if (letters < shortestPieceLetters) return false;
    if (boundary === 'sentence') return true;
    if (this.#first && boundary === 'clause')
      return letters >= firstClauseLetters && piece.split(/\s+/).length >= firstClauseWords;
    if (this.#first && boundary === 'conjunction') return letters >= firstConjunctionLetters;
    if (boundary === 'clause') return piece.length >= longSentence.clause;
    if (boundary === 'conjunction') return piece.length >= longSentence.conjunction;
    return piece.length >= longSentence.word;
  }
}

function lettersIn(text: string): number {
  return text.replace(/[^\p{L}\p{N}]/gu, '').length;
}
