import { expect, test } from 'vitest';
import { silentLogger } from '#engine/base/logger.ts';
import type { AudioMessage } from '#shared/bridge/channels.ts';
import { linkAudio } from './audio-link.ts';
import type { AudioPipe } from './audio-link.ts';
import type { AudioSink } from '#engine/calls/legs/bridge-leg.ts';
import type { CallsPort } from './ports.ts';
import { echoCalls } from './testing/echo-calls.ts';

const RATE_HZ = 16_000;

/** A page that reads only when told to, and a call whose agent speaks when told to. */
function slowPage(whileAttaching: (sink: AudioSink) => void = () => undefined) {
  const frames: number[][] = [];
  const messages: AudioMessage['type'][] = [];
  let pending = 0;
  let sink: AudioSink | null = null;
  let detached = 0;
  const calls: CallsPort = {
    ...echoCalls(),
    attachAudio: (_runId, _rate, attached) => {
      sink = attached;
      whileAttaching(attached);
      return { receive: () => undefined, detach: () => (detached += 1) };
    },
  };
  const pipe: AudioPipe = {
    sendFrame: (bytes) => {
      frames.push([...new Int16Array(bytes.buffer)]);
      pending += bytes.byteLength;
    },
    sendMessage: ({ type }) => messages.push(type),
    pendingBytes: () => pending,
    close: () => undefined,
  };
  const link = linkAudio(calls, 'run_1', RATE_HZ, pipe, silentLogger);
  return {
    link,
    frames,
    messages,
    speak: (...samples: number[]) => sink?.frame(Int16Array.from(samples)),
    sink: () => sink,
    readAll: () => (pending = 0),
    detached: () => detached,
  };
}

test('a page that does not read is given two seconds of sound, then what is new once it reads again', () => {
  const page = slowPage();
  const frame = new Int16Array(320);
  for (let sent = 0; sent < 500; sent += 1) page.sink()?.frame(frame);
  expect(page.frames).toHaveLength(101);
  page.readAll();
  page.speak(7);
  expect(page.frames.at(-1)).toEqual([7]);
  page.sink()?.clear();
  expect(page.messages).toEqual(['open', 'clear']);
});

test('a frame that the engine uses again does not change what was sent', () => {
  const page = slowPage();
  const frame = Int16Array.from([1, 2]);
  page.sink()?.frame(frame);
  frame.fill(9);
  expect(page.frames).toEqual([[1, 2]]);
});

test('nothing follows ended, and a call that ends while it is being joined is not called open', () => {
  const page = slowPage();
  page.sink()?.ended();
  page.speak(1);
  page.sink()?.clear();
  page.sink()?.ended();
  expect([page.messages, page.frames]).toEqual([['open', 'ended'], []]);
  expect(
    slowPage((sink) => {
      sink.ended();
    }).messages,
  ).toEqual(['ended']);
});

test('a page that has gone is sent nothing and is detached', () => {
  const page = slowPage();
  page.link?.closed();
  page.speak(1);
  expect([page.frames, page.detached()]).toEqual([[], 1]);
});
