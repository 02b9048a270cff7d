/** Codecs and telephone events as SDP names them, and the payload numbers that stand for them in one session. */
import type { PhoneCodec } from '#shared/domain/phone-call.ts';
import type { SdpFormat } from './description.ts';
import type { WrittenFormat } from './write.ts';

/** What we send with Opus: speech at 16 kHz, and the repetition of lost frames that we make use of where we get it (RFC 7587 §6.1). */
const opusParameters =
  'minptime=10;useinbandfec=1;maxaveragebitrate=24000;maxplaybackrate=16000;sprop-maxcapturerate=16000';
/** All sixteen keys (RFC 4733 §2.4.1). */
const eventParameters = '0-15';

type Encoding = Omit<WrittenFormat, 'payloadType'> & {
  /** Fixed by RFC 3551, or the one that is usual. */
  payloadType: number;
};

const encodings: Readonly<Record<PhoneCodec, Encoding>> = {
  PCMU: { payloadType: 0, name: 'PCMU', clockRateHz: 8000, parameters: '' },
  PCMA: { payloadType: 8, name: 'PCMA', clockRateHz: 8000, parameters: '' },
  G722: { payloadType: 9, name: 'G722', clockRateHz: 8000, parameters: '' },
  opus: { payloadType: 96, name: 'opus', clockRateHz: 48_000, channels: 2, parameters: opusParameters },
};

const firstDynamic = 96;
const lastDynamic = 127;
const usualEvents: ReadonlyMap<number, number> = new Map([
  [8000, 101],
  [48_000, 102],
]);

/** The codec of a format; null where we do not speak it. */
export function codecOf({ name, clockRateHz }: SdpFormat): PhoneCodec | null {
  switch (name) {
    case 'pcmu':
      return clockRateHz === 8000 ? 'PCMU' : null;
    case 'pcma':
      return clockRateHz === 8000 ? 'PCMA' : null;
    case 'g722':
      // 16000 is what it should have been; some write it so, and count with 8000 all the same (RFC 3551 §4.5.2).
      return clockRateHz === 8000 || clockRateHz === 16_000 ? 'G722' : null;
    case 'opus':
      return clockRateHz === 48_000 ? 'opus' : null;
    default:
      return null;
  }
}

/** Clock rate of a telephone-event format with keys in it; null for others. */
export function eventClockOf({ name, clockRateHz, parameters }: SdpFormat): number | null {
  if (name !== 'telephone-event' || (clockRateHz !== 8000 && clockRateHz !== 48_000)) return null;
  // Without a list it is 0–15 (RFC 4733 §2.4.1). One that leaves the digits out (66,70: modems) is no use.
  return parameters === '' || /^(events=)?0[-,]/.test(parameters) ? clockRateHz : null;
}

/**
 * Which number stands for what, in one session: once used it stays so, whoever brought it up (RFC 3264 §8.3.2).
 */
export class PayloadNumbers {
  readonly #meanings = new Map<number, string>();

  copy(): PayloadNumbers {
    const copy = new PayloadNumbers();
    for (const [payloadType, meaning] of this.#meanings) copy.#meanings.set(payloadType, meaning);
    return copy;
  }

  /** A description of the peer or of ours has used it. */
  bind({ payloadType, name, clockRateHz }: SdpFormat): void {
    if (payloadType >= firstDynamic && !this.#meanings.has(payloadType)) {
      this.#meanings.set(payloadType, meaningOf(name, clockRateHz));
    }
  }

  codec(codec: PhoneCodec): WrittenFormat {
    const encoding = encodings[codec];
    const payloadType =
      encoding.payloadType < firstDynamic
        ? encoding.payloadType
        : this.#numberFor(encoding.name, encoding.clockRateHz, encoding.payloadType);
    return { ...encoding, payloadType };
  }

  event(clockRateHz: number): WrittenFormat {
    const name = 'telephone-event';
    const payloadType = this.#numberFor(name, clockRateHz, usualEvents.get(clockRateHz) ?? firstDynamic);
    return { payloadType, name, clockRateHz, parameters: eventParameters };
  }

  #numberFor(name: string, clockRateHz: number, usual: number): number {
    const meaning = meaningOf(name, clockRateHz);
    for (const [payloadType, bound] of this.#meanings) if (bound === meaning) return payloadType;
    let free = usual;
    for (let candidate = firstDynamic; this.#meanings.has(free) && candidate <= lastDynamic; candidate += 1) {
      free = candidate;
    }
    this.#meanings.set(free, meaning);
    return free;
  }
}

function meaningOf(name: string, clockRateHz: number): string {
  return `${name.toLowerCase()}/${String(clockRateHz)}`;
}
