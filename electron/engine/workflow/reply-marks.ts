/**
 * A model's reply that may play recordings: `● ID [transcript]` plays, `▸ text` speaks. Read as it streams, cut anywhere,
 * so that no mark and no id is ever spoken. Source of the form: Dograh.
 *
 *   text ──●──► id ──an id of ours──► (played at once) words ──"["──► brackets ──"]"──► text
 *     ▲           │ not ours                              └─anything else─────────────► text
 *     │           └──► after: "[" ──► brackets, whose words are spoken in its place
 *     │                       end of the line: nothing but an id, which is told as missing
 *     └───────────────────────else: it was a bullet, and is read as text
 */
import { recordedLine, type RecordedLine, type RecordedLines } from './recorded-lines.ts';

export type ReplyPart =
  | ({ play: true } & RecordedLine)
  | { play: false; text: string }
  /** Named, not there. `spoken`: what is said in its place. */
  | { play: null; id: string; spoken: string };

const isIdCharacter = (character: string): boolean => /[A-Za-z0-9_-]/.test(character);
const isMark = (character: string): boolean => character === '●' || character === '▸';
const isSpace = (character: string): boolean => character === ' ' || character === '\t';

export class ReplyMarks {
  readonly #lines: RecordedLines;
  #state: 'text' | 'id' | 'after' | 'words' | 'brackets' | 'spoken-brackets' = 'text';
  #parts: ReplyPart[] = [];
  #text = '';
  #id = '';
  /** What stood between a mark that may be a bullet and here. */
  #raw = '';
  #brackets = '';
  #depth = 0;

  constructor(lines: RecordedLines) {
    this.#lines = lines;
  }

  /** What is certain after this delta. */
  push(delta: string): ReplyPart[] {
    for (const character of delta) this.#read(character);
    return this.#take();
  }

  /** The reply is over. */
  end(): ReplyPart[] {
    if (this.#state === 'id') this.#idEnds();
    if (this.#state === 'after') this.#missing('');
    if (this.#state === 'spoken-brackets') this.#missing(this.#brackets);
    this.#state = 'text';
    return this.#take();
  }

  #take(): ReplyPart[] {
    this.#flush();
    const parts = this.#parts;
    this.#parts = [];
    return parts;
  }

  #flush(): void {
    if (this.#text !== '') this.#parts.push({ play: false, text: this.#text });
    this.#text = '';
  }

  #read(character: string): void {
    switch (this.#state) {
      case 'text':
        if (character === '●') this.#begin();
        else if (!isMark(character)) this.#text += character;
        break;
      case 'id':
        this.#readId(character);
        break;
      case 'after':
        if (isSpace(character)) this.#raw += character;
        else if (character === '[') this.#open('spoken-brackets');
        else if (character === '\n') {
          this.#missing('');
          this.#read(character);
        } else {
          this.#text += this.#raw;
          this.#state = 'text';
          this.#read(character);
        }
        break;
      case 'words':
        if (character === '[') this.#open('brackets');
        else if (!isSpace(character) && character !== ':') {
          this.#text += ' ';
          this.#state = 'text';
          this.#read(character);
        }
        break;
      case 'brackets':
      case 'spoken-brackets':
        this.#readBrackets(character);
    }
  }

  #begin(): void {
    this.#state = 'id';
    this.#id = '';
    this.#raw = '';
  }

  #readId(character: string): void {
    if (this.#id === '' && isSpace(character)) return;
    if (isIdCharacter(character)) {
      this.#id += character;
      this.#raw += character;
      return;
    }
    this.#idEnds();
    this.#read(character);
  }

  /** Plays it as soon as it is known which: the words that follow are known already. */
  #idEnds(): void {
    const line = recordedLine(this.#lines, this.#id, '');
    if (line) {
      this.#flush();
      this.#parts.push({ play: true, ...line });
      this.#state = 'words';
    } else this.#state = this.#id === '' ? 'text' : 'after';
  }

  #open(state: 'brackets' | 'spoken-brackets'): void {
    this.#state = state;
    this.#brackets = '';
    this.#depth = 1;
  }

  #readBrackets(character: string): void {
    if (character === '[') this.#depth += 1;
    if (character === ']') this.#depth -= 1;
    if (this.#depth > 0) this.#brackets += isMark(character) ? '' : character;
    else if (this.#state === 'spoken-brackets') this.#missing(this.#brackets);
    else this.#state = 'text';
  }

  #missing(words: string): void {
    const spoken = words.trim();
    this.#flush();
    this.#parts.push({ play: null, id: this.#id, spoken });
    this.#state = 'text';
  }
}
