/** How far a voice had come when it broke off. Vendors seldom say, so it is reckoned from the sound that came. */

/** Characters a second of English read aloud, spaces included: about 150 words a minute of six characters. */
const usualPace = 15;
/** A shorter sound tells little of a voice's pace: its leading and trailing silence weigh too much. */
const shortestMs = 700;

/** Each voice's characters a second, learned from what it spoke to the end. */
export class SpeechPace {
  readonly #pace = new Map<string, number>();

  learn(id: string, characters: number, soundMs: number): void {
    if (soundMs < shortestMs || characters === 0) return;
    const pace = (characters * 1000) / soundMs;
    const known = this.#pace.get(id);
    this.#pace.set(id, known === undefined ? pace : (known + pace) / 2);
  }

  charactersIn(id: string, soundMs: number): number {
    return (soundMs / 1000) * (this.#pace.get(id) ?? usualPace);
  }
}

/** The text after `spoken` characters, from the next beginning of a word; empty when that was the last word. */
export function restOfText(text: string, spoken: number): string {
  if (spoken <= 0) return text;
  const at = Math.floor(spoken);
  const gap = text.slice(at).search(/\s/);
  return gap === -1 ? '' : text.slice(at + gap).trim();
}
