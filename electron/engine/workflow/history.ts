/** The conversation as the model remembers it: what the caller said and what the caller heard, never more. */
import { NOT_UNDERSTOOD, type LlmFunctionCall, type LlmMessage } from '../providers/spec/llm.ts';
import type { SavedHistory } from './checkpoint.ts';

interface ToolEntry {
  role: 'tool';
  callId: string;
  name: string;
  content: string;
  transition: boolean;
  /** The answer has not come yet; `shown` once a model has been told so. */
  pending: 'new' | 'shown' | null;
}

type Entry =
  | { role: 'user'; content: string }
  | { role: 'assistant'; content: string; speechId: string | null; functionCalls: LlmFunctionCall[] }
  | ToolEntry
  /** A guard led into another node here. No model is told; see `enteredAt`. */
  | { role: 'entry' };

/** Longest tool result that extraction reads, in characters. */
export const maxToolResultLength = 2000;

/** What stands for an answer that has not come yet: a model has to find one for every call. */
const pendingResult = JSON.stringify({
  status: 'pending',
  note: 'The answer has not come yet and will be given to you when it does. Do not call this again; if the caller asks, say that you are still waiting for it.',
});

export class History {
  #entries: Entry[] = [];
  /** What the caller heard of speeches that were cut before their message was complete. */
  readonly #cuts = new Map<string, string>();

  get length(): number {
    return this.#entries.length;
  }

  /** A copy that may go its own way. */
  fork(): History {
    const copy = new History();
    copy.#entries = this.#entries.map((entry) => ({ ...entry }));
    for (const [speechId, text] of this.#cuts) copy.#cuts.set(speechId, text);
    return copy;
  }

  save(): SavedHistory {
    return structuredClone({ entries: this.#entries, cuts: [...this.#cuts] });
  }

  /** Takes the place of whatever is there. */
  restore(saved: SavedHistory): void {
    const { entries, cuts } = structuredClone(saved);
    this.#entries = entries;
    this.#cuts.clear();
    for (const [speechId, text] of cuts) this.#cuts.set(speechId, text);
  }

  /** Has a call of this id been made? Some servers give the same ids again and again. */
  hasCall(id: string): boolean {
    return this.#entries.some(
      (entry) => entry.role === 'assistant' && entry.functionCalls.some((call) => call.id === id),
    );
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

  /** A node is entered without a function having been called. */
  markEntered(): void {
    this.#entries.push({ role: 'entry' });
  }

  /** How many messages (the system's among them) stand before the last `markEntered`; undefined when there is none. */
  get enteredAt(): number | undefined {
    const at = this.#entries.findLastIndex(({ role }) => role === 'entry');
    return at < 0 ? undefined : 1 + this.#entries.slice(0, at).filter(({ role }) => role !== 'entry').length;
  }

  /** The caller's last turn while the agent has not answered it; empty when it was not understood, null for none. */
  get unanswered(): string | null {
    const last = this.#entries.findLast(
      (entry) => entry.role === 'user' || (entry.role === 'assistant' && entry.content !== ''),
    );
    if (last?.role !== 'user') return null;
    return last.content === NOT_UNDERSTOOD ? '' : last.content;
  }

  /** Counts what an extraction can find something new in: words of the caller and answers of tools. */
  get findings(): number {
    return this.#entries.filter(({ role }) => role === 'user' || role === 'tool').length;
  }

  /** `transition`: the bookkeeping of an edge, of no interest to extraction. */
  addToolResult(call: LlmFunctionCall, result: unknown, transition: boolean): void {
    this.#entries.push({ ...toolEntry(call, result), transition });
  }

  /** The call is under way; `addLateResult` will follow. */
  addPending({ id, name }: LlmFunctionCall): void {
    this.#entries.push({
      role: 'tool',
      callId: id,
      name,
      content: pendingResult,
      transition: false,
      pending: 'new',
    });
  }

  /**
   * The answer of a call that was pending. It takes the place that was kept for it, unless a model has spoken on the
   * strength of there being none: what it knew then is not changed behind its back, so the answer is told where it
   * came, as that of the same call made once more (a result has to follow its call).
   */
  addLateResult(call: LlmFunctionCall, result: unknown): void {
    const at = this.#entries.findLastIndex(
      (entry) => entry.role === 'tool' && entry.callId === call.id && entry.pending !== null,
    );
    const kept = this.#entries[at];
    if (kept?.role !== 'tool') return;
    if (kept.pending === 'new') {
      this.#entries[at] = toolEntry(call, result);
      return;
    }
    kept.pending = null;
    // Short: some vendors take ids of 40 characters at most.
    const again = { ...call, id: `${call.id}_2` };
    this.#entries.push({ role: 'assistant', content: '', speechId: null, functionCalls: [again] });
    this.#entries.push(toolEntry(again, result));
  }

  /** A model is told of everything up to here. */
  markShown(): void {
    for (const entry of this.#entries)
      if (entry.role === 'tool' && entry.pending === 'new') entry.pending = 'shown';
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
    if (last?.role !== 'assistant') return '';
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
      else if (entry.role === 'user') messages.push({ role: 'user', content: entry.content });
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
      } else if (entry.role === 'assistant') {
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

function toolEntry({ id, name }: LlmFunctionCall, result: unknown): ToolEntry {
  const content = JSON.stringify(result);
  return { role: 'tool', callId: id, name, content, transition: false, pending: null };
}
