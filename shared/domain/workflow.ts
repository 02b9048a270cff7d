/**
 * The workflow document: a phone conversation drawn as nodes and edges.
 *
 * Keys are snake_case and equal those of a Dograh export, so that documents open in both; what Parley adds
 * (`name`, `workflow_configurations`, `caller_examples`) is optional. Unknown keys are kept as they came.
 *
 * The schemas here are *lenient*: they accept what a draft may hold while it is being drawn. Whether a
 * document may be published or called is decided by `shared/graph/validate.ts`.
 */
import { z } from 'zod';
import { guardSchema } from './guard.ts';
import { lineCraftShape } from './line-craft.ts';
import { providerChainsSchema } from './providers.ts';
import { soundShape } from './sound.ts';
import { turnTakingSchema } from './turn-taking.ts';
import { toolSchema } from './tool.ts';

export const nodeTypes = [
  'startCall',
  'agentNode',
  'endCall',
  'globalNode',
  'trigger',
  'webhook',
  'qa',
] as const;
export type NodeType = (typeof nodeTypes)[number];

export const variableTypes = ['string', 'number', 'boolean'] as const;

/** One value to be found in what the caller said. `options` (Parley's own key) lists the values allowed. */
export const extractionVariableSchema = z.looseObject({
  name: z.string(),
  type: z.enum(variableTypes).default('string'),
  prompt: z.string().optional(),
  options: z.array(z.string()).optional(),
});
export type ExtractionVariable = z.infer<typeof extractionVariableSchema>;

/** One header of a webhook's request. */
export const headerSchema = z.looseObject({ key: z.string(), value: z.string() });
export type WebhookHeader = z.infer<typeof headerSchema>;

/** The keys of every node type together; which type has which is said in `shared/nodes/`. */
export const nodeDataSchema = z.looseObject({
  name: z.string().optional(),
  prompt: z.string().optional(),
  greeting_type: z.enum(['text', 'audio']).optional(),
  greeting: z.string().nullish(),
  greeting_recording_id: z.string().nullish(),
  /** May the caller speak over the agent in this node? */
  allow_interrupt: z.boolean().optional(),
  add_global_prompt: z.boolean().optional(),
  delayed_start: z.boolean().optional(),
  /** Seconds, 0.1–10. */
  delayed_start_duration: z.number().optional(),
  extraction_enabled: z.boolean().optional(),
  extraction_prompt: z.string().nullish(),
  extraction_variables: z.array(extractionVariableSchema).nullish(),
  /** Tools that the model may use here, of `workflow_configurations.tools`. Not at the end of a call. */
  tool_uuids: z.array(z.string()).nullish(),
  /** Parley's own, end nodes: the outcome of a call that ends here; default `end_call_tool`. */
  call_disposition: z.string().nullish(),
  /** Triggers and webhooks: default true. */
  enabled: z.boolean().optional(),
  http_method: z.string().optional(),
  /** A template; values are percent-encoded. */
  endpoint_url: z.string().nullish(),
  /** A credential of the studio; its header replaces one of the same name. */
  credential_uuid: z.string().nullish(),
  custom_headers: z.array(headerSchema).nullish(),
  /** JSON with placeholders; a text while what was typed is not JSON yet. */
  payload_template: z.union([z.record(z.string(), z.unknown()), z.string()]).nullish(),
  /** Default true. */
  qa_enabled: z.boolean().optional(),
  qa_system_prompt: z.string().nullish(),
  /** Seconds. */
  qa_min_call_duration: z.number().optional(),
  qa_voicemail_calls: z.boolean().optional(),
  /** Percent of the calls. */
  qa_sample_rate: z.number().optional(),
  qa_use_workflow_llm: z.boolean().optional(),
  /** Id of a connection of the settings; documents from elsewhere may name a vendor. */
  qa_provider: z.string().nullish(),
  qa_model: z.string().nullish(),
});
export type NodeData = z.infer<typeof nodeDataSchema>;

export const workflowNodeSchema = z.looseObject({
  id: z.string().min(1),
  type: z.enum(nodeTypes),
  position: z.object({ x: z.number(), y: z.number() }),
  data: nodeDataSchema,
});
export type WorkflowNode = z.infer<typeof workflowNodeSchema>;

export const edgeDataSchema = z.looseObject({
  label: z.string().optional(),
  condition: z.string().optional(),
  transition_speech: z.string().nullish(),
  transition_speech_type: z.enum(['text', 'audio']).nullish(),
  transition_speech_recording_id: z.string().nullish(),
  /** Parley's own: sentences a caller may say to take this edge; read by the keyless providers. */
  caller_examples: z.array(z.string()).optional(),
  /** Parley's own: takes the edge without asking the model. */
  guard: guardSchema.nullish(),
});
export type EdgeData = z.infer<typeof edgeDataSchema>;

export const workflowEdgeSchema = z.looseObject({
  id: z.string().min(1),
  source: z.string(),
  target: z.string(),
  data: edgeDataSchema,
});
export type WorkflowEdge = z.infer<typeof workflowEdgeSchema>;

/** Per-agent settings that ride in the document. Durations in seconds, as in the reference. */
export const workflowConfigurationsSchema = z.looseObject({
  /** Longest call, seconds; default 300, at most 1200. */
  max_call_duration: z.number().positive().max(1200).optional(),
  /** Silence before "are you still there?", seconds; default 10. */
  max_user_idle_timeout: z.number().positive().max(120).optional(),
  /** Voice of the text-to-speech provider, e.g. `slt`. */
  tts_voice: z.string().optional(),
  /** Language of the conversation, BCP 47, e.g. `en-US` or `de`; default `en-US`. */
  language: z.string().optional(),
  /** Providers of this agent; a stage that is absent takes the studio's default. */
  providers: providerChainsSchema.optional(),
  /** When a turn begins and ends, and what stops the agent. */
  turn_taking: turnTakingSchema.optional(),
  /** The tools that the nodes name in `tool_uuids`. */
  tools: z.array(toolSchema).nullish(),
  /**
   * Values that a test call is given, which also tells the editor which variables a call has. Dialled calls get those
   * of their contact instead.
   */
  test_context: z.record(z.string(), z.unknown()).nullish(),
  /** The caller is not listened to while a tool runs (the reference's rule); default false: the conversation goes on. */
  mute_during_tools: z.boolean().optional(),
  ...lineCraftShape,
  ...soundShape,
  /** Fixed lines (templates) that are spoken without asking the model; defaults in `engine/workflow/settings.ts`. */
  idle_prompt: z.string().optional(),
  idle_goodbye: z.string().optional(),
  error_apology: z.string().optional(),
  error_goodbye: z.string().optional(),
  empty_reply: z.string().optional(),
  empty_goodbye: z.string().optional(),
  /**
   * Parley's own: warnings of the lint that this agent is not told again, each for a thing (`id` of a node or edge; null
   * or absent for the rule as a whole).
   */
  lint_ignored: z.array(z.looseObject({ rule: z.string(), id: z.string().nullish() })).nullish(),
});
export type WorkflowConfigurations = z.infer<typeof workflowConfigurationsSchema>;

/** Parley's own: nodes that belong together, drawn as a named frame around them. */
export const frameSchema = z.looseObject({
  id: z.string().min(1),
  name: z.string(),
  node_ids: z.array(z.string()),
});
export type Frame = z.infer<typeof frameSchema>;

/** Parley's own: a note on the canvas that no model sees. Sizes in canvas pixels. */
export const noteSchema = z.looseObject({
  id: z.string().min(1),
  text: z.string(),
  position: z.object({ x: z.number(), y: z.number() }),
  size: z.object({ width: z.number().positive(), height: z.number().positive() }),
});
export type Note = z.infer<typeof noteSchema>;

export const viewportSchema = z.object({ x: z.number(), y: z.number(), zoom: z.number() });

export const workflowDocumentSchema = z.looseObject({
  name: z.string().optional(),
  /** Parley's own: what it is for, in a sentence; the gallery of templates shows it. */
  purpose: z.string().optional(),
  nodes: z.array(workflowNodeSchema),
  edges: z.array(workflowEdgeSchema),
  viewport: viewportSchema.default({ x: 0, y: 0, zoom: 1 }),
  workflow_configurations: workflowConfigurationsSchema.nullish(),
  frames: z.array(frameSchema).optional(),
  notes: z.array(noteSchema).optional(),
});
export type WorkflowDocument = z.infer<typeof workflowDocumentSchema>;

/** What is wrong with a document, and where. The `message` says what to do. */
export const workflowProblemSchema = z.object({
  /** Stable name of the rule that is broken, e.g. `required`; for filters and quick fixes. */
  rule: z.string(),
  kind: z.enum(['node', 'edge', 'workflow']),
  /** Node or edge id; null when the problem is the whole document's. */
  id: z.string().nullable(),
  /** Key in `data` (or of the document), null when no single field is meant. */
  field: z.string().nullable(),
  message: z.string(),
  /** What in the field is meant, where the rule is about a part of it: a variable's path, a step's name, another edge's id. */
  about: z.string().optional(),
});
export type WorkflowProblem = z.infer<typeof workflowProblemSchema>;
