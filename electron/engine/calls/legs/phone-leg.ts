/**
 * The leg of a telephone call: the sound of `PhoneMedia`, and keys by whichever way the other party has.
 *
 * Media, SIP and session run on one timeline, so a frame goes from the network's event straight to the session.
 */
import { FRAME_MS, FRAME_SAMPLES } from '../../audio/frame.ts';
import { dtmfTones } from '../../audio/dtmf-tones.ts';
import type { DtmfKey } from '../../audio/dtmf-keys.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { SipCall } from '../../telephony/sip/user-agent/api.ts';
import type { Leg, LegEvents } from '../../voice/leg.ts';
import type { PhoneLegOptions } from '../phone/ports.ts';

/** What we say of each key by INFO (application/dtmf-relay), ms. */
const infoKeyMs = 160;

/**
 * How keys go out, in the order of what is safest to arrive:
 *
 *   trunk      events negotiated   otherwise, peer allows INFO   otherwise
 *   auto       RFC 4733            INFO (tones once refused)     tones
 *   rfc4733    RFC 4733            tones                         tones
 *   info       INFO                INFO                          INFO
 *   tones      tones               tones                         tones
 *
 * How they come: events and INFO always. Tones are listened for where no events were negotiated, until the peer has shown
 * that it has another way: nearly everybody allows INFO, and few send keys by it.
 */
export class PhoneLeg implements Leg {
  readonly isTelephone = true;
  readonly #options: PhoneLegOptions;
  #events: LegEvents | null = null;
  #infoKeys: Disposable | undefined;
  #hasOtherKeys = false;
  #refusesInfo = false;
  /** Tones on their way out; the agent's own frames are left out meanwhile. */
  #tones: Promise<void> | null = null;
  #toneBeat: Disposable | undefined;
  #endTones: (() => void) | undefined;

  constructor(options: PhoneLegOptions) {
    this.#options = options;
  }

  get keysAsTones(): boolean {
    const { dtmf, media } = this.#options;
    if (dtmf === 'tones') return true;
    return dtmf !== 'info' && !this.#hasOtherKeys && !media().takesKeys;
  }

  get sendKeys(): ((keys: readonly DtmfKey[]) => Promise<void>) | undefined {
    switch (this.#way()) {
      case 'events':
        return async (keys) => {
          await this.#options.media().sendKeys(keys);
        };
      case 'info':
        return (keys) => this.#sendByInfo(keys);
      case 'tones':
        return undefined;
    }
  }

  open(events: LegEvents): void {
    this.#events = events;
    const { media, call, quality, lost } = this.#options;
    this.#infoKeys = call()?.onEvent((event) => {
      if (event.type === 'info-key') this.#hasOtherKeys = true;
    });
    media().open({
      frame: (frame) => {
        // Live: the answer is not awaited; a slow detector must not hold up the agent's own frames.
        void this.#events?.frame(frame);
      },
      key: (key) => {
        this.#hasOtherKeys = true;
        this.#events?.key(key);
      },
      lost,
      quality,
    });
  }

  send(frame: Int16Array): void {
    if (!this.#tones) this.#options.media().send(frame);
  }

  clear(): void {
    this.#options.media().clear();
  }

  /** The BYE is out when this returns, and nothing is heard of us any more. */
  close(): void {
    this.#events = null;
    this.#infoKeys?.dispose();
    this.#toneBeat?.dispose();
    this.#endTones?.();
    this.#options.call()?.hangUp();
    this.#options.media().close();
  }

  #way(): 'events' | 'info' | 'tones' {
    const { dtmf, media, call } = this.#options;
    if (dtmf === 'info' || dtmf === 'tones') return dtmf;
    if (media().takesKeys) return 'events';
    const mayInfo = dtmf === 'auto' && !this.#refusesInfo && allowsInfo(call());
    return mayInfo ? 'info' : 'tones';
  }

  /** Keys that are refused go out as tones, and so do those that follow. */
  async #sendByInfo(keys: readonly DtmfKey[]): Promise<void> {
    for (const [at, key] of keys.entries()) {
      try {
        await this.#options.call()?.sendInfoKey(key, infoKeyMs);
      } catch {
        this.#refusesInfo = this.#options.dtmf === 'auto';
        if (this.#refusesInfo) await this.#playTones(keys.slice(at));
        return;
      }
    }
  }

  async #playTones(keys: readonly DtmfKey[]): Promise<void> {
    while (this.#tones) await this.#tones;
    if (!this.#events) return;
    const { timeline, media } = this.#options;
    const samples = dtmfTones(keys);
    this.#tones = new Promise((resolve) => {
      this.#endTones = resolve;
      let at = 0;
      const beat = (dueMs: number): void => {
        const frame = new Int16Array(FRAME_SAMPLES);
        frame.set(samples.subarray(at, at + FRAME_SAMPLES));
        media().send(frame);
        at += FRAME_SAMPLES;
        if (at >= samples.length) resolve();
        else
          this.#toneBeat = timeline.at(dueMs + FRAME_MS, () => {
            beat(dueMs + FRAME_MS);
          });
      };
      timeline.post(() => {
        beat(timeline.now());
      });
    });
    await this.#tones;
    this.#tones = null;
  }
}

/** By the Allow header of its INVITE, or of the response that answered ours. */
function allowsInfo(call: SipCall | null): boolean {
  return call?.headers.getAll('Allow').some((value) => /(?:^|[,\s])INFO(?:[,\s]|$)/i.test(value)) === true;
}
