/** A microphone that a test speaks into: `getUserMedia` gives a stream into which recordings are played on demand. */
import type { Page } from '@playwright/test';
import { createFliteTts } from '#engine/providers/flite/index.ts';
import { wholeSpeech } from '#engine/voice/whole-speech.ts';

/** Must run before the page's own scripts. */
export async function installMicrophone(page: Page): Promise<void> {
  await page.addInitScript(() => {
    let context: AudioContext | null = null;
    let destination: MediaStreamAudioDestinationNode | null = null;
    const open = (): { context: AudioContext; destination: MediaStreamAudioDestinationNode } => {
      context ??= new AudioContext({ sampleRate: 48_000 });
      destination ??= context.createMediaStreamDestination();
      return { context, destination };
    };
    navigator.mediaDevices.getUserMedia = async () => {
      const opened = open();
      await opened.context.resume();
      return opened.destination.stream.clone();
    };
    Object.assign(window, {
      /** Plays mono 16 kHz int16 samples into the microphone; returns when they begin. */
      speakIntoMicrophone: async (samples: number[]): Promise<void> => {
        const opened = open();
        const buffer = opened.context.createBuffer(1, samples.length, 16_000);
        buffer.copyToChannel(
          Float32Array.from(samples, (sample) => sample / 32_768),
          0,
        );
        const source = opened.context.createBufferSource();
        source.buffer = buffer;
        source.connect(opened.destination);
        await opened.context.resume();
        source.start();
      },
    });
  });
}

export async function speak(page: Page, samples: Int16Array): Promise<void> {
  await page.evaluate(
    (values) =>
      (window as unknown as { speakIntoMicrophone: (values: number[]) => Promise<void> }).speakIntoMicrophone(
        values,
      ),
    [...samples],
  );
  await page.waitForTimeout(samples.length / 16);
}

/** A line in flite's `rms`, a voice that the sample agents do not use. Mono int16 at 16 kHz. */
export function callerVoice(): { say: (text: string) => Promise<Int16Array>; close: () => Promise<void> } {
  const tts = createFliteTts();
  return {
    say: (text) => wholeSpeech(tts, text, 'rms'),
    close: () => tts.close(),
  };
}

/** Waits until the agent has been listening for a moment without a break. */
export async function agentYields(page: Page): Promise<void> {
  const listening = page.locator('[data-state="listening"]');
  for (;;) {
    await listening.waitFor({ timeout: 30_000 });
    await page.waitForTimeout(400);
    if (await listening.isVisible()) return;
  }
}
