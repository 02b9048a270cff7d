/**
 * The run event log: append-only, the truth from which transcript, node path, latency and the live view are read.
 * Names are noun-action. Payload keys are snake_case because events are documents.
 */
import { z } from 'zod';
import { deliveryStates, reviewSchema } from './after-run.ts';
import { providerStages } from './providers.ts';
import { answererKinds } from './line-craft.ts';
import {
  callProgressStates,
  mediaQualitySchema,
  operatorActions,
  transferKinds,
  transferStages,
} from './phone-call.ts';
import { llmUsageSchema } from './run.ts';

const text = z.string();
const ms = z.number();
/** What made the agent say it. */
export const speechSources = [
  'greeting',
  'model',
  'transition',
  'idle',
  'goodbye',
  'tool',
  /** Said while the next provider is asked; the model does not remember it. */
  'filler',
] as const;
export type SpeechSource = (typeof speechSources)[number];

/** One entry a type: the payload's schema. */
export const runEventPayloads = {
  'run-start': z.object({
    workflow_id: text,
    workflow_name: text,
    definition_id: text,
    mode: text,
    /** `provider/model` each; null where the mode uses none. */
    providers: z.object({
      vad: text.nullable(),
      stt: text.nullable(),
      llm: text,
      tts: text.nullable(),
    }),
    initial_context: z.record(text, z.unknown()),
  }),
  'media-open': z.object({ sample_rate_hz: z.number() }),
  'node-enter': z.object({ node_id: text, node_name: text, node_type: text }),
  transition: z.object({
    edge_id: text,
    label: text,
    function_name: text,
    from_node_id: text,
    from_node_name: text,
    to_node_id: text,
    to_node_name: text,
    /** Who took the edge; absent in runs of before there were guards. */
    by: z.enum(['model', 'guard']).optional(),
  }),
  /**
   * How it was decided what comes next, once a request for a reply is answered or a guard has made it needless. The
   * guards in the order in which they were looked at; what stands after one that held was not.
   */
  decision: z.object({
    guards: z.array(z.object({ edge_id: text, label: text, held: z.boolean(), why: text })),
    /** Functions that the model could call, in the order it was told; none when a guard held. */
    offered: z.array(text),
    /** The function called, `guard:LABEL`, or null when the agent spoke and waits. */
    chosen: text.nullable(),
  }),
  /** VAD: the caller's voice begins / has ended; `at_ms` is the sample where it did. */
  'caller-speech-start': z.object({}),
  'caller-speech-stop': z.object({ speech_ms: ms }),
  /** The caller takes / gives up the floor. */
  'turn-start': z.object({}),
  /** `reason`: what decided that it was over (`answer`, `complete`, `plain`, `unfinished`, `silence`, `limit`); absent when typed. */
  'turn-end': z.object({ silence_ms: ms, reason: text.optional() }),
  'transcript-partial': z.object({ text }),
  /** `understood` false: speech that the recogniser could not place; `text` is then empty. `typed`: from the type-instead box or a text run. */
  'transcript-final': z.object({ text, understood: z.boolean(), typed: z.boolean() }),
  /** A segment (about a sentence) the agent is about to say. `speech_id` ties it to the two events below. */
  'agent-text': z.object({
    speech_id: text,
    text,
    source: z.enum(speechSources),
    /** Played from this recording, whose words `text` is; absent where it is spoken. */
    recording_id: text.optional(),
  }),
  /** First / last frame of that segment out; `text_played` is what the caller heard of it. Voice runs only. */
  'agent-speech-start': z.object({ speech_id: text, text }),
  'agent-speech-stop': z.object({ speech_id: text, text_played: text, interrupted: z.boolean() }),
  /** The agent stops, at likely speech of the caller, until it is decided whether they want the floor: then `interruption` or `speech-resume`. */
  'speech-hold': z.object({ speech_id: text, onset_to_hold_ms: ms }),
  /** It goes on where it was held. `reason`: `noise`, `short`, `backchannel`, `few-words`, `undecided`; `text`: the words heard. */
  'speech-resume': z.object({ speech_id: text, held_ms: ms, reason: text, text }),
  /** `onset_to_stop_ms`: from the caller's onset until the agent's voice stopped (where it was held). */
  interruption: z.object({ speech_id: text, text_played: text, onset_to_stop_ms: ms }),
  /** Keys pressed, by the caller (`in`) or by the agent (`out`); digits are personal and stand in events only. */
  dtmf: z.object({ direction: z.enum(['in', 'out']), digits: text }),
  /** Who has answered an outbound call, and what told. */
  'answering-machine': z.object({ result: z.enum(answererKinds), reason: text }),
  'caller-mute': z.object({ reason: text }),
  'caller-unmute': z.object({}),
  'function-call-start': z.object({ call_id: text, name: text, arguments: z.record(text, z.unknown()) }),
  'function-call-end': z.object({ call_id: text, name: text, result: z.unknown() }),
  'extraction-start': z.object({ for_node_id: text, for_node_name: text }),
  'extraction-end': z.object({
    for_node_id: text,
    for_node_name: text,
    variables: z.record(text, z.unknown()),
    error: text.nullable(),
  }),
  'idle-prompt': z.object({ attempt: z.number() }),
  /**
   * One request that was made to the model before the caller's turn was certainly over, once it is known what became
   * of it. `step` 0 answers the caller, n is the request after the n-th edge.
   */
  speculation: z.object({
    /** What the caller had probably said. */
    text,
    step: z.number().int().nonnegative(),
    outcome: z.enum(['used', 'discarded']),
    /** Used: how much earlier the model's first event came than if it had been asked at the end of the turn. */
    saved_ms: ms.nullable(),
    /** Why it was thrown away; null when it was used. */
    reason: z
      .enum(['caller-went-on', 'other-words', 'context-changed', 'failed', 'replaced', 'unused'])
      .nullable(),
    /** Tokens spent on what was thrown away; null when it was used, or cut before the provider told. */
    usage: llmUsageSchema.nullable(),
  }),
  /** One a turn of the agent. Milliseconds; null where the stage did not happen. */
  latency: z.object({
    /** Last sample of the caller's voice → first agent frame. */
    voice_to_voice_ms: ms.nullable(),
    /** Silence awaited before the turn was called over. */
    endpointing_ms: ms.nullable(),
    stt_final_ms: ms.nullable(),
    llm_first_token_ms: ms.nullable(),
    tts_first_audio_ms: ms.nullable(),
    /** End of turn decided → first agent frame, minus the providers' own time. */
    own_overhead_ms: ms.nullable(),
  }),
  /**
   * The whole course of one answer, written when it has been heard to its end or was cut. Milliseconds since the anchor:
   * the last sample of the caller's voice, or (an opening, a typed line) the decision to answer. With speculation, what
   * was asked and made ahead comes before `turn_decided_ms`. Null where there was no such thing: speech from the cache
   * has no `tts_request_ms`.
   */
  waterfall: z.object({
    anchor: z.enum(['voice-end', 'decision']),
    vad_stop_ms: ms.nullable(),
    turn_decided_ms: ms,
    stt_final_ms: ms.nullable(),
    llm_request_ms: ms.nullable(),
    llm_first_token_ms: ms.nullable(),
    first_sentence_ms: ms.nullable(),
    tts_request_ms: ms.nullable(),
    tts_first_byte_ms: ms.nullable(),
    first_frame_ms: ms.nullable(),
    last_frame_ms: ms.nullable(),
    /** The model was asked before the turn was certainly over, and its answer was used. */
    speculated: z.boolean(),
    cut: z.boolean(),
    /** `provider/model` each. */
    providers: z.object({ stt: text.nullable(), llm: text.nullable(), tts: text.nullable() }),
  }),
  usage: z.object({ provider: text, model: text, usage: llmUsageSchema }),
  /** One provider (`provider/model`) gave way to another, or to none (null). `code` and `message` of the error for which it was left. */
  'provider-fallback': z.object({
    stage: z.enum(providerStages),
    from: text,
    to: text.nullable(),
    code: text,
    message: text,
  }),
  error: z.object({ code: text, message: text, retryable: z.boolean(), stage: text }),
  /** Phone calls: how far the call itself has come. `sip_status` is the response that told, null where none did. */
  'call-progress': z.object({
    state: z.enum(callProgressStates),
    sip_status: z.number().int().nullable(),
    /** In words, for a person; empty when the state says it all. */
    reason: text,
  }),
  'call-hold': z.object({ held: z.boolean(), by: z.enum(['caller', 'agent', 'operator']) }),
  'call-transfer': z.object({
    kind: z.enum(transferKinds),
    stage: z.enum(transferStages),
    /** A number or SIP address; personal, like digits. */
    target: text,
    sip_status: z.number().int().nullable(),
    reason: text,
  }),
  /** A person at the studio joins in. `text`: what the agent was told; null otherwise. */
  operator: z.object({ action: z.enum(operatorActions), text: text.nullable() }),
  /** What that person said to the caller in the agent's place. `at_ms` is where they began; written once it is recognised. */
  'operator-text': z.object({ text, understood: z.boolean(), speech_ms: ms }),
  /** How the media fares, every few seconds and once at its end; see `mediaQualitySchema`. */
  'media-quality': mediaQualitySchema,
  disposition: z.object({ call_disposition: text }),
  'media-close': z.object({ duration_ms: ms }),
  'run-completed': z.object({ status: text, call_disposition: text }),
  /** After the run: a QA node has had it reviewed, or why it has not. */
  'qa-result': z.object({
    node_id: text,
    node_name: text,
    outcome: z.enum(['reviewed', 'skipped', 'failed']),
    /** Why it was skipped or failed, in words; null when it was reviewed. */
    reason: text.nullable(),
    review: reviewSchema.nullable(),
    /** `provider/model`; null when none was asked. */
    model: text.nullable(),
  }),
  /** After the run: one attempt to deliver a webhook. */
  'webhook-attempt': z.object({
    node_id: text,
    node_name: text,
    delivery_uuid: text,
    /** 1, 2 …; 0 when there was nothing to send. */
    attempt: z.number().int().nonnegative(),
    /** What has become of the delivery. */
    state: z.enum(deliveryStates),
    status_code: z.number().int().nullable(),
    error: text.nullable(),
    duration_ms: ms,
    next_attempt_at: text.nullable(),
  }),
} as const satisfies Record<string, z.ZodType>;

export type RunEventType = keyof typeof runEventPayloads;
export type RunEventPayload<T extends RunEventType> = z.infer<(typeof runEventPayloads)[T]>;

/** What every event carries beside its payload. */
export interface RunEventBase {
  /** 1, 2, 3 … within the run. */
  seq: number;
  /** Wall clock, ISO 8601 UTC. */
  time: string;
  /** Milliseconds of recording since the media opened, counted in samples; null before, after and in text runs. */
  at_ms: number | null;
  /** 0 is the opening; n is the n-th turn of the caller and the agent's answer to it. */
  turn: number;
  node_id: string | null;
  node_name: string | null;
}

export type RunEvent = {
  [T in RunEventType]: RunEventBase & { type: T; payload: RunEventPayload<T> };
}[RunEventType];

/** Wire and disk schema; the payload is checked against its type's schema. */
export const runEventSchema = z
  .object({
    seq: z.number().int().positive(),
    time: z.string(),
    at_ms: z.number().nullable(),
    turn: z.number().int().nonnegative(),
    node_id: z.string().nullable(),
    node_name: z.string().nullable(),
    type: z.enum(Object.keys(runEventPayloads) as [RunEventType, ...RunEventType[]]),
    payload: z.record(z.string(), z.unknown()),
  })
  .superRefine((event, context) => {
    const parsed = runEventPayloads[event.type].safeParse(event.payload);
    if (!parsed.success)
      context.addIssue({ code: 'custom', message: `${event.type}: ${parsed.error.message}` });
  })
  .transform((event) => event as unknown as RunEvent);
