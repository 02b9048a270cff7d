/** The real studio in a folder of its own, with a page to serve and one finished run, for tests of the doors. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WavWriter } from '#engine/audio/wav-writer.ts';
import { silentLogger } from '#engine/base/logger.ts';
import type { Logger } from '#engine/base/logger.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import { transcriptOf, transcriptText } from '#shared/domain/transcript.ts';
import { createSecretStore, type SecretStore } from '../../secrets/secret-store.ts';
import { createStudio } from '../../studio.ts';
import type { Studio } from '../../studio.ts';
import { createContent } from '../content/content.ts';
import type { Content } from '../content/content.ts';
import type { SettingsStore } from '../ports.ts';
import { createSettingsStore, openConf } from '../settings-store.ts';

export interface StudioFixture {
  studio: Studio;
  settings: SettingsStore;
  secrets: SecretStore;
  content: Content;
  logger: Logger;
  /** Holds `index.html`, `assets/app-1a2b.js` and `vad/model.onnx`. */
  rendererDir: string;
  dispose(): Promise<void>;
}

/** Samples of the fixture's recordings, each lane. */
export const RECORDING_SAMPLES = 16_000;
/** A stereo int16 WAV with a canonical header. */
export const RECORDING_BYTES = 44 + RECORDING_SAMPLES * 4;

export async function openStudioFixture(logger: Logger = silentLogger): Promise<StudioFixture> {
  const root = await mkdtemp(join(tmpdir(), 'parley-door-'));
  const dataDir = join(root, 'data');
  const rendererDir = join(root, 'renderer');
  await mkdir(join(rendererDir, 'assets'), { recursive: true });
  await mkdir(join(rendererDir, 'vad'));
  await writeFile(join(rendererDir, 'index.html'), '<!doctype html><title>Parley</title>');
  await writeFile(join(rendererDir, 'assets', 'app-1a2b.js'), 'export {};');
  await writeFile(join(rendererDir, 'vad', 'model.onnx'), 'onnx');
  // What a traversal would be after.
  await writeFile(join(root, 'secret.txt'), 'secret');
  const settings = createSettingsStore({ dataDir, logger, open: openConf });
  const secrets = createSecretStore({ dataDir, logger, keychain: null });
  const studio = await createStudio({ dataDir, logger, settings, secrets, environment: {} });
  const content = createContent({
    rendererDir,
    library: studio.library,
    recordings: studio.recordings,
    transcript: (_run, events) => transcriptText(transcriptOf(events)),
    logger,
  });
  return {
    studio,
    settings,
    secrets,
    content,
    logger,
    rendererDir,
    dispose: async () => {
      await studio.dispose();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** A web run that is over: two events, one second of recording. Answers its id. */
export async function addFinishedRun({ studio: { library } }: StudioFixture): Promise<string> {
  const [workflow] = await library.listWorkflows();
  const record = workflow && (await library.getWorkflow(workflow.id));
  if (!record) throw new Error('the studio has no sample workflow');
  const run = await library.createRun({
    workflow_id: record.id,
    workflow_name: record.name,
    document: record.document,
    mode: 'web',
    call_type: 'inbound',
    initial_context: {},
  });
  const base = { time: new Date().toISOString(), turn: 0, node_id: null, node_name: null };
  const events: RunEvent[] = [
    {
      ...base,
      seq: 1,
      at_ms: 100,
      type: 'agent-text',
      payload: { speech_id: 's1', text: 'Good morning.', source: 'greeting' },
    },
    { ...base, seq: 2, at_ms: null, type: 'disposition', payload: { call_disposition: 'user_hangup' } },
  ];
  await library.appendEvents(run.id, events);
  const folder = await library.runFolder(run.id);
  const wav = await WavWriter.open(join(folder, 'recording.wav'), { sampleRateHz: 16_000, channels: 2 });
  wav.write(
    Int16Array.from({ length: RECORDING_SAMPLES * 2 }, (_, index) => (index % 2 === 0 ? 8192 : -8192)),
  );
  await wav.close();
  await library.updateRun(run.id, {
    state: 'completed',
    status: 'completed',
    is_completed: true,
    recording_url: `parley://runs/${run.id}/recording.wav`,
    transcript_url: `parley://runs/${run.id}/transcript.txt`,
    gathered_context: { call_disposition: 'user_hangup' },
  });
  return run.id;
}
