/** Models of speech and language that answer at once: what remains of a call's cost and delay is our own. */
import { FRAME_SAMPLES } from '#engine/audio/frame.ts';
import type { CallProviders } from '#engine/calls/providers.ts';
import type { CallWorkflow } from '#engine/calls/call-workflow.ts';
import type { VoiceActivityDetector } from '#engine/providers/spec/vad.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';

const usage = {
  prompt_tokens: 100,
  completion_tokens: 10,
  total_tokens: 110,
  cache_read_input_tokens: 0,
  cache_creation_input_tokens: 0,
};

/** `answerMs`: how long the agent speaks. The detector is a real one. */
export function scriptedProviders(vad: VoiceActivityDetector, answerMs: number): CallProviders {
  const speech = Int16Array.from({ length: answerMs * 16 }, (_, index) =>
    Math.round(6000 * Math.sin(index / 10)),
  );
  return {
    vad,
    stt: {
      provider: 'scripted',
      model: 'stt',
      open: () => {
        let samples = 0;
        return {
          setHints: () => undefined,
          begin: () => {
            samples = 0;
          },
          push: (pushed) => {
            samples += pushed.length;
            return Promise.resolve(null);
          },
          finish: () => Promise.resolve({ text: 'go on', understood: true, audioSeconds: samples / 16_000 }),
          cancel: () => undefined,
          close: () => undefined,
        };
      },
    },
    llm: {
      provider: 'scripted',
      model: 'llm',
      rehearsal: false,
      async *stream() {
        await Promise.resolve();
        for (const word of ['I ', 'see, ', 'please ', 'go ', 'on.']) yield { type: 'text-delta', text: word };
        yield { type: 'finish', usage };
      },
    },
    tts: {
      provider: 'scripted',
      model: 'tts',
      voices: [],
      async *synthesize(_text, _options, signal) {
        for (let at = 0; at < speech.length && !signal.aborted; at += 5 * FRAME_SAMPLES) {
          await Promise.resolve();
          yield speech.subarray(at, at + 5 * FRAME_SAMPLES);
        }
      },
    },
  };
}

const document: WorkflowDocument = {
  nodes: [
    {
      id: 'start',
      type: 'startCall',
      position: { x: 0, y: 0 },
      data: { name: 'Start', prompt: 'Keep the caller talking.', greeting: 'Hello.', allow_interrupt: true },
    },
    { id: 'end', type: 'endCall', position: { x: 0, y: 200 }, data: { name: 'End', prompt: 'Say goodbye.' } },
  ],
  edges: [
    {
      id: 'done',
      source: 'start',
      target: 'end',
      data: { label: 'done', condition: 'The caller wants to end the call' },
    },
  ],
  viewport: { x: 0, y: 0, zoom: 1 },
  workflow_configurations: { max_call_duration: 1200 },
};

export const talkingWorkflow: CallWorkflow = { id: 'bench', name: 'Bench', document };
