import { expect, test } from 'vitest';
import { VirtualTimeline } from '../../base/timeline.ts';
import { BridgeLeg, type AudioSink } from './bridge-leg.ts';

const RATE_HZ = 16_000;
const silence = new Int16Array(320);

/** A leg in a call that has begun, and what its pages and the engine see. */
function openLeg() {
  const timeline = new VirtualTimeline();
  const leg = new BridgeLeg(timeline);
  const seen: string[] = [];
  let heard = 0;
  /** A letter a frame: v for voice, . for silence. */
  let frames = '';
  leg.open({
    frame: (frame) => {
      const voice = frame.some((sample) => sample !== 0);
      if (voice) heard += 1;
      frames += voice ? 'v' : '.';
      return Promise.resolve();
    },
    key: () => undefined,
    hangUp: () => void seen.push(`hung up at ${timeline.now()}`),
  });
  const page = (name: string): AudioSink => ({
    frame: () => void seen.push(`${name} plays`),
    clear: () => void seen.push(`${name} clears`),
    ended: () => void seen.push(`${name} ended`),
    replaced: () => void seen.push(`${name} replaced`),
  });
  const runFor = async (untilMs: number): Promise<void> => {
    timeline.at(untilMs, () => {
      timeline.dispose();
    });
    await timeline.run();
  };
  return { timeline, leg, seen, page, runFor, heard: () => heard, frames: () => frames };
}

test('a page whose call is taken over is told, is no longer heard, and cannot end the call by leaving', async () => {
  const { leg, seen, page, runFor, heard } = openLeg();
  const first = leg.attach(RATE_HZ, page('first'));
  const second = leg.attach(RATE_HZ, page('second'));
  first.receive(new Int16Array(320).fill(500));
  first.detach();
  leg.send(silence);
  second.receive(new Int16Array(320).fill(500));
  await runFor(20_000);
  leg.close();
  expect([seen, heard()]).toEqual([['first replaced', 'second plays', 'second ended'], 1]);
});

test('a call without a page waits for one for ten seconds', async () => {
  const { timeline, leg, seen, page, runFor } = openLeg();
  leg.attach(RATE_HZ, page('first')).detach();
  timeline.at(9000, () => {
    leg.attach(RATE_HZ, page('second')).detach();
  });
  await runFor(25_000);
  expect(seen).toEqual(['hung up at 19000']);
});

test('silence stands for what came before the first frame, and a page that stalls loses nothing', async () => {
  const { timeline, leg, page, runFor, frames } = openLeg();
  const attached = leg.attach(RATE_HZ, page('first'));
  const voice = (count: number): void => {
    attached.receive(new Int16Array(320 * count).fill(500));
  };
  timeline.at(400, () => {
    voice(5);
  });
  // 700 ms later than it should be.
  timeline.at(1200, () => {
    voice(40);
  });
  await runFor(1300);
  expect(frames()).toBe('.'.repeat(19) + 'v'.repeat(45));
});

test('a page that is silent for longer is heard again, beside the clock', async () => {
  const { timeline, leg, page, runFor, frames } = openLeg();
  const attached = leg.attach(RATE_HZ, page('first'));
  timeline.at(20, () => {
    attached.receive(new Int16Array(320).fill(500));
  });
  timeline.at(3000, () => {
    attached.receive(new Int16Array(320).fill(500));
  });
  await runFor(4000);
  expect(frames()).toMatch(/^v\.{99,101}v\.{45,50}$/);
});
