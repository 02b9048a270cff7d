/** Do a call and its sound come through? A tone is sent to the echo number for a few seconds. */
import { FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE_HZ } from '#engine/audio/frame.ts';
import type { PhoneMedia } from '#engine/telephony/media/api.ts';
import type { SipCall, SipCallEnd } from '#engine/telephony/sip/user-agent/api.ts';
import type { MediaQuality } from '#shared/domain/phone-call.ts';
import { adviceFor } from '../registration-words.ts';
import { within } from '../within.ts';
import { failed, failedWith, passed, skipped, type Step, type StepResult, type Walk } from './step.ts';

/** Long enough for an announcement before the echo to begin. */
const listenMs = 4000;
const toneHz = 440;
const toneAmplitude = 8000;
/** Root mean square of a frame in which something is heard. */
const audible = 150;
/** So much of the tone has come back: the echo is sure. */
const enoughToneMs = 300;

interface Heard {
  answeredAtMs: number | null;
  soundMs: number;
  toneMs: number;
  quality: MediaQuality | null;
}

export const call: Step = async (walk) => {
  const { trunk, withCall, stack } = walk;
  if (!withCall) return skipped('No call was asked for.');
  if (trunk.echo_number === null || trunk.echo_number.trim() === '')
    return skipped('The trunk has no echo number. Enter one to have a call tested, sound included.');
  let admission;
  try {
    admission = await stack.rules.admit({ to: trunk.echo_number, trunkId: trunk.id, callerId: null });
  } catch (error) {
    return failedWith(error);
  }
  let media: PhoneMedia | null = null;
  try {
    media = await stack.openMedia({ trunk, account: admission.account, peer: admission.target });
    return await ring(walk, media, admission.target, admission.callerId);
  } catch (error) {
    walk.signal.throwIfAborted();
    return failedWith(error);
  } finally {
    const opened = media;
    await within(stack.timeline, () => opened?.close());
    admission.release();
  }
};

function ring(
  { stack, account, signal, patience }: Walk,
  media: PhoneMedia,
  target: string,
  callerId: string,
): Promise<StepResult> {
  const { timeline, userAgent } = stack;
  return within(
    timeline,
    () =>
      new Promise((resolve) => {
        const heard: Heard = { answeredAtMs: null, soundMs: 0, toneMs: 0, quality: null };
        const startedMs = timeline.now();
        const sipCall = userAgent.invite(account, {
          target,
          media,
          ringTimeoutMs: patience.ringMs,
          ...(callerId === '' ? {} : { from: { user: callerId } }),
        });
        const hangUp = () => {
          timeline.post(() => {
            sipCall.hangUp();
          });
        };
        signal.addEventListener('abort', hangUp, { once: true });
        if (signal.aborted) hangUp();
        sipCall.onEvent((event) => {
          if (event.type === 'state' && event.state === 'answered' && heard.answeredAtMs === null) {
            heard.answeredAtMs = timeline.now();
            listen(stack.timeline, sipCall, heard, hangUp);
          }
          if (event.type !== 'end') return;
          signal.removeEventListener('abort', hangUp);
          // What the media have to say at their end is said when they are closed.
          media.close();
          resolve(result(heard, startedMs, event.end));
        });
      }),
  );
}

/** Sends the tone, looks at what comes back, and has had enough at last. */
function listen(
  timeline: Walk['stack']['timeline'],
  sipCall: SipCall,
  heard: Heard,
  enough: () => void,
): void {
  const media = sipCall.media as PhoneMedia;
  const untilMs = timeline.now() + listenMs;
  media.open({
    frame: (frame) => {
      if (level(frame) < audible) return;
      heard.soundMs += FRAME_MS;
      if (isTone(frame)) heard.toneMs += FRAME_MS;
    },
    key: () => undefined,
    lost: () => undefined,
    quality: (quality) => {
      heard.quality = quality;
    },
  });
  const send = (index: number) => {
    if (sipCall.state === 'ended') return;
    if (timeline.now() >= untilMs || heard.toneMs >= enoughToneMs) {
      enough();
      return;
    }
    media.send(tone(index));
    timeline.at(timeline.now() + FRAME_MS, () => {
      send(index + 1);
    });
  };
  send(0);
}

function result(heard: Heard, startedMs: number, { status, reason }: SipCallEnd): StepResult {
  if (heard.answeredAtMs === null) {
    const words = status === null ? reason : `${String(status)} ${reason}`;
    return failed(`The echo number was not reached: ${words}.`, adviceFor(status));
  }
  const after = `answered after ${((heard.answeredAtMs - startedMs) / 1000).toFixed(1)} s`;
  const codec = heard.quality
    ? ` (${heard.quality.codec}${heard.quality.is_encrypted ? ', encrypted' : ''})`
    : '';
  if (heard.toneMs >= enoughToneMs)
    return passed(`The echo number ${after}, and our tone came back${codec}.`);
  if (heard.soundMs > 0)
    return passed(
      `The echo number ${after}, and sound came from it${codec}; our tone did not come back in time.`,
    );
  if ((heard.quality?.packets_received ?? 0) > 0)
    return passed(
      `The echo number ${after}, and sends sound packets${codec}, all of them silent.`,
      'If it should have spoken or echoed, look at what that number does.',
    );
  return failed(
    `The echo number ${after}, but no sound came.`,
    'A firewall or router keeps RTP (UDP) away: set a STUN server, or encryption as the server has it, and let UDP in.',
  );
}

function tone(index: number): Int16Array {
  return Int16Array.from({ length: FRAME_SAMPLES }, (_, at) =>
    Math.round(
      toneAmplitude * Math.sin((2 * Math.PI * toneHz * (index * FRAME_SAMPLES + at)) / SAMPLE_RATE_HZ),
    ),
  );
}

/** Root mean square. */
function level(frame: Int16Array): number {
  let sum = 0;
  for (const sample of frame) sum += sample * sample;
  return Math.sqrt(sum / Math.max(1, frame.length));
}

/** Is most of the frame's power at the tone's frequency? (Goertzel) */
function isTone(frame: Int16Array): boolean {
  const turn = 2 * Math.cos((2 * Math.PI * toneHz) / SAMPLE_RATE_HZ);
  let before = 0;
  let beforeThat = 0;
  let power = 0;
  for (const sample of frame) {
    const next = sample + turn * before - beforeThat;
    beforeThat = before;
    before = next;
    power += sample * sample;
  }
  const atTone = before * before + beforeThat * beforeThat - turn * before * beforeThat;
  return atTone > 0.5 * (frame.length / 2) * power;
}
