/**
 * The bridge: every method the renderer may call and every event it may be told, with zod schemas.
 * Inputs are validated on the main side (`electron/ipc`); outputs are typed for the renderer.
 * Audio travels beside it, as binary frames: see `AudioChannel` below.
 */
import { z } from 'zod';
import { priceEntrySchema } from '../domain/prices.ts';
import { providerChainsSchema, providerChoiceSchema, providerStages } from '../domain/providers.ts';
import { runEventSchema } from '../domain/run-event.ts';
import { runModes, runSchema, runStatuses } from '../domain/run.ts';
import { largestRecordingBytes, recordingIdSchema, recordingSchema } from '../domain/sound.ts';
import { settingsChangeSchema, settingsSchema } from '../domain/settings.ts';
import { workflowDocumentSchema, workflowProblemSchema } from '../domain/workflow.ts';
import {
  connectionInfoSchema,
  connectionInputSchema,
  connectionTestSchema,
  effectiveProvidersSchema,
  listedPriceSchema,
  secretsStateSchema,
  soundSchema,
  testedModelsSchema,
} from './connections.ts';
import { deliveryMethods } from './deliveries.ts';
import { exchangeMethods, exchangePushes } from './exchange.ts';
import { textTestMethods, textTestPushes } from './text-tests.ts';
import { doNotCallMethods, phoneMethods, phonePushes, trunkMethods, trunkPushes } from './phone.ts';
import { toolMethods, toolPushes } from './tools.ts';
import { previewMethods } from './preview.ts';
import { expectedRevisionSchema, versionMethods, workflowStandingShape } from './versions.ts';

const id = z.string().min(1);
const nothing = z.undefined();

export const workflowSummarySchema = z.object({
  id,
  name: z.string(),
  /** ISO 8601 UTC. */
  updated_at: z.string(),
  node_count: z.number(),
  run_count: z.number(),
  last_run_at: z.string().nullable(),
  /** Number of problems; 0 means it can be called. */
  problem_count: z.number(),
  /** Installed from `resources/workflows`. */
  is_sample: z.boolean(),
  /** First line of the start node's greeting or prompt, for the card. */
  description: z.string(),
  ...workflowStandingShape,
});
export type WorkflowSummary = z.infer<typeof workflowSummarySchema>;

export const workflowRecordSchema = z.object({
  id,
  name: z.string(),
  document: workflowDocumentSchema,
  updated_at: z.string(),
  /** Newest immutable version made from it, null before the first run or publication. */
  definition_id: z.string().nullable(),
  ...workflowStandingShape,
});
export type WorkflowRecord = z.infer<typeof workflowRecordSchema>;

export const runFilterSchema = z.object({
  workflow_id: z.string().optional(),
  status: z.enum([...runStatuses, 'running']).optional(),
  disposition: z.string().optional(),
  mode: z.enum(runModes).optional(),
  /** ISO 8601, inclusive / exclusive, on `created_at`. */
  from: z.string().optional(),
  to: z.string().optional(),
  limit: z.number().int().min(1).max(500).default(100),
  /** Id of the last run of the page before (newest first). */
  after: z.string().optional(),
});
export type RunFilter = z.input<typeof runFilterSchema>;

export const runPageSchema = z.object({
  runs: z.array(runSchema),
  /** Runs that match the filter in all pages. */
  total: z.number(),
  /** Pass as `after` for the next page; null at the end. */
  next: z.string().nullable(),
});

/** 16-bit peaks for drawing: pairs (min, max) in −1…1 for each bucket, one array a lane. */
export const peaksSchema = z.object({
  duration_ms: z.number(),
  /** Audio milliseconds in one bucket. */
  bucket_ms: z.number(),
  caller: z.array(z.number()),
  agent: z.array(z.number()),
});
export type Peaks = z.infer<typeof peaksSchema>;

export const appInfoSchema = z.object({
  version: z.string(),
  door: z.enum(['electron', 'browser']),
  data_dir: z.string(),
  /** False: another process owns the data directory and writes go through it. */
  is_owner: z.boolean(),
  /** `provider/model` of those that answer where an agent does not choose. */
  providers: z.object({ vad: z.string(), stt: z.string(), llm: z.string(), tts: z.string() }),
  /** The model is a rehearsal and is labelled so wherever it is named. */
  is_rehearsal: z.boolean(),
});
export type AppInfo = z.infer<typeof appInfoSchema>;

/** An agent that plays a recording, and where in it, in words. */
export const recordingUseSchema = z.object({
  workflow_id: id,
  workflow_name: z.string(),
  places: z.array(z.string()),
});
const recordingName = z.string().trim().min(1).max(120);
const transcript = z.string().max(20_000);

export const voiceSchema = z.object({ id: z.string(), name: z.string() });

export const callStateSchema = z.object({
  run_id: id,
  workflow_id: id,
  workflow_name: z.string(),
  mode: z.enum(runModes),
  state: z.enum(['connecting', 'listening', 'caller-speaking', 'thinking', 'agent-speaking', 'ended']),
  node_id: z.string().nullable(),
  muted: z.boolean(),
  /** ISO 8601 UTC. */
  started_at: z.string(),
});
export type CallState = z.infer<typeof callStateSchema>;

export const methods = {
  'app.info': { input: nothing, output: appInfoSchema },
  'app.voices': { input: nothing, output: z.array(voiceSchema) },

  'settings.get': { input: nothing, output: settingsSchema },
  'settings.set': { input: settingsChangeSchema, output: settingsSchema },

  'connections.list': { input: nothing, output: z.array(connectionInfoSchema) },
  'connections.save': { input: connectionInputSchema, output: connectionInfoSchema },
  /** With its key. Agents that name it say so when they are called. */
  'connections.delete': { input: z.object({ id }), output: nothing },
  /** A small real request a stage, with the models named or the usual ones: the result in words. */
  'connections.test': {
    input: z.object({ id, models: testedModelsSchema.optional() }),
    output: z.array(connectionTestSchema),
  },
  /** Model ids to choose from; `account`: what the vendor offers it, `known`: what Parley knows of. Others may be typed in. */
  'connections.models': {
    input: z.object({ id, stage: z.enum(providerStages) }),
    output: z.object({ models: z.array(z.string()), from: z.enum(['account', 'known']) }),
  },
  'connections.voices': {
    input: z.object({ id, model: z.string().optional() }),
    output: z.array(voiceSchema),
  },
  /** A sentence in that voice. */
  'connections.sample': {
    input: z.object({
      choice: providerChoiceSchema,
      text: z.string().min(1).max(300),
      language: z.string().max(40).default('en-US'),
    }),
    output: soundSchema,
  },
  /** Who would answer a call of an agent with these chains (of the studio without), and what stands in the way. */
  'connections.effective': {
    input: z.object({ providers: providerChainsSchema.optional() }),
    output: effectiveProvidersSchema,
  },

  'secrets.status': { input: nothing, output: secretsStateSchema },
  /** The key of a connection. It never comes back. */
  'secrets.set': {
    input: z.object({ id, key: z.string().trim().min(1).max(10_000) }),
    output: nothing,
  },
  'secrets.delete': { input: z.object({ id }), output: nothing },
  /** Refused when it is not the passphrase. */
  'secrets.unlock': {
    input: z.object({ passphrase: z.string().min(1).max(1000) }),
    output: secretsStateSchema,
  },
  /** Encrypts every key of the file; null takes the passphrase away and leaves them plain. */
  'secrets.protect': {
    input: z.object({ passphrase: z.string().min(8).max(1000).nullable() }),
    output: secretsStateSchema,
  },

  'prices.list': { input: nothing, output: z.array(listedPriceSchema) },
  /** The person's own price takes the place of Parley's. */
  'prices.set': { input: z.object({ entry: priceEntrySchema }), output: z.array(listedPriceSchema) },
  /** Takes the person's own price away. */
  'prices.reset': {
    input: z.object({ kind: z.enum(providerStages), provider: id, model: id }),
    output: z.array(listedPriceSchema),
  },

  'workflows.list': { input: nothing, output: z.array(workflowSummarySchema) },
  'workflows.get': { input: z.object({ id }), output: workflowRecordSchema },
  /**
   * Without `id` a new one is made. A draft may be incomplete. Refused with `workflow-conflict` when `expected_revision`
   * is given and the draft is another by now, or deleted; without it what is there is written over.
   */
  'workflows.save': {
    input: z.object({
      id: id.optional(),
      name: z.string().min(1).max(200),
      document: workflowDocumentSchema,
      expected_revision: expectedRevisionSchema.optional(),
    }),
    output: workflowRecordSchema,
  },
  ...versionMethods,
  'workflows.duplicate': { input: z.object({ id }), output: workflowRecordSchema },
  /** Its runs stay. */
  'workflows.delete': { input: z.object({ id }), output: nothing },
  /** Undo of a delete within the same session. */
  'workflows.restore': { input: z.object({ id }), output: workflowRecordSchema },
  ...exchangeMethods(workflowRecordSchema),
  'workflows.validate': {
    input: z.object({ document: z.unknown() }),
    output: z.array(workflowProblemSchema),
  },

  ...previewMethods,
  ...toolMethods,

  /** Speech that was recorded; its sound is at `parley://recordings/ID.wav`. */
  'recordings.list': { input: nothing, output: z.array(recordingSchema) },
  'recordings.get': {
    input: z.object({ id: recordingIdSchema }),
    output: z.object({ recording: recordingSchema, used_in: z.array(recordingUseSchema) }),
  },
  /** A WAV file of any rate, width and number of channels, base64; refused with what is wrong with it. */
  'recordings.add': {
    input: z.object({
      file_name: z.string().min(1).max(255),
      name: recordingName.optional(),
      transcript: transcript.optional(),
      data: z.string().max(Math.ceil((largestRecordingBytes + 1_000_000) / 3) * 4),
    }),
    output: recordingSchema,
  },
  'recordings.change': {
    input: z.object({
      id: recordingIdSchema,
      name: recordingName.optional(),
      transcript: transcript.optional(),
    }),
    output: recordingSchema,
  },
  /** Agents that play it speak their text from then on; they are told. */
  'recordings.delete': {
    input: z.object({ id: recordingIdSchema }),
    output: z.object({ used_in: z.array(recordingUseSchema) }),
  },
  /** Undo of a delete within a day. */
  'recordings.restore': { input: z.object({ id: recordingIdSchema }), output: recordingSchema },

  'runs.list': { input: runFilterSchema, output: runPageSchema },
  /** Distinct values for the filter chips. */
  'runs.facets': {
    input: nothing,
    output: z.object({
      workflows: z.array(z.object({ id, name: z.string(), count: z.number() })),
      dispositions: z.array(z.object({ value: z.string(), count: z.number() })),
      statuses: z.array(z.object({ value: z.string(), count: z.number() })),
    }),
  },
  /** How long answers took over many runs, of one agent or of all: a stage and a provider, within 1 %. */
  'runs.latency': {
    input: z.object({ workflow_id: id.optional() }),
    output: z.array(
      z.object({
        /** `heard`: the caller's last sound to the agent's first; `own`: Parley itself. */
        stage: z.enum(['heard', 'silence', 'words', 'model', 'voice', 'own']),
        /** `provider/model`; null where it is no provider's time. */
        provider: z.string().nullable(),
        count: z.number(),
        p50_ms: z.number(),
        p95_ms: z.number(),
      }),
    ),
  },
  'runs.get': {
    input: z.object({ id }),
    output: z.object({
      run: runSchema,
      document: workflowDocumentSchema.nullable(),
      events: z.array(runEventSchema),
    }),
  },
  /** Null when the run has no recording. */
  'runs.peaks': { input: z.object({ id }), output: peaksSchema.nullable() },
  /** With its events, recording and peaks. Refused while the run is up. */
  'runs.delete': { input: z.object({ id }), output: nothing },
  ...deliveryMethods,

  /**
   * Starts a web call of the stored workflow. The caller then opens the audio channel with the `run_id`.
   * Refused with `run-active` while another web call is up, with `workflow-invalid` and the first problem when it cannot run.
   */
  'calls.start': {
    input: z.object({ workflow_id: id, initial_context: z.record(z.string(), z.unknown()).default({}) }),
    output: callStateSchema,
  },
  'calls.current': { input: nothing, output: callStateSchema.nullable() },
  'calls.events': { input: z.object({ run_id: id }), output: z.array(runEventSchema) },
  /** The caller types instead of speaking. */
  'calls.type': { input: z.object({ run_id: id, text: z.string().min(1).max(2000) }), output: nothing },
  /** The caller's microphone is muted: silence is heard and recorded. */
  'calls.mute': { input: z.object({ run_id: id, muted: z.boolean() }), output: nothing },
  /** Keys of the telephone, as the caller presses them: one or several. */
  'calls.press': {
    input: z.object({ run_id: id, keys: z.string().regex(/^[0-9*#]{1,40}$/, 'Keys are 0–9, * and #.') }),
    output: nothing,
  },
  'calls.hang-up': { input: z.object({ run_id: id }), output: nothing },

  ...textTestMethods,

  ...phoneMethods,
  ...trunkMethods,
  ...doNotCallMethods,
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

export type MethodName = keyof typeof methods;
export type MethodInput<M extends MethodName> = z.input<(typeof methods)[M]['input']>;
/** The input after validation and defaults, as a handler gets it. */
export type MethodParsedInput<M extends MethodName> = z.output<(typeof methods)[M]['input']>;
export type MethodOutput<M extends MethodName> = z.output<(typeof methods)[M]['output']>;

export const pushEvents = {
  'call.event': z.object({ run_id: id, event: runEventSchema }),
  'call.state': callStateSchema,
  ...textTestPushes,
  ...phonePushes,
  ...trunkPushes,
  ...exchangePushes,
  ...toolPushes,
  /** Something in the library changed: ask again. */
  'library.changed': z.object({
    what: z.enum(['workflows', 'runs', 'do-not-call']),
    id: z.string().nullable(),
  }),
  'settings.changed': settingsSchema,
  'recordings.changed': z.object({}),
  /** A connection, a key or a default changed: ask again who answers. */
  'providers.changed': z.object({}),
} as const satisfies Record<string, z.ZodType>;

export type PushName = keyof typeof pushEvents;
export type PushPayload<P extends PushName> = z.output<(typeof pushEvents)[P]>;

/**
 * Electron is always connected. A page is so from its first moment until a connection fails. `refused`: the studio answers
 * but knows nothing of this page, because it was started anew; it lets the page in again once the browser has a session.
 */
export type ConnectionStatus = 'connected' | 'reconnecting' | 'refused';

/**
 * What the renderer holds, whichever door it came through (`window.parley` in Electron, a WebSocket in the browser).
 * `call` resolves to the envelope; `renderer/bridge` unwraps it.
 */
export interface BridgeTransport {
  readonly door: 'electron' | 'browser';
  /** Other than `connected`: the studio cannot be used at the moment; calls are refused with `retryable` until it can. */
  readonly status: ConnectionStatus;
  onStatus(listener: (status: ConnectionStatus) => void): () => void;
  call(method: MethodName, input: unknown): Promise<unknown>;
  on(listener: (name: PushName, payload: unknown) => void): () => void;
  /** Opens the audio channel of a web call; see `AudioChannel`. */
  openAudio(runId: string, sampleRateHz: number): Promise<AudioChannel>;
  /** `parley://runs/ID/…` as an address that this door can load. */
  resolveUrl(url: string): string;
}

/** Both directions of a web call's sound: mono int16 LE frames at the rate the renderer asked for. */
export interface AudioChannel {
  send(frame: ArrayBuffer): void;
  onFrame(listener: (frame: ArrayBuffer) => void): void;
  onControl(listener: (message: AudioControl) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

/**
 * Studio → renderer, beside the frames. `clear`: forget what is queued for the speaker (barge-in). `ended`: the call is
 * over. `replaced`: another page has taken the call's sound, the call goes on. The channel closes after the last two.
 */
export const audioControlSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('clear') }),
  z.object({ type: z.literal('ended') }),
  z.object({ type: z.literal('replaced') }),
]);
export type AudioControl = z.infer<typeof audioControlSchema>;
