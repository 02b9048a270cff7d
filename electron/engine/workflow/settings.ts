/** Per-agent settings of a run, read from the document's `workflow_configurations`. */
import type { WorkflowDocument } from '#shared/domain/workflow.ts';

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

/** Fixed lines: spoken at once, without asking the model. Each is a template. */
export interface WorkflowLines {
  /** After the first silence; the agent's last question follows it. `idle_prompt` */
  idlePrompt: string;
  /** After the second, before hanging up. `idle_goodbye` */
  idleGoodbye: string;
  /** When the model failed. `error_apology` */
  errorApology: string;
  /** When it failed twice in a row, before hanging up. `error_goodbye` */
  errorGoodbye: string;
  /** When the model had nothing to say. `empty_reply` */
  emptyReply: string;
  /** The same at an end node. `empty_goodbye` */
  emptyGoodbye: string;
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
  'idle_prompt' | 'idle_goodbye' | 'error_apology' | 'error_goodbye' | 'empty_reply' | 'empty_goodbye';

export function linesOf(document: WorkflowDocument): WorkflowLines {
  const given = document.workflow_configurations ?? {};
  const line = (key: LineKey, otherwise: string): string => (given[key]?.trim() ? given[key] : otherwise);
  return {
    idlePrompt: line('idle_prompt', 'Are you still there?'),
    idleGoodbye: line('idle_goodbye', 'I cannot hear you, so I will hang up now. Goodbye.'),
    errorApology: line('error_apology', 'Sorry, something went wrong on my side. Could you say that again?'),
    errorGoodbye: line(
      'error_goodbye',
      'I am sorry, I have a technical problem and must end the call. Goodbye.',
    ),
    emptyReply: line('empty_reply', 'Sorry, could you say that again?'),
    emptyGoodbye: line('empty_goodbye', 'Thank you for calling. Goodbye.'),
  };
}
