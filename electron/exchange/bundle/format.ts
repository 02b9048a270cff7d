/**
 * An agent bundle, `NAME.parley`: a zip of
 *
 * ```
 * manifest.json            what it is, and the size and SHA-256 of every other file
 * workflow.json            the agent, without secrets
 * samples/callers.json     what callers may say, and the values of a test call
 * recordings/ID.wav        mono int16 at 16 kHz
 * ```
 */
import { z } from 'zod';
import { recordingIdSchema, recordingSchema } from '#shared/domain/sound.ts';

/** Raised when an older Parley would read a bundle wrongly. */
export const bundleVersion = 1;

/** What is read; more is refused before it is unpacked. */
export const bundleLimits = {
  /** Of the file. */
  packedBytes: 200_000_000,
  /** Of everything in it. */
  unpackedBytes: 500_000_000,
  files: 2000,
  workflowBytes: 20_000_000,
  /** Five minutes of mono int16 at 16 kHz, and its header. */
  recordingBytes: 9_700_000,
  /** Unpacked to packed. Speech as it is stored has 1, a text of one letter over 500. */
  ratio: 200,
  /** Below this, no ratio can do harm. */
  ratioFreeBytes: 25_000_000,
} as const;

export const manifestFile = 'manifest.json';
export const workflowFile = 'workflow.json';
export const callersFile = 'samples/callers.json';
export const recordingFile = (id: string): string => `recordings/${id}.wav`;

const fileSchema = z.object({ size_bytes: z.number().int().nonnegative(), sha256: z.string() });

export const manifestSchema = z.looseObject({
  format: z.literal('parley-agent'),
  version: z.number().int().min(1),
  app_version: z.string(),
  name: z.string().min(1).max(200),
  /** ISO 8601 UTC. */
  created_at: z.string(),
  /** By name. */
  files: z.record(z.string(), fileSchema),
  recordings: z.array(recordingSchema.extend({ id: recordingIdSchema })).default([]),
  /** Credentials that tools and webhooks use; the secrets stay where they are. */
  credentials: z.array(z.object({ id: z.string(), name: z.string() })).default([]),
  /** Secrets that were taken out of the tools, in words. */
  left_out: z.array(z.string()).default([]),
});
export type BundleManifest = z.infer<typeof manifestSchema>;
