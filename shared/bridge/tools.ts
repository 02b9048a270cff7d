/** The bridge's words for the tool library, for trying a tool, and for the credentials that tools and webhooks send. */
import { z } from 'zod';
import { credentialTypes, toolCredentialSchema, toolSchema } from '../domain/tool.ts';

const id = z.string().min(1).max(200);
const nothing = z.undefined();
const values = z.record(z.string(), z.unknown());

/** An agent that uses it, and where in it, in words. */
export const usedInSchema = z.object({
  workflow_id: id,
  workflow_name: z.string(),
  places: z.array(z.string()),
});
export type UsedIn = z.infer<typeof usedInSchema>;

/** A tool of the studio. Agents carry copies of it, so that a version, an export and a run are whole. */
export const libraryToolSchema = z.object({
  tool: toolSchema,
  /** ISO 8601 UTC; a copy in an agent names it as `library_updated_at`. */
  updated_at: z.string(),
  used_in: z.array(usedInSchema),
});
export type LibraryTool = z.infer<typeof libraryToolSchema>;

const headerSchema = z.object({
  name: z.string(),
  value: z.string(),
  /** The value is that of a credential, and masked. */
  is_secret: z.boolean(),
});

/** What was sent, secrets masked. */
export const sentRequestSchema = z.object({
  method: z.string(),
  url: z.string(),
  headers: z.array(headerSchema),
  /** JSON; null for none. */
  body: z.string().nullable(),
  /** The same as a command of a shell. */
  curl: z.string(),
});
export type SentRequest = z.infer<typeof sentRequestSchema>;

export const httpTrySchema = z.object({
  kind: z.literal('http'),
  /** Null when it could not be made; `problem` says why. */
  request: sentRequestSchema.nullable(),
  answer: z
    .object({
      status_code: z.number(),
      status_text: z.string(),
      headers: z.array(headerSchema),
      /** As it came, without secrets; cut where `is_cut`. */
      body: z.string(),
      is_json: z.boolean(),
      is_cut: z.boolean(),
    })
    .nullable(),
  /** From the request to the last byte of the answer, ms. */
  duration_ms: z.number(),
  /** What went wrong, and the way out; null when nothing did. */
  problem: z.object({ message: z.string(), fix: z.string() }).nullable(),
  is_stopped: z.boolean(),
  /** What the model would be told, and whether of the answer something was left out. */
  told: z.unknown(),
  /** Said meanwhile; null for nothing. */
  speech: z.string().nullable(),
  recording_id: z.string().nullable(),
});
export type HttpTry = z.infer<typeof httpTrySchema>;

export const endCallTrySchema = z.object({
  kind: z.literal('end_call'),
  /** Said before the line is closed; null for nothing. */
  speech: z.string().nullable(),
  recording_id: z.string().nullable(),
  disposition: z.string(),
  told: z.unknown(),
});
export type EndCallTry = z.infer<typeof endCallTrySchema>;

export const transferTrySchema = z.object({
  kind: z.literal('transfer_call'),
  /** Said first; null for nothing. */
  speech: z.string().nullable(),
  recording_id: z.string().nullable(),
  /** Who would be called; null when nobody would, and `problem` says why. */
  destination: z.string().nullable(),
  /** Said before the caller is connected, once it is known whom to call; and to whoever answers. Empty for nothing. */
  message: z.string(),
  whisper: z.string(),
  problem: z.string().nullable(),
  told: z.unknown(),
});
export type TransferTry = z.infer<typeof transferTrySchema>;

export const toolTrySchema = z.discriminatedUnion('kind', [
  httpTrySchema,
  endCallTrySchema,
  transferTrySchema,
]);
export type ToolTry = z.infer<typeof toolTrySchema>;

/** A credential as it is listed: never with its secret. */
export const credentialInfoSchema = z.object({
  credential_uuid: id,
  name: z.string(),
  type: z.enum(credentialTypes),
  /** The header that it sends, e.g. `Authorization`; null for none. */
  header_name: z.string().nullable(),
  /** ISO 8601 UTC. */
  set_at: z.string(),
  /** Why it cannot be used at the moment; null when nothing is known to be wrong. */
  problem: z.string().nullable(),
  used_in: z.array(usedInSchema),
});
export type CredentialInfo = z.infer<typeof credentialInfoSchema>;

export const toolMethods = {
  /** In the order of their names. */
  'tools.list': { input: nothing, output: z.array(libraryToolSchema) },
  /** Refused with `workflow-conflict` when `expected_updated_at` is given and it has been changed since. */
  'tools.save': {
    input: z.object({ tool: toolSchema, expected_updated_at: z.string().optional() }),
    output: libraryToolSchema,
  },
  /** Agents keep their copies. */
  'tools.delete': { input: z.object({ id }), output: nothing },
  /** Undo of a delete within a day. */
  'tools.restore': { input: z.object({ id }), output: libraryToolSchema },
  /** Uses a tool for real: an HTTP tool asks its server. `values` are those that a model would give. */
  'tools.try': {
    input: z.object({
      /** Of the page's own, for `tools.stop-try`. */
      try_id: id,
      tool: toolSchema,
      values: values.default({}),
      /** What the call began with, and what it has found so far. */
      context: values.default({}),
      gathered: values.default({}),
    }),
    output: toolTrySchema,
  },
  /** Does nothing when it is over. */
  'tools.stop-try': { input: z.object({ try_id: id }), output: nothing },

  'credentials.list': { input: nothing, output: z.array(credentialInfoSchema) },
  /** Without `credential_uuid` a new one is made; without `credential` its secret stays. The secret never comes back. */
  'credentials.set': {
    input: z.object({
      credential_uuid: id.optional(),
      name: z.string().trim().min(1).max(120),
      credential: toolCredentialSchema.optional(),
    }),
    output: credentialInfoSchema,
  },
  /** With its secret, for good. */
  'credentials.delete': { input: z.object({ credential_uuid: id }), output: nothing },
} as const;

export const toolPushes = {
  /** A tool or a credential changed: ask again. */
  'tools.changed': z.object({}),
} as const;
