/**
 * What noise suppression gives and costs. Sentences of the sample agents in synthetic voices, under noise at a given
 * signal-to-noise ratio: `heard` word for word by the built-in recogniser with the suppressor and without it; `snr-gain`:
 * by how much more the noise falls than the voice; `frame`: time of a frame, one call at a time.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { FRAME_SAMPLES } from '#engine/audio/frame.ts';
import { concatenateSamples, levelOf } from '#engine/audio/frames.ts';
import { silenceMs, whiteNoise } from '#engine/audio/testing/sounds.ts';
import { createFliteTts } from '#engine/providers/flite/index.ts';
import { createGrammarStt } from '#engine/providers/grammar/index.ts';
import { createRnnoise } from '#engine/providers/rnnoise/index.ts';
import type { SttHints } from '#engine/providers/spec/stt.ts';
import { mixed } from '#engine/voice/line/testing/line-sounds.ts';
import { wholeSpeech } from '#engine/voice/whole-speech.ts';
import { compileWorkflow } from '#engine/workflow/compile.ts';
import { workflowDocumentSchema } from '#shared/domain/workflow.ts';
import { machine, printDistribution, printValue } from './harness.ts';

const folder = new URL('../../resources/workflows/', import.meta.url);
const cases: { hints: SttHints; text: string }[] = [];
for (const file of readdirSync(folder)) {
  const document = workflowDocumentSchema.parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
  for (const node of compileWorkflow(document).nodes.values()) {
    const hints = { functions: node.functions, variables: node.extraction?.variables ?? [] };
    for (const spec of node.functions) {
      const text = spec.examples?.[0];
      if (text !== undefined) cases.push({ hints, text });
    }
  }
}

const tts = createFliteTts();
const stt = createGrammarStt();
const noise = createRnnoise();
const frameMs: number[] = [];
/** Noise alone, which the network needs a second of to know it; in a call it has been there all the time. */
const leadMs = 2000;
const lead = leadMs * 16;
const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z' ]/g, '');

async function suppress(sound: Int16Array): Promise<Int16Array> {
  const stream = noise.open();
  const frames: Int16Array[] = [];
  for (let at = 0; at + FRAME_SAMPLES <= sound.length; at += FRAME_SAMPLES) {
    const startMs = performance.now();
    frames.push(await stream.process(sound.subarray(at, at + FRAME_SAMPLES)));
    frameMs.push(performance.now() - startMs);
  }
  stream.close();
  return concatenateSamples(frames);
}

async function hear(hints: SttHints, sound: Int16Array): Promise<string> {
  const stream = stt.open();
  stream.setHints(hints);
  stream.begin();
  for (let at = 0; at < sound.length; at += FRAME_SAMPLES)
    void stream.push(sound.slice(at, at + FRAME_SAMPLES));
  const final = await stream.finish();
  stream.close();
  return plain(final.text);
}

for (const snrDb of [60, 30, 20, 10]) {
  let without = 0;
  let suppressed = 0;
  const gains: number[] = [];
  for (const { hints, text } of cases) {
    const speech = concatenateSamples([
      silenceMs(leadMs),
      await wholeSpeech(tts, text, 'awb'),
      silenceMs(300),
    ]);
    const voiceDb = levelOf(speech.subarray(lead, -4800)).rmsDbfs;
    const noisy = mixed(speech.length, [
      { sound: Int16Array.from(speech), atMs: 0, db: 0 },
      { sound: whiteNoise(speech.length, voiceDb - snrDb, 11), atMs: 0, db: 0 },
    ]);
    const clean = await suppress(noisy);
    const before = levelOf(noisy.subarray(lead - 8000, lead)).rmsDbfs;
    const after = levelOf(clean.subarray(lead - 8000, lead)).rmsDbfs;
    const voiceLoss =
      levelOf(noisy.subarray(lead, -4800)).rmsDbfs - levelOf(clean.subarray(lead + 480, -4320)).rmsDbfs;
    gains.push(before - Math.max(after, -96) - voiceLoss);
    if ((await hear(hints, noisy.subarray(lead - 4800))) === plain(text)) without += 1;
    if ((await hear(hints, clean.subarray(lead - 4800))) === plain(text)) suppressed += 1;
  }
  const conditions = { ...machine, snr_db: snrDb, noise: 'white', sentences: cases.length };
  printValue('noise', 'heard', '%', (100 * without) / cases.length, { ...conditions, suppression: 'off' });
  printValue('noise', 'heard', '%', (100 * suppressed) / cases.length, { ...conditions, suppression: 'on' });
  printDistribution('noise', 'snr-gain', 'dB', gains, conditions);
}
printDistribution('noise', 'frame', 'ms', frameMs, machine);
await Promise.all([tts.close(), stt.close(), noise.close()]);
