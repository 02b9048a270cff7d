/**
 * Speech that was recorded, as the run knows it: by id, with its words. The sound itself is the voice's affair; the run
 * says what is to be played, and remembers the words.
 */
import type { RunEventPayload } from '#shared/domain/run-event.ts';
import type { Recording } from '#shared/domain/sound.ts';
import { namesId } from '#shared/graph/recordings.ts';

/** By id. */
export type RecordedLines = ReadonlyMap<string, Pick<Recording, 'name' | 'transcript'>>;

/** What a `say` act carries when it is to be played. */
export interface PlayedRecording {
  id: string;
  /** Spoken should the sound turn out to be unreadable; empty to leave it out. */
  instead: string;
}

export interface RecordedLine {
  /** Words of the recording, for transcript and memory. */
  text: string;
  recording: PlayedRecording;
}

/** Null when there is none of this id. `instead`: the document's own text for it, if any. */
export function recordedLine(lines: RecordedLines, id: string, instead: string): RecordedLine | null {
  const line = lines.get(id);
  if (!line) return null;
  const words = line.transcript.trim();
  return {
    // Nobody has written down what is said in it: the name has to do.
    text: words === '' ? `(${line.name})` : words,
    recording: { id, instead: instead === '' ? words : instead },
  };
}

/** @param spoken what is said in its place; empty when it is left out */
export function missingRecording(id: string, spoken: string): RunEventPayload<'error'> {
  const instead = spoken === '' ? 'Nothing was played in its place.' : 'Its text was spoken instead.';
  return {
    code: 'audio-file',
    message: `There is no recording “${id.slice(0, 64)}”. ${instead} Add it under Recordings, or choose another.`,
    retryable: false,
    stage: 'recording',
  };
}

/** The recordings that these prompts name, by id, so that the model can be told how to play them. */
export function recordingsIn(prompts: readonly string[], lines: RecordedLines): string[] {
  return [...lines.keys()].filter((id) => prompts.some((prompt) => namesId(prompt, id)));
}

/** What the model is told of them, behind its prompt; empty for none. Source of the form: Dograh. */
export function recordingsPrompt(ids: readonly string[], lines: RecordedLines): string {
  if (ids.length === 0) return '';
  const list = ids.map((id) => `● ${id} [${lines.get(id)?.transcript.trim() ?? ''}]`);
  return [
    'Some answers are recorded. To play one, answer with its line below and nothing before it; it is not read out but played.',
    'For everything else, answer in your own words and begin with ▸.',
    ...list,
  ].join('\n');
}
