/** Per-agent settings of a run, read from the document's `workflow_configurations`. */
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { fixedLines, type WorkflowLines } from './fixed-lines.ts';

export interface WorkflowSettings {
  /** Longest call, milliseconds. */
  maxCallDurationMs: number;
  /** Silence of the caller before they are asked whether they are there, milliseconds. */
  maxUserIdleMs: number;
  /** The caller is not listened to while a tool runs. */
  muteDuringTools: boolean;
  /** Voice id of the text-to-speech provider; null takes the studio's. */
  ttsVoice: string | null;
  /** Language of the conversation, BCP 47. */
  language: string;
}

const defaultMaxCallSeconds = 300;
const longestCallSeconds = 1200;
const defaultIdleSeconds = 10;

export function settingsOf(document: WorkflowDocument): WorkflowSettings {
  const given = document.workflow_configurations ?? {};
  return {
    maxCallDurationMs: Math.min(given.max_call_duration ?? defaultMaxCallSeconds, longestCallSeconds) * 1000,
    maxUserIdleMs: (given.max_user_idle_timeout ?? defaultIdleSeconds) * 1000,
    muteDuringTools: given.mute_during_tools === true,
    ttsVoice: given.tts_voice?.trim() ? given.tts_voice : null,
    language: given.language?.trim() ? given.language.trim() : 'en-US',
  };
}

type LineKey =
  | 'recording_announcement'
  | 'idle_prompt'
  | 'idle_goodbye'
  | 'error_apology'
  | 'error_goodbye'
  | 'empty_reply'
  | 'empty_goodbye';

/** The document's own lines, and those of its language where it gives none. */
export function linesOf(document: WorkflowDocument): WorkflowLines {
  const given = document.workflow_configurations ?? {};
  const otherwise = fixedLines(settingsOf(document).language);
  const line = (key: LineKey, fallback: string): string => (given[key]?.trim() ? given[key] : fallback);
  return {
    recordingAnnouncement: line('recording_announcement', otherwise.recordingAnnouncement),
    idlePrompt: line('idle_prompt', otherwise.idlePrompt),
    idleGoodbye: line('idle_goodbye', otherwise.idleGoodbye),
    errorApology: line('error_apology', otherwise.errorApology),
    errorGoodbye: line('error_goodbye', otherwise.errorGoodbye),
    emptyReply: line('empty_reply', otherwise.emptyReply),
    emptyGoodbye: line('empty_goodbye', otherwise.emptyGoodbye),
  };
}
