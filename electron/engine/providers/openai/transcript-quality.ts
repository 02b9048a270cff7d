/**
 * Was that speech, and is the text what was said? Recognisers of the Whisper family write something even for silence and
 * noise; what they know of their own doubt decides, and where they tell nothing, the text itself.
 */
import { z } from 'zod';

const number = z.number().nullish().catch(null);
export const transcriptSchema = z.looseObject({
  text: z.string(),
  segments: z
    .array(
      z.looseObject({
        text: z.string(),
        avg_logprob: number,
        no_speech_prob: number,
        compression_ratio: number,
      }),
    )
    .nullish()
    .catch(null),
  /** Of gpt-4o-transcribe and its like, when asked for. */
  logprobs: z
    .array(z.looseObject({ logprob: number }))
    .nullish()
    .catch(null),
  words: z
    .array(
      z.looseObject({
        word: z.string(),
        start: z.number(),
        end: z.number(),
        probability: number,
        confidence: number,
      }),
    )
    .nullish()
    .catch(null),
});
export type Transcript = z.infer<typeof transcriptSchema>;

/** Whisper's own limits (openai/whisper, transcribe.py): silence, a decoding that failed, one that repeats itself. */
const NO_SPEECH_PROBABILITY = 0.6;
const FAILED_LOGPROB = -1;
const REPEATING_COMPRESSION_RATIO = 2.4;
/** Mean probability of the words below which nothing can be built on them. */
const MIN_WORD_PROBABILITY = 0.35;

/** Subtitles of the films on which these models were trained: nobody says that on the phone. */
const fromSubtitles =
  /^(?:thanks? (?:you )?(?:so much |very much )?for watching|(?:please )?(?:like and )?subscribe|subtitles? by|(?:captions?|transcription) by|untertitel (?:von|der|im auftrag)|sous-titr|subtítulos|amara\.org|www\.|copyright)/i;
/** Likely in silence, and likely from a caller: believed unless the model doubts it. */
const doubtful = /^(?:you|thank you|thanks|bye|okay|so|vielen dank|merci|gracias)[.!]?$/i;

/** The text as understood; empty when nothing was. */
export function understoodText(transcript: Transcript): string {
  const spoken = transcript.segments?.length
    ? transcript.segments
        .filter((segment) => !isSilence(segment))
        .map(({ text }) => text)
        .join('')
    : transcript.text;
  // Everything in brackets describes sounds: [BLANK_AUDIO], (music), ♪.
  const text = spoken
    .replace(/\[[^\]]*\]|\([^)]*\)|[♪♫]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (!/[\p{L}\p{N}]/u.test(text) || fromSubtitles.test(text)) return '';
  if (meanLogprob(transcript) < FAILED_LOGPROB || meanWordProbability(transcript) < MIN_WORD_PROBABILITY)
    return '';
  const noSpeech = Math.max(0, ...(transcript.segments ?? []).map((segment) => segment.no_speech_prob ?? 0));
  return doubtful.test(text) && noSpeech > 0.3 ? '' : text;
}

type Segment = NonNullable<Transcript['segments']>[number];

function isSilence({
  no_speech_prob: noSpeech,
  avg_logprob: logprob,
  compression_ratio: ratio,
}: Segment): boolean {
  const unsure = (logprob ?? 0) < FAILED_LOGPROB;
  return (
    ((noSpeech ?? 0) > NO_SPEECH_PROBABILITY && unsure) ||
    ((ratio ?? 0) > REPEATING_COMPRESSION_RATIO && unsure)
  );
}

function meanLogprob({ logprobs, segments }: Transcript): number {
  const all = (logprobs ?? []).map(({ logprob }) => logprob ?? 0);
  if (all.length > 0) return mean(all);
  const ofSegments = (segments ?? [])
    .filter((segment) => !isSilence(segment))
    .map((segment) => segment.avg_logprob ?? 0);
  return ofSegments.length > 0 ? mean(ofSegments) : 0;
}

function meanWordProbability({ words }: Transcript): number {
  const all = (words ?? []).flatMap(({ probability, confidence }) => probability ?? confidence ?? []);
  return all.length > 0 ? mean(all) : 1;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
