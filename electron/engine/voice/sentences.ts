/** Cuts streamed text into sentences for synthesis: the first can be spoken while the rest is being written. */

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
/** A piece shorter than this is not spoken alone ("Dr.", "1."): it waits for what follows. */
const minimumLetters = 4;

export class SentenceCutter {
  #pending = '';

  /** Adds a delta; answers the sentences now known to be complete. */
  push(delta: string): string[] {
    this.#pending += delta;
    const pieces = [...segmenter.segment(this.#pending)].map((piece) => piece.segment);
    const complete: string[] = [];
    let open = '';
    for (const [index, piece] of pieces.entries()) {
      open += piece;
      // Only the next sentence's first letter proves that this one is over.
      if (
        index < pieces.length - 1 &&
        letters(open) >= minimumLetters &&
        !/\b(Dr|Mr|Mrs|Ms|St|No)\.\s*$/.test(open)
      ) {
        complete.push(open.trim());
        open = '';
      }
    }
    this.#pending = open;
    return complete;
  }

  /** The speech is complete: what is left, if it can be spoken at all. */
  flush(): string[] {
    const rest = this.#pending.trim();
    this.#pending = '';
    return rest === '' ? [] : [rest];
  }
}

function letters(text: string): number {
  return text.replace(/[^\p{L}\p{N}]/gu, '').length;
}
