/** Parameters of tools: values that the model fills in, and values that the document does. */
import { z } from 'zod';

export const toolParameterTypes = ['string', 'number', 'boolean', 'object', 'array'] as const;
export type ToolParameterType = (typeof toolParameterTypes)[number];

/** An explicit null means "not set" in an export. */
export const orElse = <T extends z.ZodType, const D>(schema: T, otherwise: D) =>
  schema.nullish().transform((given) => given ?? otherwise);

const parameterName = z.string().trim().min(1, 'has no name');

/** A value that the model fills in. */
export const toolParameterSchema = z.looseObject({
  name: parameterName,
  type: orElse(z.enum(toolParameterTypes), 'string'),
  description: orElse(z.string(), ''),
  required: orElse(z.boolean(), true),
});
export type ToolParameter = z.infer<typeof toolParameterSchema>;

/** A value that the document fills in; a template. */
export const presetParameterSchema = z.looseObject({
  name: parameterName,
  type: orElse(z.enum(toolParameterTypes), 'string'),
  value_template: orElse(z.string(), ''),
  /** An empty value keeps the request from being made. */
  required: orElse(z.boolean(), true),
});
export type PresetParameter = z.infer<typeof presetParameterSchema>;
