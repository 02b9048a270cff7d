/** What the box offers for what was typed: new steps, nodes that are there, and copies of them. */
import type { NodeType, WorkflowDocument, WorkflowNode } from '#shared/domain/workflow.ts';
import { connectionRefusal, mayEnter } from '../../../canvas/connections.ts';
import { drawableTypes, nodeKinds } from '../../../canvas/node-kinds.ts';
import { matchCommands } from '../../../stores/commands.ts';
import { additionRefusal } from '../edits.ts';
import type { BoxPurpose } from '../surface.ts';

export type BoxAct =
  | { kind: 'add'; type: NodeType }
  | { kind: 'note' }
  /** Goes to a node, or leads an edge to it. */
  | { kind: 'node'; nodeId: string }
  | { kind: 'copy'; nodeId: string };

export interface BoxEntry {
  id: string;
  label: string;
  group: 'Add' | 'Lead to' | 'Go to' | 'Add a copy of';
  hint: string;
  keywords: string;
  /** Whose icon and colour it has; null: a note. */
  type: NodeType | null;
  act: BoxAct;
  /** Why it cannot be done now. */
  refusal: string | null;
}

/** Most nodes and most copies that are listed; typing narrows them down. */
const listedNodes = 40;
const listedCopies = 6;

export function boxEntries(document: WorkflowDocument, purpose: BoxPurpose, query: string): BoxEntry[] {
  const typed = query.trim() !== '';
  const fresh = match(additions(document, purpose), query);
  const there = match(nodesFor(document, purpose), query).slice(0, listedNodes);
  switch (purpose.kind) {
    case 'add': {
      const copies = typed ? match(copiesOf(document), query).slice(0, listedCopies) : [];
      return [...fresh, ...(typed ? there : []), ...copies];
    }
    case 'connect':
      return purpose.isDrawn ? [...fresh, ...there] : [...there, ...fresh];
    case 'reroute':
      return there;
  }
}

/** By name and keywords; a sentence that explains is not what a person types. */
function match(entries: readonly BoxEntry[], query: string): BoxEntry[] {
  const found = matchCommands(
    entries.map((entry) => ({ label: entry.label, group: '', keywords: entry.keywords, entry })),
    query,
  );
  return found.map(({ entry }) => entry);
}

function additions(document: WorkflowDocument, purpose: BoxPurpose): BoxEntry[] {
  if (purpose.kind === 'reroute') return [];
  const types = drawableTypes.filter((type) => purpose.kind === 'add' || mayEnter(type));
  const steps = types.map((type): BoxEntry => {
    const { word, purpose: meaning } = nodeKinds[type];
    return {
      id: `add ${type}`,
      label: word,
      group: 'Add',
      hint: meaning,
      keywords: 'add new node step',
      type,
      act: { kind: 'add', type },
      refusal: additionRefusal(document, type),
    };
  });
  if (purpose.kind === 'connect') return steps;
  return [
    ...steps,
    {
      id: 'add note',
      label: 'Note',
      group: 'Add',
      hint: 'Words for the people who draw; no model sees them.',
      keywords: 'add new sticky comment text',
      type: null,
      act: { kind: 'note' },
      refusal: null,
    },
  ];
}

const nameOf = ({ id, data }: WorkflowNode): string => data.name?.trim() || id;

function nodesFor(document: WorkflowDocument, purpose: BoxPurpose): BoxEntry[] {
  return document.nodes
    .filter(({ id }) => mayBeMeant(document, purpose, id))
    .map((node) => ({
      id: `node ${node.id}`,
      label: nameOf(node),
      group: purpose.kind === 'add' ? 'Go to' : 'Lead to',
      hint: nodeKinds[node.type].word,
      keywords: `${node.id} ${nodeKinds[node.type].word}`,
      type: node.type,
      act: { kind: 'node', nodeId: node.id },
      refusal: null,
    }));
}

function mayBeMeant(document: WorkflowDocument, purpose: BoxPurpose, nodeId: string): boolean {
  if (purpose.kind === 'add') return true;
  if (purpose.kind === 'connect') return connectionRefusal(document, purpose.from, nodeId) === null;
  const edge = document.edges.find(({ id }) => id === purpose.edgeId);
  if (!edge || edge[purpose.end] === nodeId) return false;
  const ends = { source: edge.source, target: edge.target, [purpose.end]: nodeId };
  return connectionRefusal(document, ends.source, ends.target) === null;
}

function copiesOf(document: WorkflowDocument): BoxEntry[] {
  return document.nodes
    .filter(({ type }) => type !== 'globalNode')
    .map((node) => ({
      id: `copy ${node.id}`,
      label: nameOf(node),
      group: 'Add a copy of',
      hint: nodeKinds[node.type].word,
      keywords: 'copy duplicate template',
      type: node.type,
      act: { kind: 'copy', nodeId: node.id },
      refusal: null,
    }));
}
