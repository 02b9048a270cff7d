/** What the bench's chat model answers: the conversation's next line, or a function where the conversation moves on. */
import type { ScriptedReply } from '#engine/providers/openai/testing/server-script.ts';
import { exchanges, isTransition } from './conversation.ts';

interface ChatRequest {
  messages: { role: string; content?: string | null }[];
  tools?: { function: { name: string } }[];
}

export function replyOf(request: Record<string, unknown>): ScriptedReply {
  const { messages, tools } = request as unknown as ChatRequest;
  const turn = turnOf(messages.findLast(({ role }) => role === 'user')?.content ?? '');
  const name = tools?.[0]?.function.name;
  if (name !== undefined && isTransition(turn) && messages.at(-1)?.role === 'user')
    return { calls: [{ name }] };
  return { text: exchanges[(turn + 1) % exchanges.length]?.agent ?? '' };
}

/** Which turn of the caller these words are, or begin. */
function turnOf(said: string): number {
  const bare = (text: string): string => text.toLowerCase().replaceAll(/[^a-z ]/g, '');
  const words = bare(said);
  const turns = exchanges.map(({ caller }) =>
    bare(caller.filter((part) => typeof part === 'string').join(' ')),
  );
  const exact = turns.indexOf(words);
  if (exact >= 0) return exact;
  const known = turns.findIndex(
    (turn) => turn.startsWith(words) || words.endsWith(turn) || turn.endsWith(words),
  );
  return Math.max(0, known);
}
