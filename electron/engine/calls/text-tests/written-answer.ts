/** An answer of the agent written down: its speeches become events as they end, its words are told as they stream. */
import type { Dialogue, DialogueAct } from '../../voice/dialogue.ts';
import type { RunEventPayload, SpeechSource } from '#shared/domain/run-event.ts';
import type { RunLog } from '../run-log.ts';

/** A speech as far as it has been said, since the last recording in it. */
export type SpokenSoFar = Pick<RunEventPayload<'agent-text'>, 'speech_id' | 'source' | 'text'>;

interface Speech {
  source: SpeechSource;
  /** Said since the last recording in it. */
  text: string;
  /** Written down already, in order. */
  written: string[];
}

export interface WrittenAnswer {
  dialogue: Pick<Dialogue, 'heard'>;
  log: Pick<RunLog, 'write'>;
  onWords?: (said: SpokenSoFar) => void;
}

/**
 * Writes one answer down; resolves to the disposition when it ends the run. All that was said counts as heard, also of
 * an answer that is stopped in the middle of a speech.
 */
export async function writeAnswer(
  acts: AsyncIterable<DialogueAct>,
  { dialogue, log, onWords }: WrittenAnswer,
): Promise<string | null> {
  const open = new Map<string, Speech>();
  let disposition: string | null = null;

  const write = (speechId: string, speech: Speech): void => {
    const text = speech.text.trim();
    speech.text = '';
    if (text === '') return;
    speech.written.push(text);
    log.write('agent-text', { speech_id: speechId, text, source: speech.source });
  };
  const end = (speechId: string, speech: Speech): void => {
    write(speechId, speech);
    open.delete(speechId);
    dialogue.heard(speechId, speech.written.join(' '));
  };

  for await (const act of acts) {
    if (act.type === 'say') {
      const { speechId, source, text, recording } = act;
      const speech = open.get(speechId) ?? { source, text: '', written: [] };
      open.set(speechId, speech);
      if (recording) {
        write(speechId, speech);
        speech.written.push(text);
        log.write('agent-text', { speech_id: speechId, text, source, recording_id: recording.id });
      } else {
        speech.text += text;
        onWords?.({ speech_id: speechId, source, text: speech.text });
      }
    } else if (act.type === 'say-end') {
      const speech = open.get(act.speechId);
      if (speech) end(act.speechId, speech);
    } else if (act.type === 'hang-up') disposition = act.disposition;
  }
  for (const [speechId, speech] of open) {
    end(speechId, speech);
    log.write('interruption', {
      speech_id: speechId,
      text_played: speech.written.join(' '),
      onset_to_stop_ms: 0,
    });
  }
  return disposition;
}
