/** The places: each is steady sound, with small sounds strewn over it, in a room or under the sky. */
import {
  LOOP_SAMPLES,
  RATE_HZ,
  bandPass,
  between,
  filtered,
  highPass,
  inRoom,
  lowPass,
  mixed,
  place,
  seeded,
  swell,
  whiteNoise,
  type Random,
} from './synthesis.ts';

export const scenes = { office, cafe, street };

/** Air conditioning, keyboards, a few voices two rooms away. */
function office(): Float64Array {
  const random = seeded(11);
  const air = filtered(whiteNoise(random), lowPass(420), highPass(60));
  const keys = new Float64Array(LOOP_SAMPLES);
  for (let desk = 0; desk < 3; desk += 1) typing(keys, random, between(random, 0.25, 1));
  const voices = filtered(murmur(random, 4), lowPass(1100));
  return mixed([
    { sound: air, levelDb: -24 },
    { sound: inRoom(filtered(keys, lowPass(2800)), 0.45, 0.5), levelDb: -38 },
    { sound: inRoom(voices, 0.7, 0.7), levelDb: -27 },
  ]);
}

/** Many voices, cups and plates, a machine that hisses once. */
function cafe(): Float64Array {
  const random = seeded(23);
  const room = filtered(whiteNoise(random), lowPass(900), highPass(90));
  const crockery = new Float64Array(LOOP_SAMPLES);
  for (let clink = 0; clink < 16; clink += 1)
    place(crockery, cup(random), Math.floor(random() * LOOP_SAMPLES), between(random, 0.2, 1));
  const hiss = filtered(whiteNoise(random), bandPass(3200, 0.8));
  const steam = hiss.map((sample, at) => sample * bump(at / RATE_HZ, 6.5, 1.1));
  return mixed([
    { sound: room, levelDb: -30 },
    { sound: inRoom(filtered(murmur(random, 12), lowPass(2600)), 0.8, 0.55), levelDb: -22 },
    { sound: inRoom(filtered(crockery, lowPass(4200)), 0.6, 0.5), levelDb: -40 },
    { sound: steam, levelDb: -40 },
  ]);
}

/** Traffic that never stops, and cars that pass. */
function street(): Float64Array {
  const random = seeded(37);
  const distant = filtered(whiteNoise(random), lowPass(260), highPass(45));
  const breeze = filtered(whiteNoise(random), bandPass(700, 0.5));
  const cars = new Float64Array(LOOP_SAMPLES);
  for (const middle of [1.6, 5.2, 8.1, 10.9]) {
    const tyres = filtered(whiteNoise(random), bandPass(between(random, 600, 1000), 0.6), lowPass(2400));
    const length = between(random, 0.7, 1.2);
    const gain = between(random, 0.5, 1);
    for (let at = 0; at < LOOP_SAMPLES; at += 1)
      cars[at] = (cars[at] ?? 0) + gain * (tyres[at] ?? 0) * bump(at / RATE_HZ, middle, length);
  }
  const gusts = swell(random, 0.6);
  return mixed([
    { sound: distant, levelDb: -23 },
    { sound: breeze.map((sample, at) => sample * (gusts[at] ?? 1)), levelDb: -33 },
    { sound: cars, levelDb: -25 },
  ]);
}

/** 1 at `middle`, near 0 beyond `width` seconds from it, around the loop. */
function bump(second: number, middle: number, width: number): number {
  const loopSeconds = LOOP_SAMPLES / RATE_HZ;
  const away = Math.abs(second - middle);
  return Math.exp(-((Math.min(away, loopSeconds - away) / width) ** 2) * 2);
}

/** A hand at a keyboard: bursts of strokes with pauses for thought. */
function typing(loop: Float64Array, random: Random, gain: number): void {
  for (let second = between(random, 0, 2); second < LOOP_SAMPLES / RATE_HZ;) {
    const strokes = 4 + Math.floor(random() * 14);
    for (let stroke = 0; stroke < strokes; stroke += 1) {
      place(loop, key(random), Math.floor(second * RATE_HZ), gain * between(random, 0.4, 1));
      second += between(random, 0.09, 0.22);
    }
    second += between(random, 0.8, 2.6);
  }
}

function key(random: Random): Float64Array {
  const pitch = between(random, 1400, 2600);
  return Float64Array.from({ length: 0.03 * RATE_HZ }, (_, at) => {
    const seconds = at / RATE_HZ;
    const knock = Math.sin(2 * Math.PI * pitch * seconds) * Math.exp(-seconds * 320);
    return Math.min(1, at / 12) * (knock + (2 * random() - 1) * Math.exp(-seconds * 220) * 0.7);
  });
}

/** Struck china: a few inharmonic partials that die away. */
function cup(random: Random): Float64Array {
  const base = between(random, 1700, 2900);
  const partials = [1, 1.48, 2.13].map((ratio) => ({ hz: base * ratio, decay: between(random, 14, 34) }));
  return Float64Array.from({ length: 0.3 * RATE_HZ }, (_, at) => {
    const seconds = at / RATE_HZ;
    const ring = partials.reduce(
      (sum, { hz, decay }) => sum + Math.sin(2 * Math.PI * hz * seconds) * Math.exp(-seconds * decay),
      0,
    );
    return (Math.min(1, at / 24) * ring) / 3;
  });
}

/** Voices of which nobody could understand a word: pulses through two formants that wander, in syllables. */
function murmur(random: Random, speakers: number): Float64Array {
  const all = new Float64Array(LOOP_SAMPLES);
  for (let speaker = 0; speaker < speakers; speaker += 1) {
    const pitch = between(random, 90, 210);
    const gain = between(random, 0.4, 1);
    for (let second = between(random, 0, 1.5); second < LOOP_SAMPLES / RATE_HZ;) {
      const syllables = 3 + Math.floor(random() * 9);
      for (let one = 0; one < syllables; one += 1) {
        const length = between(random, 0.11, 0.24);
        place(all, syllable(random, pitch, length), Math.floor(second * RATE_HZ), gain);
        second += length * between(random, 0.85, 1.1);
      }
      second += between(random, 0.3, 1.8);
    }
  }
  return all;
}

function syllable(random: Random, pitch: number, seconds: number): Float64Array {
  const length = Math.floor(seconds * RATE_HZ);
  const bend = between(random, -0.15, 0.1);
  const formants = [
    { hz: between(random, 300, 750), gain: 1 },
    { hz: between(random, 900, 2100), gain: 0.45 },
  ];
  let phase = random();
  const voiced = Float64Array.from({ length }, (_, at) => {
    phase += (pitch * between(random, 0.97, 1.03) * (1 + (bend * at) / length)) / RATE_HZ;
    if (phase >= 1) phase -= 1;
    // A saw tooth with breath in it.
    return 1 - 2 * phase + 0.15 * (2 * random() - 1);
  });
  return Float64Array.from(resonated(voiced, formants), (sample, at) => {
    const place = at / length;
    return sample * Math.sin(Math.PI * Math.min(1, place)) ** 0.8;
  });
}

function resonated(input: Float64Array, formants: { hz: number; gain: number }[]): Float64Array {
  const sum = new Float64Array(input.length);
  for (const { hz, gain } of formants) {
    const [b0, , b2, a1, a2] = bandPass(hz, 5);
    let [x1, x2, y1, y2] = [0, 0, 0, 0];
    for (let at = 0; at < input.length; at += 1) {
      const x = input[at] ?? 0;
      const y = b0 * x + b2 * x2 - a1 * y1 - a2 * y2;
      [x2, x1, y2, y1] = [x1, x, y1, y];
      sum[at] = (sum[at] ?? 0) + gain * y;
    }
  }
  return sum;
}
