/** One reply of the model, spoken while it streams and remembered when it ends, however it ends. */
import type { IdSource } from '../base/ids.ts';
import { toStudioError, type StudioError } from '../base/errors.ts';
import type { LlmEvent, LlmFinish, LlmFunctionCall } from '../providers/spec/llm.ts';
import type { RunAct } from './acts.ts';
import type { History } from './history.ts';
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
  onUsage: (finish: LlmFinish) => void;
}

/** Without dashes it stays under the 40 characters that OpenAI takes. */
const newId = (ids: IdSource): string => ids.next('call').replaceAll('-', '');

export async function* streamReply(
  { ids, history, interruptible, onUsage }: ModelReplyOptions,
  events: AsyncIterable<LlmEvent>,
  signal: AbortSignal,
): AsyncGenerator<RunAct, ModelReply> {
  const reply = new ReplyReader();
  let speechId: string | null = null;
  let error: StudioError | null = null;
  let calls: LlmFunctionCall[] = [];
  try {
    try {
      for await (const event of events) {
        if (signal.aborted) break;
        const text = reply.read(event);
        if (event.type === 'finish') onUsage(event);
        if (text === '') continue;
        speechId ??= ids.next('speech');
        yield { type: 'say', speechId, text, source: 'model', interruptible };
      }
    } catch (thrown) {
      if (!signal.aborted) error = toStudioError(thrown);
    }
    if (speechId !== null && !signal.aborted) yield { type: 'say-end', speechId };
    // Calls of a reply that is not complete are not acted on.
    if (error === null && !signal.aborted)
      calls = reply.calls.map((call) => (reply.hasOwnId(call, history) ? call : { ...call, id: newId(ids) }));
    return { said: speechId !== null, calls, aborted: signal.aborted, error };
  } finally {
    // Also when the listener leaves in the middle of a word: what was said is remembered.
    history.addAgent(reply.text, speechId, calls);
  }
}
