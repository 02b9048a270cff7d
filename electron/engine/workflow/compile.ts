/** From the document to what a run walks: nodes with their defaults filled in, edges as functions of the model. */
import { functionName, isOfferedToModel, outgoingEdges } from '#shared/graph/functions.ts';
import { parseWorkflow } from '#shared/graph/validate.ts';
import { templatePaths } from '#shared/base/templates.ts';
import type {
  ExtractionVariable,
  WorkflowDocument,
  WorkflowEdge,
  WorkflowNode,
} from '#shared/domain/workflow.ts';
import { nodeSpecs } from '#shared/nodes/index.ts';
import { valueOf } from '#shared/nodes/values.ts';
import { WorkflowError } from '../base/errors.ts';
import type { FunctionSpec } from '../providers/spec/functions.ts';
import type { StepHint } from '../providers/spec/llm.ts';
import { compileGuard, gatheredName, type CompiledGuard } from './guards.ts';
import { recordingsIn, type RecordedLines } from './recorded-lines.ts';
import type { OfferedTool, OfferedTools } from './tool-port.ts';

export interface CompiledEdge {
  id: string;
  label: string;
  targetId: string;
  /** Spoken while the node changes; null for none. A template. */
  transitionSpeech: string | null;
  /** Played instead. */
  transitionRecordingId: string | null;
  function: FunctionSpec;
  /** Takes the edge without asking the model; null for none. */
  guard: CompiledGuard | null;
  /** May the model take it? Not one that has a guard and no condition. */
  isOffered: boolean;
  /** The function as a recogniser is told of it: words that the guard waits for are among its examples. */
  hint: FunctionSpec;
}

export interface CompiledExtraction {
  /** A template; empty when the node has none. */
  prompt: string;
  variables: ExtractionVariable[];
}

export interface CompiledNode {
  id: string;
  name: string;
  type: StepHint['nodeType'];
  /** A template. */
  prompt: string;
  /** May the caller speak over the agent here? Never at the end of a call. */
  allowInterrupt: boolean;
  /** The global prompt before this node's, or null. A template. */
  globalPrompt: string | null;
  /** A template; null when the model opens the call itself. */
  greeting: string | null;
  /** Played instead. */
  greetingRecordingId: string | null;
  /** Milliseconds before the opening; 0 for none. */
  delayMs: number;
  extraction: CompiledExtraction | null;
  /** Outcome that ends here unless one is extracted; null takes the default. */
  disposition: string | null;
  edges: CompiledEdge[];
  /** None at the end of a call. */
  tools: readonly OfferedTool[];
  /** `tools`, then the `edges` that are offered, as the model sees them. */
  functions: FunctionSpec[];
  /** Edges with a guard, in the order in which they are looked at. */
  guarded: (CompiledEdge & { guard: CompiledGuard })[];
  /** Does a guard compare what this very node extracts? Then that is done before it is looked at. */
  guardsNeedOwn: boolean;
  /** Do its prompts show, or its guards compare, what earlier nodes gathered? Then their extraction is waited for. */
  usesGathered: boolean;
  /** Recordings that its prompts name: the model may play them. */
  recordings: readonly string[];
}

export interface CompiledWorkflow {
  start: CompiledNode;
  nodes: ReadonlyMap<string, CompiledNode>;
}

const filled = (text: string | null | undefined): string | null => (text?.trim() ? text : null);

function extractionOf(node: WorkflowNode): CompiledExtraction | null {
  const variables = node.data.extraction_variables ?? [];
  if (node.data.extraction_enabled !== true || variables.length === 0) return null;
  return { prompt: node.data.extraction_prompt ?? '', variables };
}

function compileEdge(edge: WorkflowEdge, variables: ExtractionVariable[]): CompiledEdge {
  const label = edge.data.label ?? '';
  const guard = edge.data.guard ? compileGuard(edge.data.guard) : null;
  const spec: FunctionSpec = {
    name: functionName(label),
    description: edge.data.condition ?? '',
    parameters: { type: 'object', properties: {} },
    label,
    examples: (edge.data.caller_examples ?? []).filter((example) => example.trim() !== ''),
    variables,
  };
  const words = guard?.words.filter((word) => word.trim() !== '') ?? [];
  return {
    id: edge.id,
    label,
    targetId: edge.target,
    transitionSpeech: filled(edge.data.transition_speech),
    transitionRecordingId:
      edge.data.transition_speech_type === 'audio' ? filled(edge.data.transition_speech_recording_id) : null,
    function: spec,
    guard,
    isOffered: isOfferedToModel(edge.data),
    hint: words.length === 0 ? spec : { ...spec, examples: [...(spec.examples ?? []), ...words] },
  };
}

function compileNode(
  document: WorkflowDocument,
  node: WorkflowNode,
  type: CompiledNode['type'],
  offered: OfferedTools | null,
  recordings: RecordedLines,
): CompiledNode {
  const { data } = node;
  const { fields } = nodeSpecs[type];
  const extraction = extractionOf(node);
  const edges = outgoingEdges(document, node.id).map((edge) =>
    compileEdge(edge, extraction?.variables ?? []),
  );
  const global = document.nodes.find((other) => other.type === 'globalNode');
  const wantsGlobal = valueOf(fields, data, 'add_global_prompt') === true;
  const globalPrompt = wantsGlobal ? filled(global?.data.prompt) : null;
  const prompt = data.prompt ?? '';
  const guarded = edges.flatMap((edge) => (edge.guard === null ? [] : [{ ...edge, guard: edge.guard }]));
  const compares = new Set(guarded.flatMap(({ guard }) => guard.variables).map(gatheredName));
  const tools = type === 'endCall' ? [] : (offered?.pick(data.tool_uuids ?? []) ?? []);
  return {
    id: node.id,
    name: data.name ?? node.id,
    type,
    prompt,
    allowInterrupt: type !== 'endCall' && data.allow_interrupt === true,
    globalPrompt,
    greeting: type === 'startCall' ? filled(data.greeting) : null,
    greetingRecordingId:
      type === 'startCall' && data.greeting_type === 'audio' ? filled(data.greeting_recording_id) : null,
    delayMs:
      type === 'startCall' && data.delayed_start === true
        ? Number(valueOf(fields, data, 'delayed_start_duration')) * 1000
        : 0,
    extraction,
    disposition: filled(data.call_disposition),
    edges,
    tools,
    functions: [...tools, ...edges.filter(({ isOffered }) => isOffered)].map((one) => one.function),
    guarded,
    guardsNeedOwn: extraction?.variables.some(({ name }) => compares.has(name)) === true,
    recordings: recordingsIn([prompt, globalPrompt ?? ''], recordings),
    usesGathered:
      [prompt, globalPrompt ?? ''].some((text) =>
        templatePaths(text).some((path) => path.startsWith('gathered_context.')),
      ) ||
      document.nodes.some((other) => extractionOf(other)?.variables.some(({ name }) => compares.has(name))),
  };
}

/**
 * @param offered the tools that nodes name in `tool_uuids`; null for a run without any
 * @param recordings those that may be played
 * @throws WorkflowError `workflow-invalid` naming the first problem; a run never starts from a document that has one.
 */
export function compileWorkflow(
  value: WorkflowDocument,
  offered: OfferedTools | null = null,
  recordings: RecordedLines = new Map(),
): CompiledWorkflow {
  const { document, problems } = parseWorkflow(value);
  const [first] = problems;
  if (!document || first) {
    const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
    throw new WorkflowError('workflow-invalid', `${first?.message ?? 'This is not a workflow.'}${more}`);
  }
  const nodes = new Map<string, CompiledNode>();
  for (const node of document.nodes) {
    const step = compileStep(document, node, offered, recordings);
    if (step) nodes.set(step.id, step);
  }
  const start = [...nodes.values()].find((node) => node.type === 'startCall');
  if (!start) throw new WorkflowError('workflow-invalid', 'The workflow has no start node.');
  return { start, nodes };
}

/** One step, also of a document with problems elsewhere, to be looked at; null when the node is no step of a call. */
export function compileStep(
  document: WorkflowDocument,
  node: WorkflowNode,
  offered: OfferedTools | null,
  recordings: RecordedLines,
): CompiledNode | null {
  if (node.type !== 'startCall' && node.type !== 'agentNode' && node.type !== 'endCall') return null;
  return compileNode(document, node, node.type, offered, recordings);
}
