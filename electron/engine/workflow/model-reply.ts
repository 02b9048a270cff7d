/** One reply of the model, spoken while it streams and remembered when it ends, however it ends. */
import type { IdSource } from '../base/ids.ts';
import { toStudioError, type StudioError } from '../base/errors.ts';
import type { LlmEvent, LlmFinish, LlmFunctionCall } from '../providers/spec/llm.ts';
import type { RunAct } from './acts.ts';
import type { History } from './history.ts';
import type { RecordedLines } from './recorded-lines.ts';
import type { ReplyPart } from './reply-marks.ts';
import { ReplyReader } from './reply-reader.ts';

export interface ModelReply {
  /** Were words spoken? */
  said: boolean;
  /** Functions called; empty unless the reply is complete. */
  calls: LlmFunctionCall[];
  aborted: boolean;
  error: StudioError | null;
}

export interface ModelReplyOptions {
  ids: IdSource;
  history: History;
  interruptible: boolean;
  recordings: RecordedLines;
  onUsage: (finish: LlmFinish) => void;
  /** The model wanted to play what is not there; `spoken` is said in its place. */
  onMissing: (id: string, spoken: string) => void;
}

/** Without dashes it stays under the 40 characters that OpenAI takes. */
const newId = (ids: IdSource): string => ids.next('call').replaceAll('-', '');

export async function* streamReply(
  { ids, history, interruptible, recordings, onUsage, onMissing }: ModelReplyOptions,
  events: AsyncIterable<LlmEvent>,
  signal: AbortSignal,
): AsyncGenerator<RunAct, ModelReply> {
  const reply = new ReplyReader(recordings);
  const speech: { id: string | null } = { id: null };
  let error: StudioError | null = null;
  let calls: LlmFunctionCall[] = [];
  function* say(parts: ReplyPart[]): Generator<RunAct, void> {
    for (const part of parts) {
      if (part.play === null) onMissing(part.id, part.spoken);
      const text = part.play === null ? part.spoken : part.text;
      if (text === '') continue;
      const speechId = (speech.id ??= ids.next('speech'));
      const recording = part.play ? { recording: part.recording } : {};
      yield { type: 'say', speechId, text, source: 'model', interruptible, ...recording };
    }
  }
  try {
    try {
      for await (const event of events) {
        if (signal.aborted) break;
        const parts = reply.read(event);
        if (event.type === 'finish') onUsage(event);
        yield* say(parts);
      }
      if (!signal.aborted) yield* say(reply.end());
    } catch (thrown) {
      if (!signal.aborted) error = toStudioError(thrown);
    }
    if (speech.id !== null && !signal.aborted) yield { type: 'say-end', speechId: speech.id };
    // Calls of a reply that is not complete are not acted on.
    if (error === null && !signal.aborted)
      calls = reply.calls.map((call) => (reply.hasOwnId(call, history) ? call : { ...call, id: newId(ids) }));
    return { said: speech.id !== null, calls, aborted: signal.aborted, error };
  } finally {
    // Also when the listener leaves in the middle of a word: what was said is remembered.
    history.addAgent(reply.text, speech.id, calls);
  }
}
