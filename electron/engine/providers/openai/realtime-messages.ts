/**
 * Messages of a realtime transcription session.
 * https://developers.openai.com/api/docs/guides/realtime-transcription
 */
import { z } from 'zod';
import type { Transcript } from './transcript-quality.ts';

/** The only rate of the session's PCM. */
export const REALTIME_RATE_HZ = 24_000;

export interface SessionSettings {
  model: string;
  language: string | undefined;
  /** Words to listen for, where the model takes them. */
  keywords: readonly string[];
}

/** No turn detection: Parley says when an utterance is over. */
export function sessionUpdate({ model, language, keywords }: SessionSettings): string {
  return JSON.stringify({
    type: 'session.update',
    session: {
      type: 'transcription',
      audio: {
        input: {
          format: { type: 'audio/pcm', rate: REALTIME_RATE_HZ },
          transcription: {
            model,
            ...(language === undefined ? {} : { language }),
            ...(keywords.length > 0 ? { keywords } : {}),
          },
          turn_detection: null,
        },
      },
    },
  });
}

/** `samples` are at 24 kHz. */
export function appendAudio(samples: Int16Array): string {
  const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  return JSON.stringify({ type: 'input_audio_buffer.append', audio: bytes.toString('base64') });
}

export const commitAudio = JSON.stringify({ type: 'input_audio_buffer.commit' });
export const clearAudio = JSON.stringify({ type: 'input_audio_buffer.clear' });

export type RealtimeMessage =
  /** The vendor begins an item with what was committed. */
  | { type: 'committed'; item: string }
  /** The buffer was emptied. */
  | { type: 'cleared' }
  | { type: 'delta'; item: string; text: string }
  | { type: 'completed'; item: string; transcript: Transcript }
  | { type: 'failed'; item: string; error: unknown }
  | { type: 'error'; error: unknown }
  /** Known to the vendor, of no interest here. */
  | { type: 'other' }
  | { type: 'broken' };

const messageSchema = z.looseObject({
  type: z.string(),
  item_id: z.string().optional(),
  delta: z.string().nullish(),
  transcript: z.string().nullish(),
  logprobs: z
    .array(z.looseObject({ logprob: z.number().nullish() }))
    .nullish()
    .catch(null),
  error: z.unknown().optional(),
});

const TRANSCRIPTION = 'conversation.item.input_audio_transcription.';

/** Never throws. */
export function parseRealtime(text: string): RealtimeMessage {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { type: 'broken' };
  }
  const parsed = messageSchema.safeParse(json);
  if (!parsed.success) return { type: 'broken' };
  const { type, item_id: item = '', delta, transcript, logprobs, error } = parsed.data;
  switch (type) {
    case 'input_audio_buffer.committed':
      return { type: 'committed', item };
    case 'input_audio_buffer.cleared':
      return { type: 'cleared' };
    case `${TRANSCRIPTION}delta`:
      return { type: 'delta', item, text: delta ?? '' };
    case `${TRANSCRIPTION}completed`:
      return {
        type: 'completed',
        item,
        transcript: {
          text: transcript ?? '',
          ...(logprobs ? { logprobs: logprobs.map(({ logprob }) => ({ logprob: logprob ?? null })) } : {}),
        },
      };
    case `${TRANSCRIPTION}failed`:
      return { type: 'failed', item, error };
    case 'error':
      return { type: 'error', error };
    default:
      return { type: 'other' };
  }
}
