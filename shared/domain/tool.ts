/**
 * Tools: what the model may do besides taking an edge. The shape is that of a Dograh tool, and a workflow document
 * carries the tools its nodes use (`workflow_configurations.tools`), so that a document is whole.
 *
 * `toolSchema` is lenient like the rest of the document; a kind's own config is checked by `toolConfigSchemas`, which
 * also lists the kinds there are.
 */
import { z } from 'zod';
import { orElse, presetParameterSchema, toolParameterSchema } from './tool-parameters.ts';
import { transferCallToolConfigSchema } from './transfer-tool.ts';

export {
  toolParameterSchema,
  toolParameterTypes,
  type PresetParameter,
  type ToolParameter,
  type ToolParameterType,
} from './tool-parameters.ts';

export const httpMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type HttpMethod = (typeof httpMethods)[number];

export const httpToolConfigSchema = z.looseObject({
  method: orElse(z.string().toUpperCase().pipe(z.enum(httpMethods)), 'POST'),
  /** A template; values are percent-encoded. */
  url: z.string().trim().min(1, 'is empty'),
  headers: orElse(z.record(z.string(), z.string()), {}),
  /** A credential of the studio; its header replaces one of the same name. */
  credential_uuid: z.string().nullish(),
  parameters: orElse(z.array(toolParameterSchema), []),
  preset_parameters: orElse(z.array(presetParameterSchema), []),
  /** Milliseconds from the request to the last byte of the answer. */
  timeout_ms: orElse(z.number().int().min(1).max(120_000), 5000),
  /** JSON with placeholders, in place of the flat object of all parameters. POST, PUT and PATCH only. */
  body_template: z.record(z.string(), z.unknown()).nullish(),
  /** Spoken while the request runs; a template. */
  customMessage: z.string().nullish(),
  /** `audio` plays the recording instead. */
  customMessageType: z.enum(['text', 'audio']).nullish(),
  customMessageRecordingId: z.string().nullish(),
});
export type HttpToolConfig = z.infer<typeof httpToolConfigSchema>;

export const endCallToolConfigSchema = z.looseObject({
  messageType: orElse(z.enum(['none', 'custom', 'audio']), 'none'),
  /** Spoken before the line is closed; a template. */
  customMessage: z.string().nullish(),
  /** Played instead, where `messageType` is `audio`. */
  audioRecordingId: z.string().nullish(),
  /** The model has to give a reason, which becomes the disposition. */
  endCallReason: orElse(z.boolean(), false),
  endCallReasonDescription: z.string().nullish(),
});
export type EndCallToolConfig = z.infer<typeof endCallToolConfigSchema>;

/** The kinds of tools that can be run, with the schema of their config. */
export const toolConfigSchemas = {
  http_api: httpToolConfigSchema,
  end_call: endCallToolConfigSchema,
  transfer_call: transferCallToolConfigSchema,
} satisfies Record<string, z.ZodType>;
export type ToolKindName = keyof typeof toolConfigSchemas;

export function isToolKindName(type: string): type is ToolKindName {
  return Object.hasOwn(toolConfigSchemas, type);
}

export const toolSchema = z.looseObject({
  tool_uuid: z.string().min(1),
  name: z.string().optional(),
  description: z.string().nullish(),
  category: z.string().nullish(),
  definition: z.looseObject({
    schema_version: z.number().nullish(),
    /** A key of `toolConfigSchemas`; documents from elsewhere may hold others. */
    type: z.string(),
    config: z.record(z.string(), z.unknown()).nullish(),
  }),
  /** Parley's own: sentences a caller may say that want this tool; read by the keyless providers. */
  caller_examples: z.array(z.string()).nullish(),
  /** Parley's own: the state of the library's master that this copy was taken from, ISO 8601 UTC. No part of what the tool is. */
  library_updated_at: z.string().nullish(),
});
export type ToolDocument = z.infer<typeof toolSchema>;

export const credentialTypes = ['none', 'api_key', 'bearer_token', 'basic_auth', 'custom_header'] as const;
export type CredentialType = (typeof credentialTypes)[number];

/** A secret that a tool sends along. Kept by the studio under its uuid, never in a document, an event or a log. */
export const toolCredentialSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('none') }),
  z.object({ type: z.literal('api_key'), header_name: z.string().default('X-API-Key'), api_key: z.string() }),
  z.object({ type: z.literal('bearer_token'), token: z.string() }),
  z.object({ type: z.literal('basic_auth'), username: z.string(), password: z.string() }),
  z.object({ type: z.literal('custom_header'), header_name: z.string(), header_value: z.string() }),
]);
export type ToolCredential = z.infer<typeof toolCredentialSchema>;
