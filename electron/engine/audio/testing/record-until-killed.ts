/**
 * Records a counting ramp to the path in its first argument, 20 ms of stereo every 20 ms, and tells on standard output how many
 * blocks it has handed over. Ends only by being killed.
 */
import { WavWriter } from '../wav-writer.ts';

const path = process.argv[2];
if (path === undefined) throw new Error('Give the path of the recording.');
const writer = await WavWriter.open(path, { sampleRateHz: 16_000, channels: 2 });
let blocks = 0;
setInterval(() => {
  const frame = new Int16Array(640);
  for (let at = 0; at < frame.length; at += 2, blocks += 1) {
    frame[at] = blocks;
    frame[at + 1] = ~blocks;
  }
  writer.write(frame);
  process.stdout.write(`${blocks}\n`);
}, 20);
