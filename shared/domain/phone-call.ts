/** The words of a telephone call: how far it has come, how it sounds, who has joined in. */
import { z } from 'zod';

/** The reference's telephony states, and `early-media` and `on-hold`. The last five are final. */
export const callProgressStates = [
  'initiated',
  'ringing',
  /** The other end plays something before it answers: a ring tone, an announcement. */
  'early-media',
  'answered',
  'in-progress',
  'on-hold',
  'transferring',
  'completed',
  'failed',
  'busy',
  'no-answer',
  'canceled',
] as const;
export type CallProgress = (typeof callProgressStates)[number];

export const finalProgress: ReadonlySet<CallProgress> = new Set([
  'completed',
  'failed',
  'busy',
  'no-answer',
  'canceled',
]);

export const transferKinds = ['blind', 'attended'] as const;
export type TransferKind = (typeof transferKinds)[number];
/** `consulting`: the target has answered and is told (whispered) whom it gets. */
export const transferStages = [
  'started',
  'ringing',
  'consulting',
  'completed',
  'failed',
  'canceled',
] as const;
export type TransferStage = (typeof transferStages)[number];

export const operatorActions = [
  'listen',
  'leave',
  'whisper',
  'mute-agent',
  'unmute-agent',
  'take-over',
  'hand-back',
] as const;
export type OperatorAction = (typeof operatorActions)[number];

export const phoneCodecs = ['PCMU', 'PCMA', 'G722', 'opus'] as const;
export type PhoneCodec = (typeof phoneCodecs)[number];

/** What we receive, and what the peer says of what we send. Null where nothing is known yet. */
export const mediaQualitySchema = z.object({
  codec: z.enum(phoneCodecs),
  is_encrypted: z.boolean(),
  packets_received: z.number(),
  packets_sent: z.number(),
  /** Share of packets that never came or came too late, 0–1: since the last report, and of the whole call. */
  loss: z.number(),
  loss_total: z.number(),
  /** Interarrival jitter, RFC 3550 §6.4.1, ms. */
  jitter_ms: z.number(),
  /** What the jitter buffer adds, ms. */
  buffer_ms: z.number(),
  round_trip_ms: z.number().nullable(),
  /** Of our packets, as the peer reports it. */
  remote_loss: z.number().nullable(),
  remote_jitter_ms: z.number().nullable(),
  /** Estimated mean opinion score, 1–4.5 (ITU-T G.107, from codec, delay and loss). */
  mos: z.number(),
});
export type MediaQuality = z.infer<typeof mediaQualitySchema>;

/** One entry of a call's wire log: a SIP message as it went over the wire, secrets removed, or a look at the media. */
export const wireEntrySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('sip'),
    /** Milliseconds since 1970, with fractions. */
    time_ms: z.number(),
    direction: z.enum(['in', 'out']),
    transport: z.enum(['udp', 'tcp', 'tls']),
    /** `ADDRESS:PORT`; IPv6 in brackets. */
    local: z.string(),
    remote: z.string(),
    text: z.string(),
  }),
  z.object({
    kind: z.literal('rtp'),
    time_ms: z.number(),
    local: z.string(),
    remote: z.string(),
    quality: mediaQualitySchema,
  }),
]);
export type WireEntry = z.infer<typeof wireEntrySchema>;
