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
  const system = [
    context.render(node.globalPrompt ?? '', at),
    nodePrompt,
    recordingsPrompt(node.recordings, recordings),
  ]
    .filter((part) => part !== '')
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
