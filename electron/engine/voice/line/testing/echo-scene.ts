/**
 * The agent speaks; what it says comes back on the caller's line, and a caller may speak over it. Answers what the real
 * voice detector takes for a caller, with the guard and without it.
 */
import { FRAME_SAMPLES } from '../../../audio/frame.ts';
import { concatenateSamples } from '../../../audio/frames.ts';
import { whiteNoise } from '../../../audio/testing/sounds.ts';
import type { TextToSpeech } from '../../../providers/spec/tts.ts';
import type { VadStream, VoiceActivityDetector } from '../../../providers/spec/vad.ts';
import { SpeechDetector } from '../../speech-detector.ts';
import { defaultVoiceSettings } from '../../voice-settings.ts';
import { wholeSpeech } from '../../whole-speech.ts';
import { EchoGuard } from '../echo-guard.ts';
import { guardedVad } from '../guarded-vad.ts';
import { mixed, throughRoom, throughTelephone } from './line-sounds.ts';

export interface EchoScene {
  agentVoice: string;
  /** Null: no echo at all. */
  echo: { db: number; delayMs: number; path: 'straight' | 'telephone' | 'room' } | null;
  /** Null: nobody speaks at the other end. */
  caller: { voice: string; db: number } | null;
  noiseDbfs?: number;
  /** How many of the agent's lines are spoken; default all. */
  lines?: number;
}

export interface Heard {
  /** Where a caller's speech was held to be likely (the agent is held) and certain (a turn begins), ms. */
  likelyMs: number[];
  certainMs: number[];
}

export interface EchoOutcome {
  guarded: Heard;
  unguarded: Heard;
  /** Where the caller really began to speak, ms. */
  onsetsMs: number[];
  /** Of the guard, a frame. */
  microseconds: number;
}

const agentLines = [
  'Good morning, this is the front desk of Riverside Dental. I can book, move or cancel an appointment.',
  'What can I do for you today? We have openings on Tuesday at nine, and on Friday all morning.',
  'I am sorry, I did not catch that. Would you like me to repeat the times that we have?',
];
const callerLines = ['No, wait, I said Thursday.', 'Stop please, I would like to speak to somebody.'];
const firstOnsetMs = 2500;
const onsetEveryMs = 6000;
const pauseMs = 800;

export async function playEchoScene(
  scene: EchoScene,
  { tts, vad }: { tts: TextToSpeech; vad: VoiceActivityDetector },
): Promise<EchoOutcome> {
  const spoken: Int16Array[] = [];
  for (const line of agentLines.slice(0, scene.lines))
    spoken.push(await wholeSpeech(tts, line, scene.agentVoice), new Int16Array(16 * pauseMs));
  const agent = concatenateSamples(spoken);
  const parts = [{ sound: whiteNoise(agent.length, scene.noiseDbfs ?? -60, 3), atMs: 0, db: 0 }];
  if (scene.echo) {
    const { db, delayMs, path } = scene.echo;
    const back = { straight: agent, telephone: throughTelephone(agent), room: throughRoom(agent) }[path];
    parts.push({ sound: Int16Array.from(back), atMs: delayMs, db });
  }
  const onsetsMs: number[] = [];
  for (const [index, line] of (scene.caller ? callerLines : []).entries()) {
    const atMs = firstOnsetMs + index * onsetEveryMs;
    if (16 * atMs > agent.length) break;
    const sound = Int16Array.from(await wholeSpeech(tts, line, scene.caller?.voice ?? ''));
    onsetsMs.push(atMs + sound.findIndex((sample) => Math.abs(sample) > 1000) / 16);
    parts.push({ sound, atMs, db: scene.caller?.db ?? 0 });
  }
  const line = mixed(agent.length, parts);
  const guard = new TimedGuard();
  const guarded = await listen(guardedVad(vad.open(), guard), line, agent, guard);
  const unguarded = await listen(vad.open(), line, agent, null);
  return { guarded, unguarded, onsetsMs, microseconds: (1000 * guard.spentMs * FRAME_SAMPLES) / line.length };
}

class TimedGuard extends EchoGuard {
  spentMs = 0;

  override agent(frame: Int16Array, atMs: number): void {
    const startMs = performance.now();
    super.agent(frame, atMs);
    this.spentMs += performance.now() - startMs;
  }

  override caller(frame: Int16Array): void {
    const startMs = performance.now();
    super.caller(frame);
    this.spentMs += performance.now() - startMs;
  }
}

async function listen(
  vad: VadStream,
  line: Int16Array,
  agent: Int16Array,
  guard: EchoGuard | null,
): Promise<Heard> {
  const detector = new SpeechDetector(defaultVoiceSettings);
  const heard: Heard = { likelyMs: [], certainMs: [] };
  let end = 0;
  for (let at = 0; at + FRAME_SAMPLES <= line.length; at += FRAME_SAMPLES) {
    guard?.agent(agent.subarray(at, at + FRAME_SAMPLES), at / 16);
    for (const window of await vad.push(line.subarray(at, at + FRAME_SAMPLES))) {
      for (const event of detector.push(window, window.endSample - end)) {
        if (event.type === 'speech-likely') heard.likelyMs.push(window.endSample / 16);
        if (event.type === 'speech-start') heard.certainMs.push(window.endSample / 16);
      }
      end = window.endSample;
    }
  }
  vad.close();
  return heard;
}
