/** How the run says a line that is not the model's: spoken or played, remembered as said or in passing. */
import type { SpeechSource } from '#shared/domain/run-event.ts';
import type { IdSource } from '../base/ids.ts';
import type { RunAct } from './acts.ts';
import type { History } from './history.ts';
import {
  missingRecording,
  recordedLine,
  type PlayedRecording,
  type RecordedLines,
} from './recorded-lines.ts';
import type { RunContext } from './run-context.ts';
import type { Emit } from './run-options.ts';

/** A line of the document's: a template, and the recording that is played instead, if any. */
export interface WrittenLine {
  text: string | null;
  recordingId?: string | null | undefined;
}

/** A line as it will be said. */
export interface SpokenLine {
  text: string;
  recording?: PlayedRecording;
}

export interface SpeakerOptions {
  ids: IdSource;
  history: History;
  context: RunContext;
  recordings: RecordedLines;
  emit: Emit;
}

export class Speaker {
  readonly #options: SpeakerOptions;

  constructor(options: SpeakerOptions) {
    this.#options = options;
  }

  /** Recording or text; null when there is nothing to say. A recording that is not there is told, and its text said. */
  choose({ text, recordingId }: WrittenLine): SpokenLine | null {
    const { context, recordings, emit } = this.#options;
    const spoken = context.render(text ?? '').trim();
    if (recordingId != null) {
      const line = recordedLine(recordings, recordingId, spoken);
      if (line) return line;
      emit('error', missingRecording(recordingId, spoken));
    }
    return spoken === '' ? null : { text: spoken };
  }

  /** One of the run's lines (a template) that the model remembers having said. */
  fixed(template: string, source: SpeechSource, interruptible: boolean): Generator<RunAct, void> {
    return this.line({ text: this.#options.context.render(template) }, source, interruptible);
  }

  /** Words that the model remembers having said. */
  *line(line: SpokenLine, source: SpeechSource, interruptible: boolean): Generator<RunAct, void> {
    const { ids, history } = this.#options;
    const speechId = ids.next('speech');
    history.addAgent(line.text, speechId, []);
    yield* say(speechId, line, source, interruptible);
  }

  /** A line of the document's that the model does not remember. */
  *aside(written: WrittenLine, source: SpeechSource, interruptible: boolean): Generator<RunAct, void> {
    const line = this.choose(written);
    if (line) yield* say(this.#options.ids.next('speech'), line, source, interruptible);
  }
}

function* say(
  speechId: string,
  line: SpokenLine,
  source: SpeechSource,
  interruptible: boolean,
): Generator<RunAct, void> {
  yield { type: 'say', speechId, source, interruptible, ...line };
  yield { type: 'say-end', speechId };
}
