/**
 * What a second process and the owner of a data directory say to each other: one JSON value a line.
 *
 * ```
 * second → owner   {hello: {protocol, secret, identity}}
 * owner → second   {welcome: true}                      or {refused: {code, message, retryable}} and the end
 * second → owner   {id, method, args, time}             any number, answered in order
 * owner → second   {id, value} | {id, error}            and at any moment {change: {what, id}}
 * ```
 */
import { z } from 'zod';
import { LibraryError } from '#engine/base/errors.ts';
import type { RunPatch } from '#engine/calls/run-store.ts';
import type { AfterRunRecord } from '#engine/after-run/port.ts';
import { wireErrorSchema } from '#shared/bridge/wire.ts';
import { deliveryRequestSchema, deliverySchema } from '#shared/domain/after-run.ts';
import { runEventSchema } from '#shared/domain/run-event.ts';
import { costInfoSchema, runSchema, usageInfoSchema } from '#shared/domain/run.ts';
import { workflowDocumentSchema } from '#shared/domain/workflow.ts';
import type { LibraryWrites, WorkflowArrangement } from './contract.ts';
import { processIdentitySchema } from './process-identity.ts';

/** Raised when what is said changes; both sides must agree. */
export const PROTOCOL_VERSION = 3;
/** A workflow may be 20 MB; nothing is near this. */
export const MAX_LINE_CHARACTERS = 128 * 1024 * 1024;
/** A greeting is short; who says more without one is not ours. */
export const MAX_HELLO_CHARACTERS = 64 * 1024;

export const helloSchema = z.object({
  hello: z.object({ protocol: z.number(), secret: z.string(), identity: processIdentitySchema }),
});

export const requestSchema = z.object({
  id: z.number(),
  method: z.string(),
  args: z.array(z.unknown()),
  time: z.iso.datetime(),
});

export const ownerMessageSchema = z.union([
  z.object({ welcome: z.literal(true) }),
  z.object({ refused: wireErrorSchema }),
  z.object({ id: z.number(), error: wireErrorSchema }),
  z.object({
    change: z.object({ what: z.enum(['workflows', 'runs', 'do-not-call']), id: z.string().nullable() }),
  }),
  z.object({ id: z.number(), value: z.unknown() }),
]);
export type OwnerMessage = z.infer<typeof ownerMessageSchema>;

const id = z.string().min(1);
const runPatchSchema = runSchema
  .pick({
    state: true,
    status: true,
    is_completed: true,
    recording_url: true,
    transcript_url: true,
    usage_info: true,
    cost_info: true,
    gathered_context: true,
    logs: true,
    extra: true,
    started_at: true,
    ended_at: true,
  })
  .partial()
  // JSON has no undefined, so a key that is there has a value.
  .transform((patch) => patch as RunPatch);

/** Only the owner works on what is due, so that nothing of this comes from a second process in practice. */
const afterRunRecordSchema = z
  .object({
    events: z.array(z.object({ type: z.string(), payload: z.record(z.string(), z.unknown()) })),
    annotations: z.record(z.string(), z.unknown()).optional(),
    usage: z.object({ usage_info: usageInfoSchema, cost_info: costInfoSchema }).optional(),
    prepared: z.array(deliverySchema.extend({ request: deliveryRequestSchema })).optional(),
    attempted: deliverySchema
      .pick({
        delivery_uuid: true,
        state: true,
        attempts: true,
        next_attempt_at: true,
        status_code: true,
        error: true,
      })
      .optional(),
  })
  // JSON has no undefined, so a key that is there has a value.
  .transform((record) => record as unknown as AfterRunRecord);

/** The arguments of every write, in order. */
export const writeArguments = {
  saveWorkflow: z.tuple([
    z.object({
      id,
      name: z.string(),
      document: workflowDocumentSchema,
      expectedRevision: z.number().nullable().default(null),
      isSample: z.boolean().default(false),
    }),
  ]),
  publishWorkflow: z.tuple([id, z.string(), z.number().nullable()]),
  organiseWorkflows: z.tuple([
    z.array(id),
    z
      .object({
        folder: z.string().nullable().optional(),
        addTags: z.array(z.string()),
        removeTags: z.array(z.string()),
        isArchived: z.boolean().optional(),
      })
      // JSON has no undefined, so a key that is there has a value.
      .transform((change) => change as WorkflowArrangement),
  ]),
  duplicateWorkflow: z.tuple([id, id]),
  deleteWorkflow: z.tuple([id]),
  restoreWorkflow: z.tuple([id]),
  createRun: z.tuple([
    z.object({
      id,
      workflow_id: z.string(),
      workflow_name: z.string(),
      document: workflowDocumentSchema,
      mode: runSchema.shape.mode,
      call_type: runSchema.shape.call_type,
      initial_context: runSchema.shape.initial_context,
    }),
    processIdentitySchema,
    z.boolean(),
  ]),
  appendEvents: z.tuple([id, z.array(runEventSchema)]),
  updateRun: z.tuple([id, runPatchSchema]),
  recordAfterRun: z.tuple([id, afterRunRecordSchema]),
  redeliver: z.tuple([id]),
  deleteRun: z.tuple([id, z.boolean()]),
  addDoNotCall: z.tuple([z.array(z.string().regex(/^\+\d{3,15}$/)).max(100_000), z.string().max(200)]),
  removeDoNotCall: z.tuple([id]),
} as const satisfies { [M in keyof LibraryWrites]: z.ZodType<Parameters<LibraryWrites[M]>> };

export type WriteMethod = keyof typeof writeArguments;

export function isWriteMethod(method: string): method is WriteMethod {
  return Object.hasOwn(writeArguments, method);
}

/** Checks what came through the socket. Throws LibraryError `input-invalid`. */
export function parseWriteArguments<M extends WriteMethod>(
  method: M,
  args: unknown,
): Parameters<LibraryWrites[M]> {
  const parsed = writeArguments[method].safeParse(args);
  if (parsed.success) return parsed.data as Parameters<LibraryWrites[M]>;
  throw new LibraryError(
    'input-invalid',
    `${method} was asked with the wrong arguments: ${z.prettifyError(parsed.error)}`,
  );
}

/** Puts chunks of text together into lines. Throws when a line is longer than allowed. */
export class LineReader {
  #maxCharacters: number;
  #parts: string[] = [];
  #length = 0;

  constructor(maxCharacters: number) {
    this.#maxCharacters = maxCharacters;
  }

  allow(maxCharacters: number): void {
    this.#maxCharacters = maxCharacters;
  }

  push(chunk: string): string[] {
    const pieces = chunk.split('\n');
    const lines: string[] = [];
    pieces.forEach((piece, at) => {
      this.#parts.push(piece);
      this.#length += piece.length;
      if (this.#length > this.#maxCharacters)
        throw new LibraryError('input-invalid', 'A message is too long.');
      if (at === pieces.length - 1) return;
      lines.push(this.#parts.join(''));
      this.#parts = [];
      this.#length = 0;
    });
    return lines;
  }
}
