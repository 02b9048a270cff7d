/**
 * A Pipecat flow as a workflow: nodes become steps, functions that lead somewhere become edges, parameters become variables
 * to extract, and spoken actions become greetings and transition speech. What a flow leaves to its program is told, by node.
 */
import type { ExtractionVariable, NodeData, WorkflowEdge, WorkflowNode } from '../../domain/workflow.ts';
import type { ImportNote } from '../import-note.ts';
import type { JsonObject } from '../json-shape.ts';
import { placed } from '../place.ts';
import { edgesOfNode, spokenOnEntry } from './flow-edges.ts';
import { readFlow, type Flow, type FlowFunction, type FlowNode } from './read-flow.ts';

/** A global function becomes an edge of every node; a file that would make more edges than this is cut, and says so. */
const mostEdges = 20_000;

export interface ImportedFlow {
  /** For `parseWorkflow`, which says what is wrong with it. */
  workflow: JsonObject;
  notes: ImportNote[];
}

/** Never throws: a flow that is broken becomes a draft with problems. */
export function importPipecatFlow(value: JsonObject): ImportedFlow {
  const flow = readFlow(value);
  const notes: ImportNote[] = [];
  const note = (node: FlowNode | null, message: string): void => {
    notes.push({ place: node === null ? null : node.label, message });
  };
  const initial = flow.nodes.find(({ key }) => key === flow.initial) ?? flow.nodes[0];
  if (initial?.key !== flow.initial)
    note(
      null,
      `The flow begins at “${flow.initial}”, which it does not have. Its first node is the start here.`,
    );
  const ids = idsOf(flow, initial);
  const variables = variableNames(flow);
  const nodes: WorkflowNode[] = [];
  const edges: WorkflowEdge[] = [];
  const isEnd = (node: FlowNode): boolean => node !== initial && hangsUp(node) && leads(node).length === 0;
  const steps = [...flow.nodes, ...copyOfStart(flow, initial)];
  for (const step of steps) {
    const isStart = step === initial;
    const id = isStart ? ids.start : (ids.byKey.get(step.key) ?? step.key);
    const type = isStart ? 'startCall' : isEnd(step) ? 'endCall' : 'agentNode';
    nodes.push({
      id,
      type,
      position: step.position ?? { x: 0, y: 0 },
      data: dataOf(step, type, { variables, role: initial?.role ?? '' }),
    });
    if (steps.indexOf(step) < flow.nodes.length)
      tellOf(step, { isStart, isEnd: type === 'endCall', initial }, note);
    if (type === 'endCall') continue;
    const left = Math.max(0, mostEdges - edges.length);
    edges.push(...edgesOfNode(step, id, flow.globalFunctions, ids.byKey).slice(0, left));
  }
  if (edges.length >= mostEdges) note(null, `Only the first ${mostEdges} edges are here.`);
  tellOfGlobals(flow, note);
  speakOnEdges(flow, edges, ids.byKey, initial);
  if (initial && initial.role !== '') nodes.unshift(globalNode(initial.role, variables));
  const isPlaced = flow.nodes.every(({ position }) => position !== null);
  return {
    workflow: {
      ...(flow.name === '' ? {} : { name: flow.name }),
      nodes: isPlaced ? spacedOut(nodes) : placed(nodes, edges),
      edges,
    },
    notes,
  };
}

const leads = ({ functions }: FlowNode): FlowFunction[] =>
  functions.filter(({ targets }) => targets.length > 0);
const hangsUp = ({ before, after }: FlowNode): boolean =>
  [...before, ...after].some(({ type }) => type === 'end_conversation');

/** Nothing may lead into a start, so a flow that comes back to its first node has a copy of it for that. */
function copyOfStart(flow: Flow, initial: FlowNode | undefined): FlowNode[] {
  if (!initial) return [];
  const isReturnedTo = [...flow.nodes.flatMap(({ functions }) => functions), ...flow.globalFunctions].some(
    ({ targets }) => targets.some(({ node }) => node === initial.key),
  );
  if (!isReturnedTo) return [];
  const position = initial.position && { x: initial.position.x, y: initial.position.y + 240 };
  return [{ ...initial, label: `${initial.label} again`, position }];
}

/** The ids of nodes are their keys; the start's is its own, since its key is the copy's, to which edges lead. */
function idsOf(flow: Flow, initial: FlowNode | undefined): { start: string; byKey: Map<string, string> } {
  const taken = new Set(flow.nodes.map(({ key }) => key));
  const free = (wanted: string): string => {
    let id = wanted;
    for (let count = 2; taken.has(id); count += 1) id = `${wanted}-${count}`;
    taken.add(id);
    return id;
  };
  const byKey = new Map(flow.nodes.map(({ key }) => [key, key === '' ? free('node') : key]));
  const hasCopy = copyOfStart(flow, initial).length > 0;
  const start = hasCopy ? free('start') : (byKey.get(initial?.key ?? '') ?? 'start');
  return { start, byKey };
}

const variableNames = (flow: Flow): ReadonlySet<string> =>
  new Set(
    flow.nodes
      .flatMap(({ functions }) => functions)
      .concat(flow.globalFunctions)
      .flatMap(({ parameters }) => parameters.map(({ name }) => name)),
  );

/** A flow keeps what its functions were given under its name; here that is `gathered_context`. */
const withPaths = (text: string, variables: ReadonlySet<string>): string =>
  text.replaceAll(/\{\{\s*([A-Za-z_]\w*)((?:\.\w+)*)\s*\}\}/g, (whole, name: string, rest: string) =>
    variables.has(name) ? `{{gathered_context.${name}${rest}}}` : whole,
  );

function dataOf(
  node: FlowNode,
  type: WorkflowNode['type'],
  { variables, role }: { variables: ReadonlySet<string>; role: string },
): NodeData {
  const ownRole = type !== 'startCall' && node.role !== '' && node.role !== role ? `${node.role}\n\n` : '';
  const spokenLast = type === 'endCall' ? spoken(node.after) : '';
  const task = spokenLast === '' ? node.task : `${node.task}\n\nSay: "${spokenLast}"`.trim();
  const extracted = type === 'endCall' ? [] : extractedBy(node);
  const greeting = type === 'startCall' ? spoken(node.before) : '';
  return {
    name: node.label,
    prompt: withPaths(`${ownRole}${task}`, variables),
    ...(type === 'endCall' ? {} : { allow_interrupt: type === 'agentNode' }),
    add_global_prompt: ownRole === '',
    ...(greeting === '' ? {} : { greeting_type: 'text' as const, greeting: withPaths(greeting, variables) }),
    ...(extracted.length === 0 ? {} : { extraction_enabled: true, extraction_variables: extracted }),
    ...(Object.keys(node.unknown).length === 0 ? {} : { extra: { pipecat: node.unknown } }),
  };
}

const spoken = (actions: FlowNode['before']): string =>
  actions
    .filter(({ type, text }) => type === 'tts_say' && text !== '')
    .map(({ text }) => text)
    .join(' ');

const numberTypes: ReadonlySet<string> = new Set(['number', 'integer']);

function extractedBy({ functions }: FlowNode): ExtractionVariable[] {
  const byName = new Map<string, ExtractionVariable>();
  for (const { name, type, description, options } of functions.flatMap(({ parameters }) => parameters))
    if (!byName.has(name))
      byName.set(name, {
        name,
        type: type === 'boolean' ? 'boolean' : numberTypes.has(type) ? 'number' : 'string',
        ...(description === '' ? {} : { prompt: description }),
        ...(options.length === 0 ? {} : { options }),
      });
  return [...byName.values()];
}

const globalNode = (role: string, variables: ReadonlySet<string>): WorkflowNode => ({
  id: 'role-of-the-agent',
  type: 'globalNode',
  position: { x: 368, y: -240 },
  data: { name: 'Role', prompt: withPaths(role, variables) },
});

/** The editor of flows draws its nodes closer together than our cards are wide. */
function spacedOut(nodes: readonly WorkflowNode[]): WorkflowNode[] {
  return nodes.map((node) =>
    node.type === 'globalNode'
      ? node
      : {
          ...node,
          position: { x: Math.round(node.position.x * 1.5), y: Math.round(node.position.y * 2.5) },
        },
  );
}

function speakOnEdges(
  flow: Flow,
  edges: readonly WorkflowEdge[],
  ids: ReadonlyMap<string, string>,
  initial: FlowNode | undefined,
): void {
  const lines = spokenOnEntry(
    flow.nodes.filter((node) => node !== initial),
    ids,
  );
  for (const { target, data } of edges) {
    const line = lines.get(target);
    if (line === undefined) continue;
    data.transition_speech = line;
    data.transition_speech_type = 'text';
  }
}

type Note = (node: FlowNode | null, message: string) => void;

function tellOf(
  node: FlowNode,
  { isStart, isEnd, initial }: { isStart: boolean; isEnd: boolean; initial: FlowNode | undefined },
  note: Note,
): void {
  if (!isStart && node.role !== '' && node.role !== initial?.role)
    note(node, 'Its role holds in this step only; in Pipecat it would hold until a later node sets another.');
  if (hangsUp(node) && !isEnd)
    note(node, 'It ends the conversation but is no end node here: lead an edge from it to an end node.');
  if (!isEnd && spoken(node.after) !== '')
    note(node, `What it says after its turn (“${spoken(node.after)}”) is left out: put it into the prompt.`);
  for (const { type } of [...node.before, ...node.after])
    if (type !== 'tts_say' && type !== 'end_conversation')
      note(
        node,
        `The action “${type === '' ? 'without a type' : type}” runs in your program and is left out.`,
      );
  if (node.contextStrategy !== null && node.contextStrategy.toLowerCase() !== 'append')
    note(node, 'It begins with an emptied memory in Pipecat; here the conversation is remembered.');
  if (!node.respondsAtOnce)
    note(node, 'It waits for the caller to speak first; here the agent speaks when it enters a step.');
  for (const each of node.functions) tellOfFunction(node, each, note);
  if (Object.keys(node.unknown).length > 0)
    note(node, `Kept but not used: ${Object.keys(node.unknown).slice(0, 5).join(', ')}.`);
}

function tellOfFunction(
  node: FlowNode | null,
  { name, targets, code, parameters, description }: FlowFunction,
  note: Note,
): void {
  if (targets.length === 0)
    note(
      node,
      `The function “${name}” stays on its node and runs in your program. Build it again as a tool${parameters.length > 0 ? '; its parameters are extracted as variables' : ''}.`,
    );
  else if (description === '')
    note(node, `“${name}” is described in your program: write on its edge when it is to be taken.`);
  if (targets.some(({ when }) => when !== null))
    note(
      node,
      `Where “${name}” leads is decided by your program. There is an edge for each case: check their conditions.`,
    );
  if (code.length > 0)
    note(node, `“${name}” also runs ${code.join(', ')} in your program, which is left out.`);
}

function tellOfGlobals({ globalFunctions }: Flow, note: Note): void {
  for (const each of globalFunctions) {
    if (each.targets.length > 0)
      note(null, `“${each.name}” is offered at every node; here it is an edge of each step.`);
    tellOfFunction(null, each, note);
  }
}
