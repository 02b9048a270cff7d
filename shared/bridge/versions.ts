/** What the bridge tells of an agent beside its document: its versions, where it is kept, what is found in it, what of it was run. */
import { z } from 'zod';
import { workflowDocumentSchema } from '../domain/workflow.ts';

const id = z.string().min(1);
const nothing = z.undefined();
const note = z.string().max(2000);
/** `6` means: as it was when the asker last read it. */
const expectedRevision = z.number().int().positive();

export const publicationSchema = z.object({
  version_id: id,
  /** 1, 2, 3 … of this agent. */
  number: z.number().int().positive(),
  note,
  /** ISO 8601 UTC. */
  published_at: z.string(),
});
export type Publication = z.infer<typeof publicationSchema>;

const folder = z.string().trim().min(1).max(80);
const tag = z.string().trim().min(1).max(40);

/** Of every agent, in lists and in its record. */
export const workflowStandingShape = {
  /** +1 with every change of the draft; sent back with a save, it tells whether somebody else saved meanwhile. */
  revision: z.number().int().positive(),
  /** Null: in no folder. Folders are names; one holds agents, never folders. */
  folder: z.string().nullable(),
  /** In the order of the alphabet, each once. */
  tags: z.array(z.string()),
  /** Put away: not listed with the others, still found. */
  is_archived: z.boolean(),
  /** What is called by telephone; null: never published. */
  published: publicationSchema.nullable(),
  /** The draft acts otherwise than what is published, or nothing is. Moving a card is no such change. */
  has_unpublished_changes: z.boolean(),
} as const;

/** Content that was published or run, which never changes. Content that was published twice is there once for each time. */
export const workflowVersionSchema = z.object({
  version_id: id,
  /** Null: it was only run. */
  number: z.number().int().positive().nullable(),
  note,
  /** When the content was first published or run. ISO 8601 UTC. */
  created_at: z.string(),
  published_at: z.string().nullable(),
  /** Runs of this content, however they came to it. */
  run_count: z.number().int().nonnegative(),
  last_run_at: z.string().nullable(),
});
export type WorkflowVersion = z.infer<typeof workflowVersionSchema>;

export const searchHitSchema = z.object({
  workflow_id: id,
  workflow_name: z.string(),
  is_archived: z.boolean(),
  /** What the text belongs to. */
  kind: z.enum(['workflow', 'node', 'edge', 'tool', 'note', 'frame']),
  /** Of that thing in the document; null for the agent itself. */
  id: z.string().nullable(),
  /** What that thing is called: a node's name, an edge's label. */
  name: z.string(),
  /** Key of the text: `name`, `prompt`, `condition` … */
  field: z.string(),
  /** A piece of the text around the first place; `match` is what was looked for, as it is written there. */
  excerpt: z.object({ before: z.string(), match: z.string(), after: z.string() }),
});
export type SearchHit = z.infer<typeof searchHitSchema>;

export const coverageSchema = z.object({
  /** Runs that were begun with this conduct. */
  run_count: z.number().int().nonnegative(),
  /** How often each node was entered, by its id; one that never was is absent. */
  nodes: z.record(z.string(), z.number().int().positive()),
  /** How often each edge was taken. */
  edges: z.record(z.string(), z.number().int().positive()),
});
export type Coverage = z.infer<typeof coverageSchema>;

export const versionMethods = {
  /**
   * Makes the draft what is called by telephone. The same content twice in a row is one version.
   * Refused with `workflow-invalid` and what is wrong, with `workflow-conflict` when the draft is not the expected one.
   */
  'workflows.publish': {
    input: z.object({ id, note: note.default(''), expected_revision: expectedRevision.optional() }),
    output: workflowVersionSchema,
  },
  /** Newest first. */
  'workflows.versions': { input: z.object({ id }), output: z.array(workflowVersionSchema) },
  'workflows.version': {
    input: z.object({ id, version_id: id }),
    output: z.object({ version: workflowVersionSchema, document: workflowDocumentSchema }),
  },
  /** What is absent stays as it is. It is no change of the draft. */
  'workflows.organise': {
    input: z.object({
      ids: z.array(id).min(1).max(10_000),
      folder: folder.nullable().optional(),
      add_tags: z.array(tag).max(50).default([]),
      remove_tags: z.array(z.string()).max(50).default([]),
      is_archived: z.boolean().optional(),
    }),
    output: nothing,
  },
  /** Names, prompts, greetings, edges, tools and notes of all agents that are not deleted; every word must be in the same text. Names come first. */
  'workflows.search': {
    input: z.object({ text: z.string().max(200), limit: z.number().int().min(1).max(500).default(60) }),
    output: z.array(searchHitSchema),
  },
  /** Of all runs that acted like this version, or (without one) like the present draft. */
  'workflows.coverage': {
    input: z.object({ id, version_id: id.optional() }),
    output: coverageSchema,
  },
} as const;

export const expectedRevisionSchema = expectedRevision;
