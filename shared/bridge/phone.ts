/** The bridge's words for trunks, telephone calls and the do-not-call list. */
import { z } from 'zod';
import {
  callProgressStates,
  finalProgress,
  mediaQualitySchema,
  transferKinds,
  transferStages,
  wireEntrySchema,
} from '../domain/phone-call.ts';
import { trunkIdSchema, trunkSchema, trunkStatusSchema, trunkTestStepSchema } from '../domain/trunk.ts';

const id = z.string().min(1).max(200);
const nothing = z.undefined();
const run = z.object({ run_id: id });
const values = z.record(z.string(), z.unknown());

type Methods = Record<string, { input: z.ZodType; output: z.ZodType }>;

export const trunkInfoSchema = z.object({
  trunk: trunkSchema,
  has_password: z.boolean(),
  status: trunkStatusSchema,
  calls_up: z.number().int(),
  /** Since midnight of this machine; `usd` null when the price is not known. */
  today: z.object({ calls: z.number().int(), minutes: z.number(), usd: z.number().nullable() }),
});
export type TrunkInfo = z.infer<typeof trunkInfoSchema>;

/** What is known of a text that somebody wants to dial. */
export const dialCheckSchema = z.object({
  /** `sip`: an address; `number`: a telephone number. */
  kind: z.enum(['number', 'sip', 'invalid']),
  /** `+493012345678`; null for addresses and what is invalid. */
  e164: z.string().nullable(),
  /** As people of its country write it. */
  formatted: z.string(),
  /** ISO 3166; null where it cannot be told. */
  country: z.string().nullable(),
  /** Why it is not dialled, and what to do; null when it may be. */
  refusal: z
    .object({
      code: z.enum([
        'invalid',
        'emergency',
        'premium',
        'do-not-call',
        'no-trunk',
        'cap',
        'no-published-version',
      ]),
      message: z.string(),
    })
    .nullable(),
});
export type DialCheck = z.infer<typeof dialCheckSchema>;

/** A row of the live table. Kept for a few minutes after its end. */
export const phoneCallSchema = z.object({
  run_id: id,
  workflow_id: id,
  workflow_name: z.string(),
  direction: z.enum(['outbound', 'inbound']),
  trunk_id: z.string().nullable(),
  trunk_name: z.string(),
  /** The other party, and our own number: E.164 or an address. */
  remote: z.string(),
  local: z.string(),
  progress: z.enum(callProgressStates),
  /** In words: why it ended or what it waits for; empty when there is nothing to say. */
  reason: z.string(),
  /** What the conversation is at, once there is one. */
  state: z.enum(['connecting', 'listening', 'caller-speaking', 'thinking', 'agent-speaking', 'ended']),
  node_id: z.string().nullable(),
  node_name: z.string().nullable(),
  quality: mediaQualitySchema.nullable(),
  operator: z.object({ is_listening: z.boolean(), has_taken_over: z.boolean(), is_agent_muted: z.boolean() }),
  transfer: z
    .object({ kind: z.enum(transferKinds), stage: z.enum(transferStages), target: z.string() })
    .nullable(),
  /** ISO 8601 UTC. */
  started_at: z.string(),
  answered_at: z.string().nullable(),
  ended_at: z.string().nullable(),
});
export type PhoneCall = z.infer<typeof phoneCallSchema>;
export const isOver = (call: PhoneCall): boolean => finalProgress.has(call.progress);

export const doNotCallEntrySchema = z.object({
  /** E.164. */
  number: z.string(),
  reason: z.string(),
  added_at: z.string(),
});
export type DoNotCallEntry = z.infer<typeof doNotCallEntrySchema>;

export const trunkMethods = {
  'trunks.list': { input: nothing, output: z.array(trunkInfoSchema) },
  /** `password` absent: unchanged; null: taken away. Calls that are up go on as they were. */
  'trunks.save': {
    input: z.object({ trunk: trunkSchema, password: z.string().min(1).max(500).nullable().optional() }),
    output: trunkInfoSchema,
  },
  'trunks.delete': { input: z.object({ id: trunkIdSchema }), output: nothing },
  /** Takes a deletion back. */
  'trunks.restore': { input: z.object({ id: trunkIdSchema }), output: trunkInfoSchema },
  /** Walks DNS → connect → TLS → register → OPTIONS → call; each step is told as `trunk.test-step` too. */
  'trunks.test': {
    input: z.object({ id: trunkIdSchema, with_call: z.boolean().default(false) }),
    output: z.array(trunkTestStepSchema),
  },
  'trunks.stop-test': { input: z.object({ id: trunkIdSchema }), output: nothing },
} as const satisfies Methods;

export const phoneMethods = {
  'phone.check': {
    input: z.object({
      to: z.string().max(300),
      trunk_id: trunkIdSchema.nullable(),
      workflow_id: id.nullable().default(null),
    }),
    output: dialCheckSchema,
  },
  /** Runs the agent's published version. Trunk null: the first that may; caller id null: the trunk's first. */
  'phone.dial': {
    input: z.object({
      workflow_id: id,
      to: z.string().trim().min(1).max(300),
      trunk_id: trunkIdSchema.nullable().default(null),
      caller_id: z.string().trim().min(1).max(120).nullable().default(null),
      initial_context: values.default({}),
    }),
    output: phoneCallSchema,
  },
  /** Newest first. */
  'phone.calls': { input: nothing, output: z.array(phoneCallSchema) },
  'phone.hang-up': { input: run, output: nothing },
  'phone.hold': { input: run.extend({ held: z.boolean() }), output: nothing },
  'phone.press': {
    input: run.extend({ keys: z.string().regex(/^[0-9*#A-D]{1,40}$/, 'Keys are 0–9, *, # and A–D.') }),
    output: nothing,
  },
  /** `whisper`: said to the target of an attended transfer before the two are joined; empty for nothing. */
  'phone.transfer': {
    input: run.extend({
      kind: z.enum(transferKinds),
      to: z.string().trim().min(1).max(300),
      whisper: z.string().max(500).default(''),
    }),
    output: nothing,
  },
  'phone.cancel-transfer': { input: run, output: nothing },
  /** The agent is told; the caller hears nothing of it. */
  'phone.whisper': { input: run.extend({ text: z.string().trim().min(1).max(2000) }), output: nothing },
  'phone.mute-agent': { input: run.extend({ muted: z.boolean() }), output: nothing },
  /** The operator speaks instead of the agent. The audio channel of the run has to be open (it is what listens, too). */
  'phone.take-over': { input: run, output: nothing },
  'phone.hand-back': { input: run, output: nothing },
  /** Oldest first; empty for runs that were no phone calls. */
  'phone.wire-log': { input: run, output: z.array(wireEntrySchema) },
} as const satisfies Methods;

export const doNotCallMethods = {
  'do-not-call.list': {
    input: z.object({
      search: z.string().max(100).default(''),
      after: z.string().nullable().default(null),
      limit: z.number().int().min(1).max(500).default(100),
    }),
    output: z.object({
      entries: z.array(doNotCallEntrySchema),
      total: z.number().int(),
      next: z.string().nullable(),
    }),
  },
  /** Numbers in any writing, with the country for those without `+`; those that are none are answered. */
  'do-not-call.add': {
    input: z.object({
      numbers: z.array(z.string().max(100)).min(1).max(100_000),
      country: z.string().length(2).nullable().default(null),
      reason: z.string().max(200).default(''),
    }),
    output: z.object({ added: z.number().int(), known: z.number().int(), refused: z.array(z.string()) }),
  },
  'do-not-call.remove': { input: z.object({ number: z.string().max(40) }), output: nothing },
} as const satisfies Methods;

export const phonePushes = {
  'phone.call': phoneCallSchema,
  /** A word for the person at the studio: the laptop slept, the network changed. */
  'phone.notice': z.object({ level: z.enum(['info', 'warning']), message: z.string() }),
} as const satisfies Record<string, z.ZodType>;

export const trunkPushes = {
  'trunks.changed': z.object({}),
  'trunk.test-step': z.object({ id: trunkIdSchema, step: trunkTestStepSchema }),
} as const satisfies Record<string, z.ZodType>;
