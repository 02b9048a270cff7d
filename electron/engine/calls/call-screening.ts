/** Screening of an outbound call, when the agent's settings ask for it. */
import { renderTemplate } from '#shared/base/templates.ts';
import { machineTimeZone } from '#shared/base/time-zones.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { toStudioError } from '../base/errors.ts';
import type { IdSource } from '../base/ids.ts';
import type { Dialogue } from '../voice/dialogue.ts';
import type { EventLog } from '../voice/event-log.ts';
import type { Leg } from '../voice/leg.ts';
import { screenedCall, type ScreenedCall } from '../voice/line/screened-dialogue.ts';
import type { VoiceSettings } from '../voice/voice-settings.ts';
import type { CallProviders } from './providers.ts';

export interface CallScreeningOptions {
  document: WorkflowDocument;
  providers: Pick<CallProviders, 'vad' | 'stt'>;
  /** BCP 47. */
  language: string;
  settings: VoiceSettings;
  lockstep: boolean;
  log: EventLog;
  ids: IdSource;
  initialContext: Record<string, unknown>;
  now: () => Date;
  timeZone: string | null;
}

/** Null when nobody asked for it. */
export function callScreening(
  dialogue: Dialogue,
  leg: Leg,
  options: CallScreeningOptions,
): ScreenedCall | null {
  const { document, providers, initialContext, ids, log } = options;
  const machine = document.workflow_configurations?.answering_machine;
  if (machine?.enabled !== true) return null;
  const values = { ...initialContext, initial_context: initialContext };
  const clock = { now: options.now(), timeZone: options.timeZone ?? machineTimeZone() };
  return screenedCall(dialogue, leg, {
    vad: providers.vad.open(),
    stt: providers.stt.open(),
    settings: options.settings,
    language: options.language,
    lockstep: options.lockstep,
    machine,
    message: renderTemplate(machine.message ?? '', values, clock),
    log,
    nextSpeechId: () => ids.next('speech'),
    failed: (stage, thrown) => {
      const { code, message, retryable } = toStudioError(thrown);
      log.write('error', { code, message, retryable, stage });
    },
  });
}
