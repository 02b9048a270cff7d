/** Keys out of telephone events, RFC 4733 §2.5.2: one a press, however many of its packets are lost or come twice. */
import type { DtmfKey } from '../../audio/dtmf-keys.ts';
import { timestampDelta } from './sequence.ts';
import { keyOfEvent, parseTelephoneEvent, type TelephoneEvent } from './telephone-event.ts';

/** §2.5.1.3: a segment of a long press ends where its duration can count no further. */
const SEGMENT_UNITS = 0xffff;
/** Of a sender that moves the timestamp along, how far it may go from one packet to the next we got, s. */
const MAX_DRIFT_S = 0.2;
/** What lies further back than this is no late packet but a clock that was set anew (a transfer at the far end), s. */
const MAX_AGE_S = 10;

/**
 * A press is known by its timestamp, which all of its packets bear: the first of them that comes tells the key, be it the
 * last that was sent.
 *
 *            new timestamp: tell the key
 *   idle ───────────────────────────────► pressed(timestamp) ──┐ same timestamp, or an older one: nothing
 *                                          ▲    │              │ next segment of a long press: nothing
 *                                          └────┴──────────────┘ newer timestamp: tell the key
 */
export class DtmfReceiver {
  readonly #clockRateHz: number;
  #last: (TelephoneEvent & { timestamp: number }) | null = null;

  constructor(clockRateHz: number) {
    this.#clockRateHz = clockRateHz;
  }

  /** The key that this packet tells for the first time; null for repetitions, other events and what cannot be read. */
  receive(payload: Uint8Array, timestamp: number, marker: boolean): DtmfKey | null {
    const event = parseTelephoneEvent(payload);
    const key = event && keyOfEvent(event.event);
    if (!event || !key) return null;
    const last = this.#last;
    if (last) {
      const ahead = timestampDelta(last.timestamp, timestamp);
      if (ahead < 0 && -ahead < this.#clockRateHz * MAX_AGE_S) return null;
      if (ahead === 0) {
        last.end ||= event.end;
        last.duration = Math.max(last.duration, event.duration);
        return null;
      }
      if (!marker && event.event === last.event && !last.end && this.#continues(last, event, ahead)) {
        this.#last = { ...event, timestamp };
        return null;
      }
    }
    this.#last = { ...event, timestamp };
    return key;
  }

  /** The numbering began anew: older timestamps mean nothing. */
  reset(): void {
    this.#last = null;
  }

  /**
   * Is it the same press under another timestamp? Of a long one, the next segment begins where the last was full. And some
   * gateways move the timestamp along with the duration: then both have grown alike, which those of a new press never do.
   */
  #continues(last: TelephoneEvent, event: TelephoneEvent, ahead: number): boolean {
    if (ahead === SEGMENT_UNITS && last.duration > SEGMENT_UNITS - this.#clockRateHz) return true;
    return ahead === event.duration - last.duration && ahead <= this.#clockRateHz * MAX_DRIFT_S;
  }
}
