/** What a reply amounts to, read event by event: words to speak, functions called, tokens used. */
import type { LlmEvent, LlmFinish, LlmFunctionCall } from '../providers/spec/llm.ts';
import type { History } from './history.ts';
import type { RecordedLines } from './recorded-lines.ts';
import { ReplyMarks, type ReplyPart } from './reply-marks.ts';

export class ReplyReader {
  readonly #marks: ReplyMarks;
  #text = '';
  readonly #calls: LlmFunctionCall[] = [];
  #finish: LlmFinish | null = null;

  constructor(recordings: RecordedLines) {
    this.#marks = new ReplyMarks(recordings);
  }

  /** The words so far, those of recordings among them. */
  get text(): string {
    return this.#text;
  }

  get calls(): readonly LlmFunctionCall[] {
    return this.#calls;
  }

  /** Did the vendor name this call, as it has named no other? */
  hasOwnId({ id }: LlmFunctionCall, history: History): boolean {
    return id !== '' && !history.hasCall(id) && this.#calls.filter((call) => call.id === id).length === 1;
  }

  get finish(): LlmFinish | null {
    return this.#finish;
  }

  /** Answers what this event adds. Leading space is not speech: a reply of spaces is an empty one. */
  read(event: LlmEvent): ReplyPart[] {
    switch (event.type) {
      case 'text-delta':
        return this.#added(this.#marks.push(event.text));
      case 'function-call':
        this.#calls.push({ id: event.id, name: event.name, arguments: event.arguments });
        return [];
      case 'finish':
        this.#finish = event;
        return this.end();
    }
  }

  /** The stream is over: what was held back until it was certain. */
  end(): ReplyPart[] {
    return this.#added(this.#marks.end());
  }

  #added(parts: ReplyPart[]): ReplyPart[] {
    const added: ReplyPart[] = [];
    for (const part of parts) {
      if (part.play === false) {
        const text = this.#text === '' ? part.text.trimStart() : part.text;
        this.#text += text;
        if (text !== '') added.push({ ...part, text });
      } else {
        const words = part.play ? part.text : part.spoken;
        if (words !== '') this.#text += this.#text === '' || /\s$/.test(this.#text) ? words : ` ${words}`;
        added.push(part);
      }
    }
    return added;
  }
}
