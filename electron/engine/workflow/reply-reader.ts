/** What a reply amounts to, read event by event: words to speak, functions called, tokens used. */
import type { LlmEvent, LlmFinish, LlmFunctionCall } from '../providers/spec/llm.ts';
import type { History } from './history.ts';

export class ReplyReader {
  #text = '';
  readonly #calls: LlmFunctionCall[] = [];
  #finish: LlmFinish | null = null;

  /** The words so far. */
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

  /** Answers the words that this event adds. Leading space is not speech: a reply of spaces is an empty one. */
  read(event: LlmEvent): string {
    switch (event.type) {
      case 'text-delta': {
        const delta = this.#text === '' ? event.text.trimStart() : event.text;
        this.#text += delta;
        return delta;
      }
      case 'function-call':
        this.#calls.push({ id: event.id, name: event.name, arguments: event.arguments });
        return '';
      case 'finish':
        this.#finish = event;
        return '';
    }
  }
}
