/** Agents as files, templates, and agents made from a description. Files travel in pieces: see `electron/exchange/transfers.ts`. */
import { z } from 'zod';
import { workflowDocumentSchema, workflowProblemSchema } from '../domain/workflow.ts';
import { importFormats } from '../exchange/import-note.ts';

const id = z.string().min(1).max(100);
const nothing = z.undefined();
const name = z.string().max(400);

/** Bytes of one piece, before base64: small enough to be parsed between two frames of a call. */
export const pieceBytes = 512 * 1024;
const piece = z.string().max(Math.ceil(pieceBytes / 3) * 4);

/** What is told of an import beside the agent. */
export const importReportShape = {
  format: z.enum(importFormats),
  /** Forbid a call. */
  problems: z.array(workflowProblemSchema),
  /** Forbid nothing. */
  hints: z.array(workflowProblemSchema),
  /** What came along but does nothing here, or was left out. */
  notes: z.array(z.object({ place: z.string().nullable(), message: z.string() })),
};
export const importReportSchema = z.object(importReportShape);
export type ImportReport = z.infer<typeof importReportSchema>;

export const templateSchema = z.object({
  id,
  name: z.string(),
  /** What it is for, in a sentence. */
  purpose: z.string(),
  document: workflowDocumentSchema,
});
export type AgentTemplate = z.infer<typeof templateSchema>;

/** `workflow`: the schema of a workflow record. */
export const exchangeMethods = <W extends z.ZodType>(workflow: W) => ({
  /** JSON text of Parley, Dograh or Pipecat Flows. Refused with the reasons when it is no workflow; nothing is saved then. */
  'workflows.import': {
    input: z.object({ text: z.string().max(20_000_000), name: name.optional() }),
    output: z.object({ workflow, ...importReportShape }),
  },
  /** Plans an agent with the studio's model. Told meanwhile by `workflow.generating`; the draft is not saved. */
  'workflows.generate': {
    input: z.object({ request_id: id, description: z.string().trim().min(1).max(20_000) }),
    output: z.object({
      /** Null: no answer of the model was a plan. */
      document: workflowDocumentSchema.nullable(),
      problems: z.array(workflowProblemSchema),
      hints: z.array(workflowProblemSchema),
      attempts: z.number(),
      is_stopped: z.boolean(),
    }),
  },
  'workflows.stop-generating': { input: z.object({ request_id: id }), output: nothing },

  'exchange.templates': { input: nothing, output: z.array(templateSchema) },
  /** A piece of a file, base64; without an id it is the first one. */
  'exchange.upload': {
    input: z.object({ upload_id: id.nullable(), data: piece }),
    output: z.object({ upload_id: id, size_bytes: z.number() }),
  },
  /** An uploaded file: JSON, or an agent bundle with its recordings. Kept whole or not at all. */
  'exchange.import': {
    input: z.object({ upload_id: id, name: name.optional() }),
    output: z.object({ workflow, ...importReportShape }),
  },
  /** Packs an agent with its recordings and without secrets; `left_out` names what was taken out. */
  'exchange.pack': {
    input: z.object({ workflow_id: id }),
    output: z.object({
      download_id: id,
      name: z.string(),
      size_bytes: z.number(),
      left_out: z.array(z.string()),
    }),
  },
  /** A piece, base64; `next` is the offset of the next one, null after the last. */
  'exchange.download': {
    input: z.object({ download_id: id, offset: z.number().int().nonnegative() }),
    output: z.object({ data: z.string(), next: z.number().nullable() }),
  },
});

export const exchangePushes = {
  'workflow.generating': z.object({
    request_id: id,
    /** From 1 to 3. */
    attempt: z.number(),
    characters: z.number(),
    /** Problems of the answer before, which this one is to mend. */
    mending: z.number(),
  }),
};
