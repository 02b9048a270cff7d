/** Keeps a sum of sounds inside int16 without the edge of a clip: straight up to the knee, then ever flatter. */

const full = 32_767;
/** −2 dBFS. */
const knee = 26_028;
const room = full - knee;

/** Any finite sum of samples to int16, −32,767…32,767; unchanged up to the knee; never falls where the sum rises. */
export function softLimited(sum: number): number {
  const magnitude = Math.abs(sum);
  if (magnitude <= knee) return Math.round(sum);
  return Math.round(Math.sign(sum) * (knee + room * Math.tanh((magnitude - knee) / room)));
}
