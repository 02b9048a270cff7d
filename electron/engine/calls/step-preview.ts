/**
 * What a model is sent when a call comes to a step: made by the same functions as in a call (`compileStep`,
 * `buildRequest`), so that the preview cannot say anything else than the call will.
 */
import { shorten } from '#shared/base/shorten.ts';
import { pressKeysFunctionName } from '#shared/domain/line-craft.ts';
import type { WorkflowDocument, WorkflowNode } from '#shared/domain/workflow.ts';
import type { Preview } from '#shared/bridge/preview.ts';
import { nodeLabel } from '#shared/graph/functions.ts';
import { toStudioError, WorkflowError } from '../base/errors.ts';
import type { LlmRequest } from '../providers/spec/llm.ts';
import { createToolSet } from '../tools/index.ts';
import { takenResult } from '../workflow/call-plan.ts';
import { compileStep, type CompiledNode } from '../workflow/compile.ts';
import { Gathered } from '../workflow/gathered.ts';
import { History } from '../workflow/history.ts';
import type { RecordedLines } from '../workflow/recorded-lines.ts';
import { buildRequest, systemParts } from '../workflow/request.ts';
import { RunContext } from '../workflow/run-context.ts';
import { callTools } from './call-tools.ts';

export interface StepPreviewOptions {
  document: WorkflowDocument;
  nodeId: string;
  /** What the call begins with. */
  initialContext: Record<string, unknown>;
  /** Values that earlier steps have found. */
  gathered: Record<string, unknown>;
  recordings: RecordedLines;
  /** IANA zone. */
  timeZone: string;
  now: Date;
}

export interface StepPreview extends Pick<
  Preview,
  'node' | 'system' | 'messages' | 'functions' | 'not_offered'
> {
  request: LlmRequest;
}

type PreviewMessage = Preview['messages'][number];

/** Stands where nobody has written down what callers say. */
const someWords = '(what the caller says)';

/** @throws WorkflowError `workflow-invalid` when the node is not there or is no step of a call */
export function previewStep(options: StepPreviewOptions): StepPreview {
  const { document, nodeId, recordings, now } = options;
  const node = document.nodes.find(({ id }) => id === nodeId);
  if (!node) throw new WorkflowError('workflow-invalid', `There is no node “${shorten(nodeId)}” any more.`);
  const { offered, refused } = toolsOf(document, node);
  const step = compileStep(document, node, offered, recordings);
  if (!step)
    throw new WorkflowError(
      'workflow-invalid',
      `${nodeLabel(node)} is no step of the conversation: no model is sent anything there.`,
    );
  const gathered = new Gathered();
  gathered.merge(options.gathered);
  const { initialContext, timeZone } = options;
  const context = new RunContext({ initialContext, gathered, timeZone, now: () => now });
  const { history, messages } = conversationUpTo(document, step, context, recordings);
  const globalId = document.nodes.find(({ type }) => type === 'globalNode')?.id ?? null;
  return {
    node: { id: step.id, name: step.name, type: step.type },
    system: systemParts(step, context, now, recordings).map(({ from, text }) => ({
      from,
      node_id: from === 'node' ? step.id : from === 'global' ? globalId : null,
      text,
    })),
    messages,
    functions: functionsOf(document, node, step),
    not_offered: [...refused, ...guardedOnly(step)],
    request: buildRequest(step, history, context, now, recordings),
  };
}

type Refused = Preview['not_offered'][number];

/** The tools of the node as a call offers them; one that cannot be made is named instead. */
function toolsOf(
  document: WorkflowDocument,
  node: WorkflowNode,
): { offered: ReturnType<typeof callTools>; refused: Refused[] } {
  const documents = document.workflow_configurations?.tools ?? [];
  const refused: Refused[] = [];
  const isMade = (id: string): boolean => {
    const tool = documents.find((each) => each.tool_uuid === id);
    const label = tool?.name?.trim() ? tool.name.trim() : shorten(id);
    try {
      if (createToolSet(documents).pick([id]).length > 0) return true;
      const why = tool ? 'Tools of this kind cannot be used yet.' : 'This agent has no such tool.';
      refused.push({ source_id: id, label, why });
    } catch (thrown) {
      refused.push({
        source_id: id,
        label,
        why: `It is not complete: ${shorten(toStudioError(thrown).message, 200)}`,
      });
    }
    return false;
  };
  const usable = new Set(node.type === 'endCall' ? [] : (node.data.tool_uuids ?? []).filter(isMade));
  const tools = callTools({ id: 'preview', name: 'preview', document }, undefined, undefined, {
    press: () => Promise.resolve('sent'),
  });
  return { offered: { pick: (ids) => tools.pick(ids.filter((id) => usable.has(id))) }, refused };
}

function functionsOf(
  document: WorkflowDocument,
  node: WorkflowNode,
  step: CompiledNode,
): Preview['functions'] {
  const tools = document.workflow_configurations?.tools ?? [];
  const ids = [...new Set(node.data.tool_uuids ?? [])];
  return step.functions.map((spec) => {
    const { name, description, parameters } = spec;
    const about = { name, description, parameters };
    const edge = step.edges.find((each) => each.function === spec);
    if (edge) return { ...about, from: 'edge', source_id: edge.id, label: edge.label };
    if (name === pressKeysFunctionName)
      return { ...about, from: 'line', source_id: null, label: 'Keys of the telephone' };
    const toolId = ids.find((id) => createToolSet(tools).pick([id])[0]?.function.name === name) ?? null;
    const label = tools.find((tool) => tool.tool_uuid === toolId)?.name ?? name;
    return { ...about, from: 'tool', source_id: toolId, label };
  });
}

function guardedOnly({ edges }: CompiledNode): Refused[] {
  return edges
    .filter(({ isOffered }) => !isOffered)
    .map(({ id, label }) => ({
      source_id: id,
      label,
      why: 'Its guard takes it by itself, and without a condition the model is not offered it.',
    }));
}

/** The shortest conversation in which the step gets its first turn. */
function conversationUpTo(
  document: WorkflowDocument,
  step: CompiledNode,
  context: RunContext,
  recordings: RecordedLines,
): { history: History; messages: PreviewMessage[] } {
  const history = new History();
  const messages: PreviewMessage[] = [];
  const caller = (examples: readonly string[] | undefined): void => {
    const content = examples?.find((example) => example.trim() !== '') ?? someWords;
    history.addCaller(content, true);
    messages.push({ role: 'user', content, calls: [], from: 'example' });
  };
  const start = document.nodes.find(({ type }) => type === 'startCall');
  const opening = start ? compileStep(document, start, null, recordings) : null;
  const recorded = recordings.get(opening?.greetingRecordingId ?? '')?.transcript.trim() ?? '';
  const greeting = recorded === '' ? context.render(opening?.greeting ?? '').trim() : recorded;
  if (greeting !== '') {
    history.addAgent(greeting, null, []);
    messages.push({ role: 'assistant', content: greeting, calls: [], from: 'greeting' });
  }
  if (step.type === 'startCall') {
    if (greeting !== '') caller(step.edges[0]?.function.examples);
    return { history, messages };
  }
  const edge = document.edges.find(({ target }) => target === step.id);
  const from = document.nodes.find(({ id }) => id === edge?.source);
  const taken = (from && compileStep(document, from, null, recordings))?.edges.find(
    ({ id }) => id === edge?.id,
  );
  if (!edge || !taken) return { history, messages };
  caller(taken.function.examples);
  if (!taken.isOffered) {
    history.markEntered();
    return { history, messages };
  }
  const call = { id: 'call_1', name: taken.function.name, arguments: {} };
  history.addAgent('', null, [call]);
  history.addToolResult(call, takenResult, true);
  messages.push(
    { role: 'assistant', content: '', calls: [call.name], from: 'edge' },
    { role: 'tool', content: JSON.stringify(takenResult), calls: [], from: 'edge' },
  );
  return { history, messages };
}
