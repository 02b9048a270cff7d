/** Where a conversation stands, read from the messages of a request alone: the rehearsal keeps no state. */
import { NOT_UNDERSTOOD, type LlmMessage } from '../spec/llm.ts';

export interface Standing {
  /**
   * What the caller has said since the agent last spoke, oldest first; empty when it is the agent's turn to open (a new
   * node, or nobody has spoken yet).
   */
  answers: string[];
  /** Was the last of them speech that could not be placed? */
  notUnderstood: boolean;
  /** What the caller said before, in this node, to which no answer was found. Newest last. */
  earlier: string[];
}

/** @param enteredAt messages that were there when a guard led into a node, which leaves no trace among them */
export function readStanding(messages: readonly LlmMessage[], enteredAt = 0): Standing {
  const taken = messages.findLastIndex((message) => message.role === 'tool' && isTransition(message.content));
  const entered = Math.max(taken, enteredAt - 1);
  const here = messages.slice(entered + 1);
  const said: string[][] = [[]];
  for (const message of here) {
    if (message.role === 'user') said.at(-1)?.push(message.content);
    else if (message.role === 'assistant' && (said.at(-1)?.length ?? 0) > 0) said.push([]);
  }
  const last = here.at(-1);
  const current = last?.role === 'user' ? (said.at(-1) ?? []) : [];
  const before = last?.role === 'user' ? said.slice(0, -1) : said;
  return {
    answers: current.filter((text) => text !== NOT_UNDERSTOOD && text.trim() !== ''),
    notUnderstood:
      current.at(-1) === NOT_UNDERSTOOD ||
      (current.length > 0 && current.every((text) => text.trim() === '')),
    earlier: before.flatMap((turn) => turn.slice(-1)),
  };
}

/** The workflow answers a taken edge with `{"status":"done"}`. */
function isTransition(content: string): boolean {
  return /"status"\s*:\s*"done"/.test(content);
}
