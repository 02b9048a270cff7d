/** One reply of the model, spoken while it streams and remembered when it ends, however it ends. */
import type { IdSource } from '../base/ids.ts';
import { toStudioError, type StudioError } from '../base/errors.ts';
import type { LanguageModel, LlmFinish, LlmFunctionCall, LlmRequest } from '../providers/spec/llm.ts';
import type { RunAct } from './acts.ts';
import type { History } from './history.ts';

export interface ModelReply {
  /** Were words spoken? */
  said: boolean;
  /** Functions called; empty unless the reply is complete. */
  calls: LlmFunctionCall[];
  aborted: boolean;
  error: StudioError | null;
}

export interface ModelReplyOptions {
  llm: LanguageModel;
  ids: IdSource;
  history: History;
  interruptible: boolean;
  onUsage: (finish: LlmFinish) => void;
}

export async function* streamReply(
  { llm, ids, history, interruptible, onUsage }: ModelReplyOptions,
  request: LlmRequest,
  signal: AbortSignal,
): AsyncGenerator<RunAct, ModelReply> {
  let speechId: string | null = null;
  let text = '';
  let error: StudioError | null = null;
  let complete = false;
  const calls: LlmFunctionCall[] = [];
  try {
    try {
      for await (const event of llm.stream(request, signal)) {
        if (signal.aborted) break;
        switch (event.type) {
          case 'text-delta': {
            // Leading space is not speech: a reply of spaces is an empty one.
            const delta: string = speechId === null ? event.text.trimStart() : event.text;
            if (delta === '') break;
            speechId ??= ids.next('speech');
            text += delta;
            yield { type: 'say', speechId, text: delta, source: 'model', interruptible };
            break;
          }
          case 'function-call':
            calls.push({ id: event.id || ids.next('call'), name: event.name, arguments: event.arguments });
            break;
          case 'finish':
            onUsage(event);
            break;
        }
      }
    } catch (thrown) {
      if (!signal.aborted) error = toStudioError(thrown);
    }
    if (speechId !== null && !signal.aborted) yield { type: 'say-end', speechId };
    complete = error === null && !signal.aborted;
    return { said: speechId !== null, calls: complete ? calls : [], aborted: signal.aborted, error };
  } finally {
    // Also when the listener leaves in the middle of a word: what was said is remembered, calls not acted on are not.
    history.addAgent(text, speechId, complete ? calls : []);
  }
}
