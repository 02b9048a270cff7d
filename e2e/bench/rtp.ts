/**
 * Telephone calls by SIP and RTP on this machine, against sipp and a far end in a process of its own: see the parts.
 * `PARTS` (load, inbound, impairments), `CALLS` and `SECONDS` make it shorter.
 */
import { createCodec } from '#engine/audio/codecs.ts';
import { createSileroVad } from '#engine/providers/silero/index.ts';
import { machine, printValue, slope, spoken, withLibrary } from './harness.ts';
import { FarEnd } from './rtp/ground.ts';
import { load } from './rtp/load.ts';
import { scriptedProviders } from './scripted-providers.ts';

const parts = (process.env['PARTS'] ?? 'load inbound impairments').split(' ');
const calls = Number(process.env['CALLS'] ?? 100);
const durationMs = Number(process.env['SECONDS'] ?? 15) * 1000;

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
