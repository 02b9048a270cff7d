/** Highest rate that an audio channel takes, Hz. */
const MAX_RATE_HZ = 96_000;

/** An audio context whose rate the studio takes. Must begin in a click or key, so that the browser lets it sound. */
export async function openContext(): Promise<AudioContext> {
  const context = new AudioContext({ latencyHint: 'interactive' });
  if (context.sampleRate <= MAX_RATE_HZ) return context;
  await context.close();
  return new AudioContext({ latencyHint: 'interactive', sampleRate: 48_000 });
}
