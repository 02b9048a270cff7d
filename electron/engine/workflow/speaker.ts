/** How the run says a line that is not the model's: remembered as said, or in passing. */
import type { SpeechSource } from '#shared/domain/run-event.ts';
import type { IdSource } from '../base/ids.ts';
import type { RunAct } from './acts.ts';
import type { History } from './history.ts';
import type { RunContext } from './run-context.ts';

export class Speaker {
  readonly #ids: IdSource;
  readonly #history: History;
  readonly #context: RunContext;

  constructor(ids: IdSource, history: History, context: RunContext) {
    this.#ids = ids;
    this.#history = history;
    this.#context = context;
  }

  /** One of the run's lines (a template) that the model remembers having said. */
  fixed(template: string, source: SpeechSource, interruptible: boolean): Generator<RunAct, void> {
    return this.line(this.#context.render(template), source, interruptible);
  }

  /** Words that the model remembers having said. */
  *line(text: string, source: SpeechSource, interruptible: boolean): Generator<RunAct, void> {
    const speechId = this.#ids.next('speech');
    this.#history.addAgent(text, speechId, []);
    yield* say(speechId, text, source, interruptible);
  }

  /** A line (a template) of the document's that the model does not remember; null or blank for none. */
  *aside(template: string | null, source: SpeechSource, interruptible: boolean): Generator<RunAct, void> {
    const text = this.#context.render(template ?? '').trim();
    if (text !== '') yield* say(this.#ids.next('speech'), text, source, interruptible);
  }
}

function* say(
  speechId: string,
  text: string,
  source: SpeechSource,
  interruptible: boolean,
): Generator<RunAct, void> {
  yield { type: 'say', speechId, text, source, interruptible };
  yield { type: 'say-end', speechId };
}
