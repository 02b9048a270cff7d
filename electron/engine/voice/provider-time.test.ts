import { expect, test } from 'vitest';
import { VirtualTimeline } from '../base/timeline.ts';
import { ProviderTime } from './provider-time.ts';

/** Keeps the processor busy, as synthesis on this thread would. */
function work(ms: number): void {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs);
}

test('in order, an answer to a later request does not overtake, though it waited less', async () => {
  const timeline = new VirtualTimeline();
  const providers = new ProviderTime(timeline, null, true);
  const answers: string[] = [];
  const ask = async (name: string): Promise<void> => {
    answers.push(await providers.answer('tts', () => Promise.resolve(name)));
    if (answers.length === 2) timeline.dispose();
  };
  timeline.post(() => {
    void ask('first');
    // The second request is made in the same moment of virtual time, 20 ms later on the wall.
    work(20);
    void ask('second');
  });
  await timeline.run();
  expect(answers).toEqual(['first', 'second']);
});
