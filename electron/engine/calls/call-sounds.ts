/** Sounds that the studio has in store for its calls. */
import { sceneOf, type AmbientSounds } from '../voice/ambience/bed-of.ts';
import type { RecordedSpeech } from '../voice/speech/recorded-speech.ts';
import type { RecordedLines } from '../workflow/recorded-lines.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import type { CallWorkflow } from './call-workflow.ts';
import { logFailure } from './run-lifecycle.ts';
import type { RunLog } from './run-log.ts';

/** Recordings as one call knows them. */
export interface CallRecordings {
  lines: RecordedLines;
  samples: RecordedSpeech;
}

export interface CallSounds {
  /** Loops of the places in which an agent may be heard. */
  ambient: AmbientSounds;
  /** Those that the document names are in memory when this resolves, unless they cannot be read. */
  recordings: (document: WorkflowDocument) => Promise<CallRecordings>;
}

/** Null without a store. One that cannot be read is told in the run, which goes on without it. */
export async function recordingsOf(
  sounds: CallSounds | undefined,
  document: WorkflowDocument,
  log: RunLog,
): Promise<CallRecordings | null> {
  try {
    return (await sounds?.recordings(document)) ?? null;
  } catch (thrown) {
    logFailure(log, 'recording', thrown);
    return null;
  }
}

/** The sound of the place that the agent is heard in; without it the call goes on in silence, and the run says so. */
export async function placeOf(
  { workflow, sounds }: { workflow: CallWorkflow; sounds?: CallSounds | undefined },
  log: RunLog,
): Promise<Int16Array | null> {
  const scene = sceneOf(workflow.document.workflow_configurations?.ambient_sound);
  if (!scene || !sounds) return null;
  try {
    return await sounds.ambient(scene);
  } catch (thrown) {
    logFailure(log, 'ambient-sound', thrown);
    return null;
  }
}
