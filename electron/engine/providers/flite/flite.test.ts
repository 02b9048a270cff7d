import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text as textOf } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { levelOf } from '../../audio/frames.ts';
import { ProviderError } from '../../base/errors.ts';
import { FliteEngine } from './engine.ts';
import { createFliteTts } from './index.ts';

const tts = createFliteTts();
afterAll(() => tts.close());

const SENTENCES = [
  'Hello there. How are you today?',
  'Thank you for calling Parley Dental. My name is Anna, and this call may be recorded.',
  'What is your date of birth?',
  'The total is $25.50, and your order number is 4 5 1 2.',
];

async function speak(
  text: string,
  voice?: string,
  signal = new AbortController().signal,
): Promise<Int16Array[]> {
  const chunks: Int16Array[] = [];
  for await (const chunk of tts.synthesize(text, voice === undefined ? {} : { voice }, signal))
    chunks.push(chunk);
  return chunks;
}

function join(chunks: Int16Array[]): Int16Array {
  return Int16Array.from(chunks.flatMap((chunk) => Array.from(chunk)));
}

describe('flite', { timeout: 60_000 }, () => {
  it.each(['slt', 'rms', 'awb', 'kal16', 'kal'])(
    '%s speaks about as loud as the others, without clipping',
    async (voice) => {
      const speech = join((await Promise.all(SENTENCES.map((sentence) => speak(sentence, voice)))).flat());
      const { rmsDbfs, peakDbfs } = levelOf(speech);
      expect(Math.abs(rmsDbfs + 20)).toBeLessThan(1);
      expect(peakDbfs).toBeLessThan(-1);
      // 168 characters take 10 to 20 seconds.
      expect(speech.length / 16_000).toBeGreaterThan(10);
      expect(speech.length / 16_000).toBeLessThan(20);
    },
  );

  it.each(['slt', 'rms', 'awb', 'kal16', 'kal'])(
    '%s begins at once and ends in a short silence',
    async (voice) => {
      const speech = join(await speak('How are you today?', voice));
      const loudest = speech.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      const loud = (sample: number): boolean => Math.abs(sample) > loudest / 30;
      const leadMs = speech.findIndex(loud) / 16;
      const tailMs = (speech.length - 1 - speech.findLastIndex(loud)) / 16;
      expect(leadMs).toBeLessThan(120);
      expect(tailMs).toBeGreaterThanOrEqual(40);
      expect(tailMs).toBeLessThan(200);
      expect([speech[0], Math.abs(speech.at(-1) ?? 1) <= 1]).toEqual([0, true]);
    },
  );

  it('yields chunks of 100 ms at most, and the same samples every time', async () => {
    const [first, again] = [await speak('The quick brown fox.'), await speak('The quick brown fox.')];
    expect(first.length).toBeGreaterThan(5);
    expect(first.slice(0, -1).every((chunk) => chunk.length === 1600)).toBe(true);
    expect(join(again)).toEqual(join(first));
  });

  it('speaks slt unless told otherwise, and lists its five voices', async () => {
    expect(join(await speak('Yes.'))).toEqual(join(await speak('Yes.', 'slt')));
    expect(tts.voices.map((voice) => voice.id)).toEqual(['slt', 'rms', 'awb', 'kal16', 'kal']);
  });

  it.each(['', '  ', '👋', '...'])('has no audio for %j', async (text) => {
    expect(await speak(text)).toEqual([]);
  });

  it('refuses an unknown voice and names those that there are', async () => {
    const refused = speak('Hello.', 'alloy');
    await expect(refused).rejects.toThrow(ProviderError);
    await expect(refused).rejects.toThrow(
      'flite has no voice "alloy". Choose one of: slt, rms, awb, kal16, kal.',
    );
  });

  it('ends silently when aborted: before, while it waits, and between chunks', async () => {
    const [before, waiting, between] = [new AbortController(), new AbortController(), new AbortController()];
    before.abort();
    const unheard = speak('Never said.', 'rms', before.signal);
    const busy = speak('This one keeps the worker busy for a while, as it is rather long.', 'awb');
    const dropped = speak('Dropped from the queue.', 'awb', waiting.signal);
    waiting.abort();
    let heard = 0;
    for await (const _ of tts.synthesize('Cut in the middle of this.', {}, between.signal)) {
      heard += 1;
      if (heard === 2) between.abort();
    }
    expect([await unheard, await dropped, heard, (await busy).length > 20]).toEqual([[], [], 2, true]);
  });

  it('serves first what will be needed first', async () => {
    const order: string[] = [];
    const firstChunk = async (name: string, text: string): Promise<void> => {
      for await (const _ of tts.synthesize(text, {}, new AbortController().signal)) {
        if (!order.includes(name)) order.push(name);
      }
      order.push(`${name} ended`);
    };
    const long = 'This is a rather long sentence that goes on for some time. '.repeat(8);
    await Promise.all([firstChunk('long', long), firstChunk('short', 'Yes.')]);
    expect(order.indexOf('short')).toBeLessThan(order.indexOf('long ended'));
    expect(order[0]).toBe('long');
  });

  it('gives from a used instance what a fresh one gives', () => {
    const used = new FliteEngine();
    for (const sentence of SENTENCES) {
      used.synthesize(sentence, 'rms');
      used.restore();
    }
    expect(used.synthesize('Is it the same?', 'slt')).toEqual(
      new FliteEngine().synthesize('Is it the same?', 'slt'),
    );
  });

  it('fails what is under way when closed, prints nothing, and lets its process end', async () => {
    const module = JSON.stringify(new URL('./index.ts', import.meta.url).href);
    const source = `
      const tts = (await import(${module})).createFliteTts();
      const speak = async (text) => { let n = 0; for await (const chunk of tts.synthesize(text, {}, new AbortController().signal)) n += chunk.length; return n; };
      const heard = await speak('Hello.');
      const closed = speak('Too late.').catch((error) => error.constructor.name);
      if (process.argv[1] === 'close') await tts.close();
      process.stdout.write(JSON.stringify({ heard: heard > 4000, closed: typeof (await closed) }));
    `;
    const outputs = ['close', 'leave'].map(async (how) => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', source, how], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const [output, errors, [exitCode]] = await Promise.all([
        textOf(child.stdout),
        textOf(child.stderr),
        once(child, 'exit') as Promise<[number]>,
      ]);
      return { output: JSON.parse(output) as unknown, errors, exitCode };
    });
    expect(await Promise.all(outputs)).toEqual([
      { output: { heard: true, closed: 'string' }, errors: '', exitCode: 0 },
      { output: { heard: true, closed: 'number' }, errors: '', exitCode: 0 },
    ]);
  });
});
