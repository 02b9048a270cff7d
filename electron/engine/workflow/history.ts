/** The conversation as the model remembers it: what the caller said and what the caller heard, never more. */
import { NOT_UNDERSTOOD, type LlmFunctionCall, type LlmMessage } from '../providers/spec/llm.ts';

type Entry =
  | { role: 'user'; content: string }
  | { role: 'assistant'; content: string; speechId: string | null; functionCalls: LlmFunctionCall[] }
  | { role: 'tool'; callId: string; name: string; content: string; transition: boolean };

/** Longest tool result that extraction reads, in characters. */
export const maxToolResultLength = 2000;

export class History {
  #entries: Entry[] = [];
  /** What the caller heard of speeches that were cut before their message was complete. */
  readonly #cuts = new Map<string, string>();

  get length(): number {
    return this.#entries.length;
  }

  addCaller(text: string, understood: boolean): void {
    this.#entries.push({ role: 'user', content: understood ? text : NOT_UNDERSTOOD });
  }

  /**
   * What the agent said and called in one reply. `speechId` null when nothing was said; a speech that was already
   * reported as heard is remembered as heard.
   */
  addAgent(text: string, speechId: string | null, functionCalls: LlmFunctionCall[]): void {
    const content = (speechId === null ? undefined : this.#cuts.get(speechId)) ?? text;
    if (content === '' && functionCalls.length === 0) return;
    this.#entries.push({ role: 'assistant', content, speechId, functionCalls });
  }

  /** `transition`: the bookkeeping of an edge, of no interest to extraction. */
  addToolResult(call: LlmFunctionCall, result: unknown, transition: boolean): void {
    const content = JSON.stringify(result);
    this.#entries.push({ role: 'tool', callId: call.id, name: call.name, content, transition });
  }

  /** Cuts a speech to what was heard; one of which nothing was heard is forgotten, its function calls are not. */
  heard(speechId: string, textPlayed: string): void {
    this.#cuts.set(speechId, textPlayed);
    const at = this.#entries.findLastIndex(
      (entry) => entry.role === 'assistant' && entry.speechId === speechId,
    );
    const entry = this.#entries[at];
    if (entry?.role !== 'assistant') return;
    entry.content = textPlayed;
    if (textPlayed === '' && entry.functionCalls.length === 0) this.#entries.splice(at, 1);
  }

  /** The last question in what the agent said last, for asking it again; empty when that was no question. */
  lastQuestion(): string {
    const last = this.#entries.findLast((entry) => entry.role === 'assistant' && entry.content !== '');
    if (!last) return '';
    return /[^.!?]*\?(?=\s*$)/.exec(last.content)?.[0].trim() ?? '';
  }

  /** For a reply: the system message, then everything. */
  messages(system: string): LlmMessage[] {
    const messages: LlmMessage[] = [{ role: 'system', content: system }];
    for (const entry of this.#entries) {
      if (entry.role === 'assistant')
        messages.push({
          role: 'assistant',
          content: entry.content,
          ...(entry.functionCalls.length > 0 ? { functionCalls: entry.functionCalls } : {}),
        });
      else if (entry.role === 'tool')
        messages.push({ role: 'tool', callId: entry.callId, name: entry.name, content: entry.content });
      else messages.push({ role: 'user', content: entry.content });
    }
    return messages;
  }

  /** For extraction: the words spoken and what tools answered, without the edges taken and what was not understood. */
  spokenMessages(system: string): LlmMessage[] {
    const ofTransition = new Set(
      this.#entries.flatMap((entry) => (entry.role === 'tool' && entry.transition ? [entry.callId] : [])),
    );
    const messages: LlmMessage[] = [{ role: 'system', content: system }];
    for (const entry of this.#entries) {
      if (entry.role === 'user') {
        if (entry.content !== NOT_UNDERSTOOD) messages.push({ role: 'user', content: entry.content });
      } else if (entry.role === 'tool') {
        if (entry.transition) continue;
        const cut = entry.content.length > maxToolResultLength;
        const content = cut ? `${entry.content.slice(0, maxToolResultLength)}… (cut)` : entry.content;
        messages.push({ role: 'tool', callId: entry.callId, name: entry.name, content });
      } else {
        const calls = entry.functionCalls.filter((call) => !ofTransition.has(call.id));
        if (entry.content === '' && calls.length === 0) continue;
        messages.push({
          role: 'assistant',
          content: entry.content,
          ...(calls.length > 0 ? { functionCalls: calls } : {}),
        });
      }
    }
    return messages;
  }
}
