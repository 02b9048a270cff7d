/**
 * How long a caller waits for the agent, with hosted models as they are in the field: a recogniser, a chat model and a voice
 * on loopback that take the field's median times (`fieldTimes`), spoken to over their real protocols by the real adapters.
 *
 * `voice-to-voice` is measured on the recording: from the caller's last audible sample to the agent's first.
 * `cut-off-rate`: share of turns in which the agent began before the caller was done.
 */
import { join } from 'node:path';
import type { CallWorkflow } from '#engine/calls/call-workflow.ts';
import { createSileroVad } from '#engine/providers/silero/index.ts';
import type { RunEventPayload } from '#shared/domain/run-event.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { readStereo } from '../recording.ts';
import { callerTurns } from './field/callers-words.ts';
import { exchanges, isTransition } from './field/conversation.ts';
import { measureTurns } from './field/measure.ts';
import { fieldTimes, startVendors } from './field/vendors.ts';
import { machine, printDistribution, printValue, startCall, wait, withLibrary } from './harness.ts';

const calls = 4;
const turnsPerCall = 18;
const callerVoice = 'rms';
const presets = ['balanced', 'quick', 'patient'] as const;

function workflow(preset: (typeof presets)[number]): CallWorkflow {
  const prompt = 'You are the receptionist of a practice. Go through the caller’s file with them.';
  const node = (id: string, data: object): WorkflowDocument['nodes'][number] => ({
    id,
    type: id === 'first' ? 'startCall' : 'agentNode',
    position: { x: 0, y: 0 },
    data: { name: id, prompt, allow_interrupt: true, ...data },
  });
  const edge = (source: string, target: string): WorkflowDocument['edges'][number] => ({
    id: `${source}-${target}`,
    source,
    target,
    data: { label: 'next topic', condition: 'The present topic is settled' },
  });
  const document: WorkflowDocument = {
    nodes: [node('first', { greeting: exchanges[0]?.agent }), node('second', {}), node('third', {})],
    edges: [edge('first', 'second'), edge('second', 'third'), edge('third', 'second')],
    viewport: { x: 0, y: 0, zoom: 1 },
    workflow_configurations: { max_call_duration: 1200, turn_taking: { preset } },
  };
  return { id: 'bench', name: 'Bench', document };
}

const vendors = await startVendors(callerVoice, fieldTimes);
const { stt, llm, tts } = vendors;
const vad = createSileroVad();
const utterances = (await callerTurns(callerVoice)).map(({ samples }) => samples);

for (const preset of presets) {
  const measured = await withLibrary(async (library) => {
    const running = [];
    for (let index = 0; index < calls; index++) {
      running.push(
        await startCall({
          library,
          providers: { vad, stt, llm, tts, isHosted: true },
          workflow: workflow(preset),
          utterances,
          pauseMs: 400,
        }),
      );
      await wait(537);
    }
    while (running.some(({ leg }) => leg.turns < turnsPerCall)) await wait(500);
    await wait(3000);
    for (const { call } of running) call.hangUp();
    const results = [];
    for (const { leg, finished } of running) {
      const run = await finished;
      const folder = await library.runFolder(run.id);
      const turns = measureTurns(await readStereo(join(folder, 'recording.wav')), leg.spoken);
      const events = await library.getEvents(run.id);
      results.push({ turns, events });
    }
    return results;
  });
  const turns = measured.flatMap((result) => result.turns);
  const conditions = {
    ...machine,
    preset,
    calls,
    ...fieldTimes,
    unanswered: turns.filter(({ voiceToVoiceMs }) => voiceToVoiceMs === null).length,
  };
  const waited = (wanted: (turn: number) => boolean): number[] =>
    measured.flatMap((result) =>
      result.turns.flatMap(({ voiceToVoiceMs, cutOff }, turn) =>
        voiceToVoiceMs === null || cutOff || !wanted(turn % exchanges.length) ? [] : [voiceToVoiceMs],
      ),
    );
  printDistribution(
    'latency',
    'voice-to-voice',
    'ms',
    waited(() => true),
    conditions,
  );
  printDistribution(
    'latency',
    'voice-to-voice-same-node',
    'ms',
    waited((turn) => !isTransition(turn)),
    conditions,
  );
  printDistribution('latency', 'voice-to-voice-transition', 'ms', waited(isTransition), conditions);
  printValue(
    'latency',
    'cut-off-rate',
    'fraction',
    turns.filter(({ cutOff }) => cutOff).length / turns.length,
    {
      ...conditions,
      turns: turns.length,
    },
  );
  const latencies = measured.flatMap(({ events }) =>
    events.flatMap((event) => (event.type === 'latency' ? [event.payload] : [])),
  );
  const stage = (name: keyof RunEventPayload<'latency'>): number[] =>
    latencies.flatMap(({ [name]: ms }) => (ms === null ? [] : [ms]));
  printDistribution('latency', 'endpointing', 'ms', stage('endpointing_ms'), conditions);
  printDistribution('latency', 'own-overhead', 'ms', stage('own_overhead_ms'), conditions);
}

vendors.close();
await vad.close();
