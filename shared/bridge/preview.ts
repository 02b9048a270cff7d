/** The bridge's words for a preview: what a model is sent when a call comes to a step, and where each part comes from. */
import { z } from 'zod';
import { nodeTypes, workflowDocumentSchema } from '../domain/workflow.ts';

const id = z.string().min(1);
const values = z.record(z.string(), z.unknown());

export const previewSchema = z.object({
  node: z.object({ id, name: z.string(), type: z.enum(nodeTypes) }),
  /** The system message in its parts, with a blank line between. */
  system: z.array(
    z.object({
      from: z.enum(['global', 'node', 'recordings']),
      /** The node whose text it is; null for what the studio writes. */
      node_id: id.nullable(),
      text: z.string(),
    }),
  ),
  /** What follows the system message at the step's first turn. */
  messages: z.array(
    z.object({
      role: z.enum(['user', 'assistant', 'tool']),
      content: z.string(),
      /** Functions that the message calls. */
      calls: z.array(z.string()),
      /** `example`: stands for what a caller and a model will have said. */
      from: z.enum(['greeting', 'example', 'edge']),
    }),
  ),
  /** In the order in which the model gets them. */
  functions: z.array(
    z.object({
      name: z.string(),
      description: z.string(),
      parameters: z.unknown(),
      from: z.enum(['tool', 'edge', 'line']),
      /** Edge or tool; null for the line's own. */
      source_id: id.nullable(),
      label: z.string(),
    }),
  ),
  /** What leads on from here without the model, or cannot be offered to it, and why. */
  not_offered: z.array(z.object({ source_id: id, label: z.string(), why: z.string() })),
  /** What stands in the way of a call, as far as it is known; the preview shows the rest. */
  obstacles: z.array(z.string()),
  model: z.object({
    /** Id and name of the connection that would answer. */
    connection: z.string(),
    connection_name: z.string(),
    model: z.string().nullable(),
    /** The built-in stand-in answers: the request is what a language model would be sent. */
    is_rehearsal: z.boolean(),
  }),
  /** The body of the request, as the connection's adapter writes it. */
  body: values,
});
export type Preview = z.infer<typeof previewSchema>;

export const previewMethods = {
  /** What the model is sent at a step of a draft, problems elsewhere or not. Refused when the node is no step of a call. */
  'preview.step': {
    input: z.object({
      document: workflowDocumentSchema,
      node_id: id,
      /** What the call begins with. */
      context: values.default({}),
      /** Values that earlier steps have found. */
      gathered: values.default({}),
    }),
    output: previewSchema,
  },
} as const;
