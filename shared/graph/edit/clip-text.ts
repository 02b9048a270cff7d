/**
 * A clip as text on the system's clipboard, so that it can go to another agent, another window or a file. What comes
 * back is judged like a file: it may be anything.
 */
import { z } from 'zod';
import { toolSchema } from '../../domain/tool.ts';
import type { WorkflowDocument } from '../../domain/workflow.ts';
import { parseWorkflow } from '../validate.ts';
import type { Clip } from './clip.ts';

const kind = 'parley-nodes';
const version = 1;

/** Text longer than this is not read as a clip, characters. */
const longestText = 32 * 1024 * 1024;

export function clipToText({ nodes, edges, frames, notes, tools }: Clip): string {
  const held = Object.entries({ nodes, edges, frames, notes, tools }).filter(
    ([key, list]) => list.length > 0 || key === 'nodes' || key === 'edges',
  );
  return JSON.stringify({ kind, version, ...Object.fromEntries(held) }, null, 2);
}

export type ReadClip = { clip: Clip } | { refusal: string };

const noWorkflow = 'The clipboard holds text that is no workflow: nothing was pasted.';

/**
 * A clip from text: one of ours, a whole workflow (also as Dograh exports it), its nodes and edges, or a list of nodes.
 * Never throws; what cannot be read is refused in a sentence for a person.
 */
export function clipFromText(text: string): ReadClip {
  const trimmed = text.trim();
  if (trimmed === '') return { refusal: 'The clipboard holds no text to paste.' };
  if (trimmed.length > longestText)
    return { refusal: 'The text on the clipboard is too long to be a workflow.' };
  if (!/^[{[]/.test(trimmed)) return { refusal: noWorkflow };
  let value: unknown;
  try {
    value = JSON.parse(trimmed);
  } catch {
    return { refusal: 'The clipboard holds JSON that breaks off or is misspelt: nothing was pasted.' };
  }
  return readValue(value);
}

function readValue(value: unknown): ReadClip {
  if (Array.isArray(value)) return readDocument({ nodes: value, edges: [] });
  if (typeof value !== 'object' || value === null) return { refusal: noWorkflow };
  if ('kind' in value && value.kind === kind && 'version' in value && value.version !== version)
    return { refusal: 'These nodes were copied in a newer Parley: update this one to paste them.' };
  if ('nodes' in value) return readDocument({ edges: [], ...value });
  if ('workflow_definition' in value) return readDocument(value);
  return { refusal: 'The clipboard holds JSON without nodes, so it is no workflow: nothing was pasted.' };
}

const toolsSchema = z.object({ tools: z.array(toolSchema) });

function readDocument(value: object): ReadClip {
  const { document, problems } = parseWorkflow(value);
  if (document === null)
    return {
      refusal: `The clipboard holds a workflow that cannot be read: ${problems[0]?.message ?? 'its shape is wrong.'}`,
    };
  if (document.nodes.length === 0 && (document.notes ?? []).length === 0)
    return { refusal: 'The workflow on the clipboard has no nodes: nothing was pasted.' };
  const own = toolsSchema.safeParse(value);
  return { clip: clipOfDocument(document, own.success ? own.data.tools : []) };
}

/** A whole document as a clip; an id that stands twice counts once, and edges to nowhere are left out. */
function clipOfDocument(document: WorkflowDocument, tools: Clip['tools']): Clip {
  const once = <T extends { id: string }>(items: readonly T[]): T[] =>
    [...new Map([...items].reverse().map((item) => [item.id, item])).values()].reverse();
  const nodes = once(document.nodes);
  const there = new Set(nodes.map(({ id }) => id));
  return {
    nodes,
    edges: once(document.edges).filter(({ source, target }) => there.has(source) && there.has(target)),
    frames: once(document.frames ?? []),
    notes: once(document.notes ?? []),
    tools: tools.length > 0 ? tools : (document.workflow_configurations?.tools ?? []),
  };
}
