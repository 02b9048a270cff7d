/** The tool by which an agent hands its caller on, with the keys of a Dograh transfer tool. */
import { z } from 'zod';
import { orElse, presetParameterSchema, toolParameterSchema } from './tool-parameters.ts';

export const destinationSources = ['static', 'dynamic', 'context_mapping'] as const;
export type DestinationSource = (typeof destinationSources)[number];

export const mostMappingRules = 20;
export const longestResolveMs = 5000;

/** A server that is asked whom to call. Its answer: `{transfer_context: {destination, custom_message?}}`. */
export const transferResolverSchema = z.looseObject({
  type: orElse(z.literal('http'), 'http'),
  /** Asked by POST, with all parameters as one JSON object. */
  url: z.string().trim().min(1, 'is empty'),
  headers: orElse(z.record(z.string(), z.string()), {}),
  credential_uuid: z.string().nullish(),
  timeout_ms: orElse(z.number().int().min(500).max(longestResolveMs), 3000),
  /** Spoken meanwhile; a template. */
  wait_message: z.string().nullish(),
  parameters: orElse(z.array(toolParameterSchema), []),
  preset_parameters: orElse(z.array(presetParameterSchema), []),
});
export type TransferResolver = z.infer<typeof transferResolverSchema>;

const route = z.looseObject({
  context_value: z.string().trim().min(1, 'is empty'),
  destination: z.string().trim().min(1, 'is empty'),
});
/** The first route whose value is that of the path (letter case aside) counts. */
const mappingRule = z.looseObject({
  /** `initial_context.a`, `gathered_context.b`, or the name of an extracted variable. */
  context_path: z.string().trim().min(1, 'is empty'),
  routes: z.array(route).min(1, 'has no routes').max(100),
});
export const contextMappingSchema = z
  .looseObject({
    rules: z.array(mappingRule).max(mostMappingRules).nullish(),
    /** The one rule of older documents. */
    context_path: z.string().nullish(),
    routes: z.array(route).max(100).nullish(),
    fallback_destination: z.string().nullish(),
  })
  .transform(({ context_path: path, routes, ...mapping }) => ({
    ...mapping,
    rules: mapping.rules ?? (path != null && routes != null ? [{ context_path: path, routes }] : []),
  }));
export type ContextMapping = z.infer<typeof contextMappingSchema>;

export const transferCallToolConfigSchema = z.looseObject({
  destination_source: orElse(z.enum(destinationSources), 'static'),
  /** A number or a `sip:` address; a template. */
  destination: orElse(z.string(), ''),
  messageType: orElse(z.enum(['none', 'custom', 'audio']), 'none'),
  /** Spoken before the caller is connected; a template. */
  customMessage: z.string().nullish(),
  /** Played instead, where `messageType` is `audio`. */
  audioRecordingId: z.string().nullish(),
  /** How long the destination may ring, seconds. */
  timeout: orElse(z.number().int().min(5).max(120), 30),
  parameters: orElse(z.array(toolParameterSchema), []),
  resolver: transferResolverSchema.nullish(),
  context_mapping: contextMappingSchema.nullish(),
  /** Parley's own: said to whoever answers, before they hear the caller; a template. */
  whisper: z.string().nullish(),
});
export type TransferCallToolConfig = z.infer<typeof transferCallToolConfigSchema>;
