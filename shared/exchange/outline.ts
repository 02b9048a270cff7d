/** An agent as a Markdown outline: every step with its prompt, the ways out of it, its variables and tools. */
import type { WorkflowDocument, WorkflowEdge, WorkflowNode } from '../domain/workflow.ts';
import { outgoingEdges } from '../graph/functions.ts';
import { guardWords } from '../graph/guard-words.ts';
import { nodeSpecs } from '../nodes/index.ts';

export function outlineOf(name: string, document: WorkflowDocument): string {
  const ordered = inOrder(document);
  const numbers = new Map(ordered.map(({ id }, index) => [id, index + 1]));
  const titles = (id: string): string => {
    const node = document.nodes.find((each) => each.id === id);
    return node ? `${numbers.get(id) ?? '?'}. ${titleOf(node)}` : `“${inline(id)}”, which is missing`;
  };
  const beside = document.nodes.filter(({ id }) => !numbers.has(id));
  const parts = [
    `# ${inline(name)}`,
    ...beside.filter(({ type }) => type === 'globalNode').map((node) => besideStep(node)),
    ...ordered.map((node, index) => stepOf(node, index + 1, document, titles)),
    ...beside.filter(({ type }) => type !== 'globalNode').map((node) => besideStep(node)),
    toolsOf(document),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

const spokenTypes: ReadonlySet<WorkflowNode['type']> = new Set(['startCall', 'agentNode', 'endCall']);

/** The steps in the order in which a call can reach them, the unreachable ones last. */
function inOrder(document: WorkflowDocument): WorkflowNode[] {
  const steps = new Map(
    document.nodes.filter(({ type }) => spokenTypes.has(type)).map((node) => [node.id, node]),
  );
  const met = new Set<WorkflowNode>();
  const starts = [...steps.values()].filter(({ type }) => type === 'startCall');
  const open = [...starts, ...steps.values()];
  const targets = new Map<string, string[]>();
  for (const { source, target } of document.edges) {
    const list = targets.get(source);
    if (list) list.push(target);
    else targets.set(source, [target]);
  }
  for (const first of open) {
    const queue = [first];
    for (const node of queue) {
      if (met.has(node)) continue;
      met.add(node);
      for (const target of targets.get(node.id) ?? []) {
        const next = steps.get(target);
        if (next && !met.has(next)) queue.push(next);
      }
    }
  }
  return [...met];
}

const titleOf = ({ id, data }: WorkflowNode): string => inline(data.name?.trim() ? data.name : id);

/** On one line, and never read as Markdown or HTML. */
function inline(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*_[\]|#]/g, (mark) => `\\${mark}`);
}

/** In a fence longer than any within the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([marks]) => marks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text.trimEnd()}\n${fence}`;
}

function stepOf(
  node: WorkflowNode,
  number: number,
  document: WorkflowDocument,
  titles: (id: string) => string,
): string {
  const { data, type } = node;
  const lines = [`## ${number}. ${titleOf(node)} (${nodeSpecs[type].noun})`];
  if (type === 'startCall' && data.greeting?.trim()) lines.push(`Greets: “${inline(data.greeting)}”`);
  if (data.prompt?.trim()) lines.push(fenced(data.prompt));
  const variables = data.extraction_enabled === true ? (data.extraction_variables ?? []) : [];
  if (variables.length > 0)
    lines.push(
      [
        'Finds out:',
        ...variables.map(({ name, type: kind, prompt, options }) => {
          const allowed = options?.length ? `, one of ${options.map(inline).join(', ')}` : '';
          return `- ${inline(name)} (${kind}${allowed})${prompt?.trim() ? `: ${inline(prompt)}` : ''}`;
        }),
      ].join('\n'),
    );
  const tools = (data.tool_uuids ?? []).map((uuid) => toolName(document, uuid));
  if (tools.length > 0) lines.push(`Tools: ${tools.join(', ')}`);
  const edges = outgoingEdges(document, node.id);
  if (edges.length > 0)
    lines.push(['Goes on to:', ...edges.map((edge) => edgeLine(edge, titles))].join('\n'));
  if (type === 'endCall')
    lines.push(
      `Hangs up${data.call_disposition?.trim() ? ` with the outcome ${inline(data.call_disposition)}` : ''}.`,
    );
  return lines.join('\n\n');
}

function edgeLine({ target, data }: WorkflowEdge, titles: (id: string) => string): string {
  const parts = [`- **${titles(target)}** – ${inline(data.label ?? 'no label')}`];
  if (data.condition?.trim()) parts.push(`  - when: ${inline(data.condition)}`);
  if (data.guard && data.guard.conditions.length > 0)
    parts.push(`  - always when ${inline(guardWords(data.guard))}`);
  if (data.transition_speech?.trim()) parts.push(`  - says: “${inline(data.transition_speech)}”`);
  return parts.join('\n');
}

function besideStep(node: WorkflowNode): string {
  const lines = [`## ${titleOf(node)} (${nodeSpecs[node.type].noun})`];
  if (node.data.prompt?.trim()) lines.push(fenced(node.data.prompt));
  return lines.join('\n\n');
}

function toolName(document: WorkflowDocument, uuid: string): string {
  const tool = document.workflow_configurations?.tools?.find(({ tool_uuid: each }) => each === uuid);
  return inline(tool?.name ?? uuid);
}

function toolsOf({ workflow_configurations: configurations }: WorkflowDocument): string {
  const tools = configurations?.tools ?? [];
  if (tools.length === 0) return '';
  const lines = tools.map(({ tool_uuid: uuid, name, description, definition }) => {
    const told = description?.trim() ? `: ${inline(description)}` : '';
    return `- **${inline(name ?? uuid)}** (${inline(definition.type)})${told}`;
  });
  return ['## Tools', '', ...lines].join('\n');
}
