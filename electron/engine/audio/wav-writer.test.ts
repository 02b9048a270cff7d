import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { AudioError } from '../base/errors.ts';
import { wavBytes } from './wav-format.ts';
import { readWav } from './wav-reader.ts';
import { repairWavHeader } from './wav-repair.ts';
import { WavWriter } from './wav-writer.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-wav-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const STEREO = { sampleRateHz: 16_000, channels: 2 };

function ramp(blocks: number, from = 0): Int16Array {
  return Int16Array.from({ length: blocks * 2 }, (_, at) => {
    const block = from + (at >> 1);
    return at % 2 === 0 ? block : ~block;
  });
}

/** Runs the recording child and kills it without warning once it has handed over so many blocks; returns how many they were. */
async function recordAndKill(path: string, atLeastBlocks: number): Promise<number> {
  const script = fileURLToPath(new URL('./testing/record-until-killed.ts', import.meta.url));
  const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  let blocks = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    blocks = Number(line);
    if (blocks >= atLeastBlocks) child.kill('SIGKILL');
  }
  await ended;
  return blocks;
}

describe('WavWriter', () => {
  it('writes what it was given, as a file that any reader knows', async () => {
    const path = join(folder, 'whole.wav');
    const writer = await WavWriter.open(path, STEREO);
    const frame = ramp(320);
    writer.write(frame);
    frame.fill(0);
    writer.write(ramp(320, 320));
    expect(writer.durationMs).toBe(40);
    await writer.close();
    await writer.close();
    expect(new Uint8Array(readFileSync(path))).toEqual(wavBytes(ramp(640), STEREO));
    expect(writer.failure).toBe(null);
  });

  it('keeps every sample in order through large and small batches', async () => {
    const path = join(folder, 'batches.wav');
    const writer = await WavWriter.open(path, STEREO);
    for (let block = 0; block < 16_000; block += 320) {
      writer.write(ramp(320, block));
      if (block % 1600 === 0) await new Promise(setImmediate);
    }
    // Beyond what one batch holds.
    writer.write(ramp(200_000, 16_000));
    await writer.close();
    expect(readFileSync(path).equals(wavBytes(ramp(216_000), STEREO))).toBe(true);
  });

  it('never shows a header that promises more than the file holds', async () => {
    const path = join(folder, 'watched.wav');
    const writer = await WavWriter.open(path, STEREO);
    const seen = new Set<number>();
    for (let block = 0; block < 400_000; block += 20_000) {
      writer.write(ramp(20_000, block));
      await new Promise(setImmediate);
      const file = readFileSync(path);
      const promised = file.readUInt32LE(40);
      seen.add(promised);
      expect([promised <= file.length - 44, file.readUInt32LE(4)]).toEqual([true, promised + 36]);
    }
    await writer.close();
    expect(seen.size).toBeGreaterThan(2);
  });

  it('loses less than a second when its process is killed, and repair brings back the rest', async () => {
    const path = join(folder, 'killed.wav');
    const blocks = await recordAndKill(path, 24_000);
    const [left, right] = readWav(readFileSync(path)).channels;
    const playable = left?.length ?? 0;
    expect(blocks - playable).toBeLessThan(16_000);
    expect([left?.at(-1), right?.at(-1)]).toEqual([
      asInt16(playable - 1) / 32_768,
      asInt16(-playable) / 32_768,
    ]);

    const repaired = await repairWavHeader(path);
    const recovered = readWav(readFileSync(path)).channels[0]?.length ?? 0;
    expect(recovered).toBeGreaterThanOrEqual(playable);
    expect(repaired).toEqual({
      dataBytes: recovered * 4,
      durationMs: recovered / 16,
      repaired: expect.any(Boolean) as boolean,
    });
  });

  it('names the path when the file cannot be created or written', async () => {
    const missing = join(folder, 'no-such-folder', 'x.wav');
    await expect(WavWriter.open(missing, STEREO)).rejects.toThrow(AudioError);
    await expect(WavWriter.open(missing, STEREO)).rejects.toThrow(
      `The recording ${missing} cannot be created`,
    );
  });

  it.runIf(process.platform === 'linux')('says that the disk is full instead of crashing', async () => {
    await expect(WavWriter.open('/dev/full', STEREO)).rejects.toThrow(
      'The recording /dev/full cannot be written (ENOSPC: no space left on device, write).',
    );
  });

  it.runIf(process.platform === 'linux')(
    'reports a disk that fills up later once, and keeps what is there playable',
    async () => {
      const path = join(folder, 'limited.wav');
      // A file-size limit of 100 kB stands for the full disk.
      const child = spawn('bash', [
        '-c',
        'ulimit -f 100; exec "$@"',
        '-',
        process.execPath,
        '--input-type=module',
        '-e',
        LIMITED,
        path,
      ]);
      const [lines] = await Promise.all([collect(child.stdout), once(child, 'exit')]);
      expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
        { error: 'audio-file', namesPath: true },
        { closed: true, failed: true },
      ]);
      expect(readWav(readFileSync(path)).channels[0]?.length).toBe(1000);
    },
  );
});

const LIMITED = `
  import { readFileSync, statSync } from 'node:fs';
  import { setImmediate } from 'node:timers/promises';
  const { WavWriter } = await import(${JSON.stringify(new URL('./wav-writer.ts', import.meta.url).href)});
  const path = process.argv[1];
  const writer = await WavWriter.open(path, { sampleRateHz: 16000, channels: 2 });
  writer.onError((error) => console.log(JSON.stringify({ error: error.code, namesPath: error.message.includes(path) })));
  writer.write(new Int16Array(2000));
  while (statSync(path).size < 4044 || readFileSync(path).readUInt32LE(40) < 4000) await setImmediate();
  writer.write(new Int16Array(200000));
  await writer.close();
  writer.write(new Int16Array(2));
  console.log(JSON.stringify({ closed: true, failed: writer.failure !== null }));
`;

async function collect(stream: NodeJS.ReadableStream): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: stream })) lines.push(line);
  return lines;
}

function asInt16(value: number): number {
  return (value << 16) >> 16;
}

describe('repairWavHeader', () => {
  const whole = wavBytes(ramp(1000), STEREO);

  it('leaves a whole file alone', async () => {
    const path = join(folder, 'fine.wav');
    writeFileSync(path, whole);
    expect(await repairWavHeader(path)).toEqual({ dataBytes: 4000, durationMs: 62.5, repaired: false });
    expect(new Uint8Array(readFileSync(path))).toEqual(whole);
  });

  it('counts what the header had not, and cuts a partial block', async () => {
    const path = join(folder, 'behind.wav');
    const behind = wavBytes(ramp(1000), STEREO);
    behind.set(wavBytes(ramp(600), STEREO).subarray(0, 44));
    writeFileSync(path, behind);
    truncateSync(path, 44 + 3999);
    expect(await repairWavHeader(path)).toEqual({ dataBytes: 3996, durationMs: 999 / 16, repaired: true });
    expect(new Uint8Array(readFileSync(path))).toEqual(wavBytes(ramp(999), STEREO));
    expect(statSync(path).size).toBe(44 + 3996);
  });

  it('refuses what is not a recording, naming the path', async () => {
    const path = join(folder, 'text.wav');
    writeFileSync(path, 'RIFF but nothing like a recording at all, only some sentences in a file.');
    await expect(repairWavHeader(path)).rejects.toThrow(
      `The recording ${path} does not begin with the header of a recording.`,
    );
    writeFileSync(path, 'RIFF');
    await expect(repairWavHeader(path)).rejects.toThrow(AudioError);
    await expect(repairWavHeader(join(folder, 'none.wav'))).rejects.toThrow(join(folder, 'none.wav'));
  });
});
