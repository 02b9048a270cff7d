import { describe, expect, it } from 'vitest';
import { dtmfTones } from '../../audio/dtmf-tones.ts';
import { FRAME_SAMPLES } from '../../audio/frame.ts';
import { concatenateSamples } from '../../audio/frames.ts';
import { silenceMs, sine, whiteNoise } from '../../audio/testing/sounds.ts';
import { createFliteTts } from '../../providers/flite/index.ts';
import { wholeSpeech } from '../whole-speech.ts';
import { BeepDetector, type HeardTone } from './beep-detector.ts';
import { mixed, throughTelephone } from './testing/line-sounds.ts';

function tones(sound: Int16Array): HeardTone[] {
  const detector = new BeepDetector();
  const padded = concatenateSamples([sound, silenceMs(300)]);
  const heard: HeardTone[] = [];
  for (let at = 0; at + FRAME_SAMPLES <= padded.length; at += FRAME_SAMPLES)
    heard.push(...detector.push(padded.subarray(at, at + FRAME_SAMPLES)));
  return heard;
}

const after = (ms: number, ...sounds: Int16Array[]): Int16Array =>
  concatenateSamples([silenceMs(ms), ...sounds]);

describe('BeepDetector', () => {
  it.each([
    [440, 150, -20],
    [800, 200, -30],
    [1000, 250, -12],
    [1400, 500, -40],
    [2150, 1000, -25],
  ])('hears %d Hz of %d ms at %d dBFS, also over a telephone line', (hz, durationMs, dbfs) => {
    for (const sound of [
      after(313, sine(hz, durationMs, dbfs)),
      throughTelephone(after(313, sine(hz, durationMs, dbfs))),
    ]) {
      const [tone, ...more] = tones(sound);
      expect(more).toEqual([]);
      expect(tone?.kind).toBe('beep');
      expect(Math.abs((tone?.frequencyHz ?? 0) - hz)).toBeLessThanOrEqual(3);
      expect(Math.abs((tone?.startMs ?? 0) - 313)).toBeLessThanOrEqual(30);
      expect(Math.abs((tone?.endMs ?? 0) - 313 - durationMs)).toBeLessThanOrEqual(30);
    }
  });

  it('hears a beep through noise 12 dB below it', () => {
    const beep = after(200, sine(1000, 300, -20));
    const noisy = mixed(beep.length, [
      { sound: beep, atMs: 0, db: 0 },
      { sound: whiteNoise(beep.length, -35, 4), atMs: 0, db: 0 },
    ]);
    expect(tones(noisy).map(({ kind }) => kind)).toEqual(['beep']);
  });

  it('takes short tones, two tones, glides, noise and keys for no beep', () => {
    const chord = mixed(16 * 500, [
      { sound: sine(440, 500, -20), atMs: 0, db: 0 },
      { sound: sine(480, 500, -20), atMs: 0, db: 0 },
    ]);
    const glide = Int16Array.from(
      { length: 16 * 500 },
      (_, at) => 3000 * Math.sin(0.2 * at + 0.00001 * at * at),
    );
    expect(
      [sine(1000, 80, -20), chord, glide, whiteNoise(16_000, -20, 2), dtmfTones(['1', '5', '9'])].flatMap(
        (sound) => tones(after(100, sound)),
      ),
    ).toEqual([]);
  });

  it('tells the ringing of Europe from a beep', () => {
    expect(tones(after(100, sine(425, 1000, -15))).map(({ kind }) => kind)).toEqual(['progress']);
  });

  it('hears a special information tone as one, and its first tone alone as a beep', () => {
    const special = [950, 1400, 1800].flatMap((hz) => [sine(hz, 330, -20), silenceMs(20)]);
    expect({
      whole: tones(after(100, ...special)).map(({ kind }) => kind),
      cut: tones(after(100, sine(950, 330, -20), silenceMs(500))).map(({ kind }) => kind),
    }).toEqual({ whole: ['special-information'], cut: ['beep'] });
  });

  it('hears no beep in speech', async () => {
    const tts = createFliteTts();
    try {
      const text =
        'Ooh, you do? Who knew. We were away a year ago. Eee, three of these, please. Hmm. Oh no, no, no.';
      for (const voice of ['slt', 'awb']) expect(tones(await wholeSpeech(tts, text, voice))).toEqual([]);
    } finally {
      await tts.close();
    }
  });
});
