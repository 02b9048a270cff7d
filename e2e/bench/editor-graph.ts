/** A conversation as large as asked for, without a problem or hint, for the bench of the editor. */
import type { Frame, Note, WorkflowDocument, WorkflowEdge, WorkflowNode } from '#shared/domain/workflow.ts';

const columns = 25;
const pitchX = 368;
const pitchY = 176;
/** Steps in a row that share a frame. */
const framed = 5;

const prompt = (at: number): string =>
  `Ask the caller about matter ${at} and listen to the whole answer before you go on. Keep to one short sentence, do not ` +
  `offer anything that was not asked for, and repeat numbers digit by digit.\n\nSay: "What can you tell me about matter ${at}?"`;

function nodeAt(at: number, count: number): WorkflowNode {
  const type = at === 0 ? 'startCall' : at === count - 1 ? 'endCall' : 'agentNode';
  const name = at === 0 ? 'Greeting' : at === count - 1 ? 'Goodbye' : `Matter ${at}`;
  return {
    id: `step-${at}`,
    type,
    position: { x: (at % columns) * pitchX, y: Math.floor(at / columns) * pitchY },
    data: { name, prompt: prompt(at) },
  };
}

const edge = (from: number, to: number, label: string): WorkflowEdge => ({
  id: `edge-${from}-${to}`,
  source: `step-${from}`,
  target: `step-${to}`,
  data: {
    label,
    condition: `The caller has said what matter ${from} is about and wants to go on to matter ${to}.`,
    caller_examples: [`tell me about matter ${to}`],
  },
});

/** Where a step leads: to the next of its row, now and then into the row below, and down along both sides. */
function targetsOf(at: number): number[] {
  const column = at % columns;
  if (column === columns - 1) return [at + columns];
  const below = column === 0 ? [at + columns] : at % 2 === 0 ? [at + columns + 1] : [];
  return [at + 1, ...below];
}

/** A graph of rows that are read from left to right; the last step ends the call. */
export function largeGraph(count: number): WorkflowDocument {
  const nodes = Array.from({ length: count }, (_, at) => nodeAt(at, count));
  const edges = nodes.slice(0, -1).flatMap((_, at) =>
    targetsOf(at)
      .filter((to) => to < count)
      .map((to) => edge(at, to, `on to ${to}`)),
  );
  const frames = Array.from({ length: Math.floor(count / 50) }, (_, at): Frame => ({
    id: `frame-${at}`,
    name: `Part ${at + 1}`,
    node_ids: Array.from({ length: framed }, (__, step) => `step-${at * 50 + 1 + step}`),
  }));
  const notes = Array.from({ length: Math.floor(count / 50) }, (_, at): Note => ({
    id: `note-${at}`,
    text: `Part ${at + 1} was agreed with the customer.`,
    position: { x: -300, y: at * 200 },
    size: { width: 240, height: 128 },
  }));
  return { nodes, edges, frames, notes, viewport: { x: 0, y: 0, zoom: 1 } };
}
