/** What the run asks of whoever carries its voice; the shape is the `DialogueAct` of the voice room. */
import type { SpeechSource } from '#shared/domain/run-event.ts';
import type { PlayedRecording } from './recorded-lines.ts';

export type RunAct =
  | {
      type: 'say';
      speechId: string;
      text: string;
      source: SpeechSource;
      /** May the caller speak over it? */
      interruptible: boolean;
      /** To be played rather than spoken; `text` is then all of its words. */
      recording?: PlayedRecording;
    }
  | { type: 'say-end'; speechId: string }
  /** From here on the caller is not, or is again, listened to. Ends with the answer at the latest. */
  | { type: 'mute'; muted: boolean }
  | { type: 'hang-up'; disposition: string };
