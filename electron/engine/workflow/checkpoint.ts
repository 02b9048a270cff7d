/**
 * A checkpoint: all that a run knows between two turns, as JSON. A run that is made from it goes on exactly as the one
 * it was taken from would have gone on: the same history with the same cuts, the same values, the same node. Only what it
 * costs is counted anew: tokens spent up to here belong to the run that spent them.
 *
 * What is still on its way is waited for first, within a limit: tools that the agent has begun, and extraction. Of what
 * takes longer the checkpoint holds that no answer came.
 */
import { z } from 'zod';
import type { NodeType, WorkflowDocument } from '#shared/domain/workflow.ts';
import { WorkflowError } from '../base/errors.ts';
import type { CompiledNode, CompiledWorkflow } from './compile.ts';

const callSchema = z.object({
  id: z.string(),
  name: z.string(),
  arguments: z.record(z.string(), z.unknown()),
});

const entrySchema = z.discriminatedUnion('role', [
  z.object({ role: z.literal('user'), content: z.string() }),
  z.object({
    role: z.literal('assistant'),
    content: z.string(),
    speechId: z.string().nullable(),
    functionCalls: z.array(callSchema),
  }),
  z.object({
    role: z.literal('tool'),
    callId: z.string(),
    name: z.string(),
    content: z.string(),
    transition: z.boolean(),
    pending: z.enum(['new', 'shown']).nullable(),
  }),
  z.object({ role: z.literal('entry') }),
]);

export const savedHistorySchema = z.object({
  entries: z.array(entrySchema),
  /** Speech id and what was heard of it. */
  cuts: z.array(z.tuple([z.string(), z.string()])),
});
export type SavedHistory = z.infer<typeof savedHistorySchema>;

export const savedGatheredSchema = z.object({
  extracted: z.record(z.string(), z.unknown()),
  nodes_visited: z.array(z.string()),
  call_tags: z.array(z.string()),
});
export type SavedGathered = z.infer<typeof savedGatheredSchema>;

/** Answers of tools that the model has not been told. */
export const arrivedSchema = z.object({ call: callSchema, result: z.unknown() });
export type ArrivedAnswer = z.infer<typeof arrivedSchema>;

export const runCheckpointSchema = z.object({
  version: z.literal(1),
  node_id: z.string(),
  /** For a message to a person when the node is gone. */
  node_name: z.string(),
  opened: z.boolean(),
  /** In this node: turns of the caller, and milliseconds of the run's clock. */
  turns_in_node: z.number().int().nonnegative(),
  in_node_ms: z.number().nonnegative(),
  /** For guards: what was extracted for one, and how much there was to find something in. */
  extracted_ahead: z.object({ node_id: z.string(), findings: z.number() }).nullable(),
  /** In a row, up to here. */
  failed_turns: z.number().int().nonnegative(),
  history: savedHistorySchema,
  gathered: savedGatheredSchema,
  arrived: z.array(arrivedSchema),
});
export type RunCheckpoint = z.infer<typeof runCheckpointSchema>;

/** Longest wait for extraction and for tools before a checkpoint is taken, ms. Tools of an answer that was stopped are given up. */
export const checkpointWaitMs = 10_000;

/** @throws WorkflowError `workflow-invalid` when the graph no longer has the node that the checkpoint was taken in */
export function nodeOfCheckpoint(graph: CompiledWorkflow, from: RunCheckpoint): CompiledNode {
  const node = graph.nodes.get(from.node_id);
  if (node) return node;
  throw new WorkflowError('workflow-invalid', stepIsGone(from));
}

/** What keeps a run of this document from going on there, for a person; null when nothing does. */
export function checkpointProblem(
  { nodes }: Pick<WorkflowDocument, 'nodes'>,
  from: Pick<RunCheckpoint, 'node_id' | 'node_name'>,
): string | null {
  const isThere = nodes.some(({ id, type }) => id === from.node_id && walked.has(type));
  return isThere ? null : stepIsGone(from);
}

const walked: ReadonlySet<NodeType> = new Set(['startCall', 'agentNode', 'endCall']);

const stepIsGone = ({ node_name: name }: Pick<RunCheckpoint, 'node_name'>): string =>
  `That turn ended in the step “${name}”, which is no longer in the graph. Undo its deletion, go back to an earlier turn, or start over.`;
