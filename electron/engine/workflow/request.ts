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
  const system = systemParts(node, context, at, recordings)
    .map(({ text }) => text)
    .join('\n\n');
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
