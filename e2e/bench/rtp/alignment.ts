/** Where what was said is found in what was heard: a telephone stretches time in its pauses, so it is looked for piece by piece. */

/** All at 16 kHz. */
const perMs = 16;
export const pieceSamples = 320 * perMs;
const coarse = 8;
/** A piece that is softer than this, root mean square, is no speech. */
const audible = 300;

export interface FoundPiece {
  /** First sample in what was said, and in what was heard. */
  saidAt: number;
  heardAt: number;
  /** 1: the same shape. */
  correlation: number;
}

/** @param from the earliest and latest place in `heard` of what was said first */
export function findPieces(said: Int16Array, heard: Int16Array, from: [number, number]): FoundPiece[] {
  const found: FoundPiece[] = [];
  const roughHeard = decimated(heard);
  for (let at = 0; at + pieceSamples <= said.length; at += pieceSamples) {
    const piece = said.subarray(at, at + pieceSamples);
    if (rms(piece) < audible) continue;
    const first = Math.max(0, Math.floor((from[0] + at) / coarse));
    const last = Math.max(first, Math.ceil((from[1] + at) / coarse));
    const rough = best(decimated(piece), roughHeard, first, last).at * coarse;
    const { at: heardAt, correlation } = best(
      piece,
      heard,
      Math.max(0, rough - 2 * coarse),
      rough + 2 * coarse,
    );
    found.push({ saidAt: at, heardAt, correlation });
  }
  return found;
}

function best(
  piece: Int16Array,
  heard: Int16Array,
  first: number,
  last: number,
): { at: number; correlation: number } {
  let found = { at: first, correlation: -1 };
  const own = piece.reduce((sum, sample) => sum + sample * sample, 0);
  for (let at = first; at <= last; at += 1) {
    let other = 0;
    let both = 0;
    for (let n = 0; n < piece.length; n += 1) {
      const sample = heard[at + n] ?? 0;
      other += sample * sample;
      both += sample * (piece[n] ?? 0);
    }
    const correlation = both / Math.sqrt(Math.max(1, own * other));
    if (correlation > found.correlation) found = { at, correlation };
  }
  return found;
}

/** To 2 kHz, good enough to find the place. */
function decimated(samples: Int16Array): Int16Array {
  return Int16Array.from({ length: Math.floor(samples.length / coarse) }, (_, n) => {
    let sum = 0;
    for (let k = 0; k < coarse; k += 1) sum += samples[n * coarse + k] ?? 0;
    return sum / coarse;
  });
}

function rms(samples: Int16Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}
