/**
 * Telephone calls by SIP and RTP on this machine, against sipp and a far end in a process of its own: see the parts.
 * `PARTS` (load, inbound, sound, booking), `CALLS`, `SECONDS` and `REPEATS` make it shorter.
 */
import { createCodec } from '#engine/audio/codecs.ts';
import { FRAME_SAMPLES } from '#engine/audio/frame.ts';
import { concatenateSamples } from '#engine/audio/frames.ts';
import { silenceMs } from '#engine/audio/testing/sounds.ts';
import { createSileroVad } from '#engine/providers/silero/index.ts';
import { machine, printValue, slope, spoken, withLibrary } from './harness.ts';
import { FarEnd } from './rtp/ground.ts';
import { bookingsUnderImpairments } from './rtp/booking.ts';
import { inbound } from './rtp/inbound.ts';
import { load } from './rtp/load.ts';
import { networks, soundUnderImpairments } from './rtp/sound.ts';
import { scriptedProviders } from './scripted-providers.ts';

const parts = (process.env['PARTS'] ?? 'load inbound sound booking').split(' ');
const calls = Number(process.env['CALLS'] ?? 100);
const durationMs = Number(process.env['SECONDS'] ?? 15) * 1000;
/** Calls over each bad network. */
const callsEach = Number(process.env['REPEATS'] ?? 2);

/** Said over each bad network; each vowel and most consonants of English. */
const speech = [
  'The birch canoe slid on the smooth planks.',
  'Glue the sheet to the dark blue background.',
  'It is easy to tell the depth of a well.',
  'These days a chicken leg is a rare dish.',
  'Rice is often served in round bowls.',
  'The juice of lemons makes fine punch.',
  'The box was thrown beside the parked truck.',
  'Four hours of steady work faced us.',
];

if (parts.includes('load')) {
  const vad = createSileroVad();
  const utterance = createCodec('PCMU').encode(await spoken('Yes, that is right.'));
  const far = await FarEnd.start(calls);
  await withLibrary(async (library) => {
    const common = { library, providers: scriptedProviders(vad, 1500), far, utterances: [utterance] };
    await load({ ...common, count: 2, durationMs: 1000, isMeasured: false });
    const memory: { x: number; y: number }[] = [];
    for (const count of [1, Math.round(calls / 4), Math.round(calls / 2), calls])
      memory.push({ x: count, y: await load({ ...common, count, durationMs, isMeasured: true }) });
    printValue('rtp', 'rss-per-call', 'MB', slope(memory), {
      ...machine,
      calls: memory.map(({ x }) => x).join(', '),
    });
  });
  far.close();
  await vad.close();
}

if (parts.includes('inbound')) {
  const vad = createSileroVad();
  const count = Math.ceil(calls / 2);
  const far = await FarEnd.start(count);
  await withLibrary(async (library) => {
    const common = { library, providers: scriptedProviders(vad, 1500), far };
    await inbound({ ...common, count: 2, isMeasured: false });
    await inbound({ ...common, count, isMeasured: true });
  });
  far.close();
  await vad.close();
}

const networkCount = Object.keys(networks).length;

if (parts.includes('sound')) {
  const vad = createSileroVad();
  const pause = silenceMs(600);
  const sentences: Int16Array[] = [];
  for (const sentence of speech) sentences.push(await spoken(sentence), pause);
  const far = await FarEnd.start(networkCount * callsEach);
  await withLibrary((library) =>
    soundUnderImpairments({
      library,
      providers: scriptedProviders(vad, 1500),
      far,
      speech: createCodec('PCMU').encode(wholeFrames(concatenateSamples(sentences))),
      callsEach,
    }),
  );
  far.close();
  await vad.close();
}

if (parts.includes('booking')) {
  const far = await FarEnd.start(networkCount);
  await withLibrary((library) => bookingsUnderImpairments({ library, far, callsEach }));
  far.close();
}

function wholeFrames(samples: Int16Array): Int16Array {
  const whole = new Int16Array(Math.ceil(samples.length / FRAME_SAMPLES) * FRAME_SAMPLES);
  whole.set(samples);
  return whole;
}
