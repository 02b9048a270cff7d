/** The request for a reply: a function of the node, the history and the moment, so that it can be made ahead of time. */
import type { LlmRequest } from '../providers/spec/llm.ts';
import type { CompiledNode } from './compile.ts';
import type { History } from './history.ts';
import { recordingsPrompt, type RecordedLines } from './recorded-lines.ts';
import type { RunContext } from './run-context.ts';

export function buildRequest(
  node: CompiledNode,
  history: History,
  context: RunContext,
  at: Date,
  recordings: RecordedLines,
): LlmRequest {
  const nodePrompt = context.render(node.prompt, at);
  const parts = systemParts(node, context, at, recordings).map(({ text }) => text);
  const system = [...parts, ...instructionsPart(context.instructions)].join('\n\n');
  const { enteredAt } = history;
  return {
    messages: history.messages(system),
    functions: node.functions,
    step: {
      nodeName: node.name,
      nodeType: node.type,
      nodePrompt,
      ...(enteredAt === undefined ? {} : { enteredAt }),
    },
    now: context.iso(at),
  };
}

/** The supervisor's words stand with the prompt: they are no part of the conversation, and the newest counts most. */
function instructionsPart(instructions: readonly string[]): string[] {
  if (instructions.length === 0) return [];
  const list = instructions.map((text) => `- ${text}`).join('\n');
  return [
    `Your supervisor listens to this call and tells you the following, which the caller does not hear. Follow it from your next reply on, without mentioning that you were told:\n${list}`,
  ];
}

export interface SystemPart {
  from: 'global' | 'node' | 'recordings';
  text: string;
}

/** What the system message is made of, in order, with a blank line between; parts that say nothing are left out. */
export function systemParts(
  node: CompiledNode,
  context: RunContext,
  at: Date,
  recordings: RecordedLines,
): SystemPart[] {
  const parts: SystemPart[] = [
    { from: 'global', text: context.render(node.globalPrompt ?? '', at) },
    { from: 'node', text: context.render(node.prompt, at) },
    { from: 'recordings', text: recordingsPrompt(node.recordings, recordings) },
  ];
  return parts.filter(({ text }) => text !== '');
}
