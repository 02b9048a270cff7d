/** The telephones of a test: started as they are wanted, stopped when it is over, their logs kept when it failed. */
import type { TestInfo } from '@playwright/test';
import { createFliteTts } from '#engine/providers/flite/index.ts';
import { wholeSpeech } from '#engine/voice/whole-speech.ts';
import { Baresip, type BaresipOptions } from './baresip.ts';

export class Phones {
  readonly #tts = createFliteTts();
  readonly #open: Baresip[] = [];

  async start(options: BaresipOptions): Promise<Baresip> {
    const phone = await Baresip.start(options);
    this.#open.push(phone);
    return phone;
  }

  /** In a voice that the sample agents do not use; null: in theirs. Mono, 16 kHz. */
  speech(text: string, voice: string | null = 'rms'): Promise<Int16Array> {
    return wholeSpeech(this.#tts, text, voice ?? undefined);
  }

  async stop(test: TestInfo): Promise<void> {
    for (const phone of this.#open.splice(0)) {
      if (test.status !== test.expectedStatus)
        await test.attach(`baresip-${phone.user}.log`, { body: phone.log, contentType: 'text/plain' });
      await phone.stop();
    }
  }

  close(): Promise<void> {
    return this.#tts.close();
  }
}
