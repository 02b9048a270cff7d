/** Functions of a flow as edges. */
import type { EdgeData, WorkflowEdge } from '../../domain/workflow.ts';
import { wordsOf, type FlowFunction, type FlowNode, type FlowTarget } from './read-flow.ts';

/** `choose_pizza` → `choose pizza`, whose function name is `choose_pizza` again. */
const labelOf = (name: string): string => name.replaceAll('_', ' ').trim();

export function edgesOfNode(
  node: FlowNode,
  source: string,
  globalFunctions: readonly FlowFunction[],
  ids: ReadonlyMap<string, string>,
): WorkflowEdge[] {
  const own = new Set(node.functions.map(({ name }) => name));
  const offered = [...node.functions, ...globalFunctions.filter(({ name }) => !own.has(name))];
  const edges: WorkflowEdge[] = [];
  for (const each of offered)
    for (const target of each.targets) {
      const to = ids.get(target.node) ?? target.node;
      edges.push({
        id: `${source}-${each.name}-${edges.length + 1}`,
        source,
        target: to,
        data: dataOf(each, target),
      });
    }
  return edges;
}

function dataOf({ name, description, parameters }: FlowFunction, { when }: FlowTarget): EdgeData {
  const label = labelOf(name);
  const told = description === '' ? `${wordsOf(name)}.` : description;
  if (when === null) return { label, condition: told };
  const isParameter = parameters.some((parameter) => parameter.name === when.field);
  return {
    label: `${label} ${when.operator === '==' ? '' : `${operatorWords[when.operator] ?? when.operator} `}${when.value}`,
    condition: `${told} ${wordsOf(when.field)} ${operatorWords[when.operator] ?? 'is'} ${when.value}.`,
    // What the caller said is known here too; what a program answered is not.
    ...(isParameter && when.operator === '=='
      ? {
          guard: {
            conditions: [
              { kind: 'variable', variable: when.field, comparison: 'equals', value: when.value } as const,
            ],
          },
        }
      : {}),
  };
}

const operatorWords: Partial<Record<string, string>> = {
  '==': 'is',
  '!=': 'is not',
  '<': 'is less than',
  '<=': 'is at most',
  '>': 'is greater than',
  '>=': 'is at least',
  in: 'is one of',
  not_in: 'is none of',
};

/** What is said when a node is entered, by the node's id. */
export function spokenOnEntry(
  nodes: readonly FlowNode[],
  ids: ReadonlyMap<string, string>,
): Map<string, string> {
  const lines = new Map<string, string>();
  for (const { key, before } of nodes) {
    const line = before
      .filter(({ type, text }) => type === 'tts_say' && text !== '')
      .map(({ text }) => text)
      .join(' ');
    if (line !== '') lines.set(ids.get(key) ?? key, line);
  }
  return lines;
}
