import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFliteTts } from '../providers/flite/index.ts';
import { wholeSpeech } from '../voice/whole-speech.ts';
import { DtmfDetector } from './dtmf-detector.ts';
import { frequenciesOf, type DtmfKey } from './dtmf-keys.ts';
import { dtmfTones } from './dtmf-tones.ts';
import { FRAME_SAMPLES } from './frame.ts';
import { concatenateSamples } from './frames.ts';
import { muLawDecode, muLawEncode } from './g711.ts';
import { StreamingResampler } from './resampler.ts';
import { silenceMs, whiteNoise } from './testing/sounds.ts';

const keys: DtmfKey[] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#', 'A', 'B', 'C', 'D'];

function heard(sound: Int16Array): { keys: string; starts: number[] } {
  const detector = new DtmfDetector();
  const padded = concatenateSamples([sound, silenceMs(100)]);
  const presses = [];
  for (let at = 0; at < padded.length; at += FRAME_SAMPLES)
    presses.push(...detector.push(padded.subarray(at, at + FRAME_SAMPLES)));
  return { keys: presses.map(({ key }) => key).join(''), starts: presses.map((press) => press.startSample) };
}

/** One key with its tones where a test wants them. */
function press(
  key: DtmfKey,
  options: { ms?: number; shift?: number; lowDbfs?: number; highDbfs?: number } = {},
): Int16Array {
  const { ms = 60, shift = 0, lowDbfs = -15, highDbfs = -15 } = options;
  const { lowHz, highHz } = frequenciesOf(key);
  const wave = (hz: number, dbfs: number, at: number): number =>
    32_767 * 10 ** (dbfs / 20) * Math.sin((2 * Math.PI * hz * (1 + shift) * at) / 16_000);
  return Int16Array.from(
    { length: ms * 16 },
    (_, at) => wave(lowHz, lowDbfs, at) + wave(highHz, highDbfs, at),
  );
}

/** What a telephone line does to it: 8 kHz, µ-law, and back. */
function overTheLine(sound: Int16Array): Int16Array {
  const down = new StreamingResampler(16_000, 8000).push(sound);
  return new StreamingResampler(8000, 16_000).push(muLawDecode(muLawEncode(down)));
}

function add(a: Int16Array, b: Int16Array): Int16Array {
  return a.map((sample, index) => sample + (b[index] ?? 0));
}

describe('DtmfDetector', () => {
  it('hears every key as it is sent, also over a telephone line', () => {
    const sound = dtmfTones(keys);
    expect({ direct: heard(sound).keys, line: heard(overTheLine(sound)).keys }).toEqual({
      direct: '0123456789*#ABCD',
      line: '0123456789*#ABCD',
    });
  });

  it('tells where a tone began, to 10 ms', () => {
    const sound = concatenateSamples([silenceMs(333), dtmfTones(['5'])]);
    expect(Math.abs((heard(sound).starts[0] ?? 0) / 16 - 333)).toBeLessThanOrEqual(10);
  });

  it('hears 40 ms of tone and 40 ms of pause wherever they fall, and the same key twice', () => {
    for (let offset = 0; offset < 20; offset += 1) {
      const one = concatenateSamples([press('7', { ms: 40 }), silenceMs(40)]);
      const sound = concatenateSamples([silenceMs(offset), one, one, one]);
      expect(heard(sound).keys, `offset ${offset} ms`).toBe('777');
    }
  });

  it('takes no tone of 23 ms for a key, and bridges a gap of 10 ms', () => {
    for (let offset = 0; offset < 20; offset += 1) {
      const short = concatenateSamples([silenceMs(offset), press('7', { ms: 23 }), silenceMs(100)]);
      const gap = [press('7', { ms: 50 }), silenceMs(10), press('7', { ms: 50 })];
      expect({
        short: heard(short).keys,
        gap: heard(concatenateSamples([silenceMs(offset), ...gap])).keys,
      }).toEqual({ short: '', gap: '7' });
    }
  });

  it('accepts frequencies within 1.5 % and none from 3.5 %', () => {
    for (const key of keys) {
      const at = (shift: number): string => heard(press(key, { shift })).keys;
      expect([at(-0.035), at(-0.015), at(0.015), at(0.035)]).toEqual(['', key, key, '']);
    }
  });

  it('accepts the twist that lines make, and no more', () => {
    const at = (lowDbfs: number, highDbfs: number): string => heard(press('6', { lowDbfs, highDbfs })).keys;
    expect([at(-15, -11), at(-11, -19), at(-20, -12), at(-10, -21)]).toEqual(['6', '6', '', '']);
  });

  it('hears keys from −3 to −25 dBm and through noise 15 dB below them', () => {
    for (const dbfs of [-8, -12, -20, -28, -31]) {
      const clean = press('3', { lowDbfs: dbfs, highDbfs: dbfs });
      const noisy = add(clean, whiteNoise(clean.length, dbfs - 15, 7));
      expect([heard(clean).keys, heard(noisy).keys], `${dbfs} dBFS`).toEqual(['3', '3']);
    }
  });

  it('hears no key in speech, also over a telephone line', async () => {
    const tts = createFliteTts();
    try {
      for (const voice of ['slt', 'awb']) {
        const text =
          'Oh, well, I would like to move the appointment to the eighth of May at a quarter past eleven. ' +
          'My number is five five five, zero one nine nine, and the code is seven three oh oh two. ' +
          'Ooh, you do? Who knew. Eat the beets, please. Ah, far away. We were away a year ago. ' +
          'Nine men in a line, humming a long low tone. Lee and Lou lay low all year.';
        const speech = await wholeSpeech(tts, text, voice);
        expect([voice, heard(speech).keys, heard(overTheLine(speech)).keys]).toEqual([voice, '', '']);
      }
    } finally {
      await tts.close();
    }
  });

  it('hears no key in noise or in single tones', () => {
    const single = (hz: number): Int16Array =>
      Int16Array.from({ length: 8000 }, (_, at) => 8000 * Math.sin((2 * Math.PI * hz * at) / 16_000));
    expect([
      heard(whiteNoise(160_000, -12, 1)).keys,
      ...[440, 697, 770, 1000, 1209, 1477].map((hz) => heard(single(hz)).keys),
    ]).toEqual(['', '', '', '', '', '', '']);
  });

  it('reads back any sequence of keys that it is sent', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...keys), { maxLength: 8 }),
        fc.integer({ min: 50, max: 200 }),
        fc.integer({ min: 45, max: 200 }),
        (pressed, onMs, offMs) => {
          expect(heard(dtmfTones(pressed, { onMs, offMs })).keys).toBe(pressed.join(''));
        },
      ),
      { numRuns: 60 },
    );
  });
});
