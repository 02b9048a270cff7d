/** How the line sounds, in the words of the run: packets, the jitter buffer and the peer's reports in one. */
import type { JitterBufferStatistics } from '../../audio/jitter-buffer.ts';
import type { MediaQuality, PhoneCodec } from '#shared/domain/phone-call.ts';
import { meanOpinionScore } from './mos.ts';
import type { RtpStatistics } from './rtp-session.ts';

export interface QualityInputs {
  codec: PhoneCodec;
  isEncrypted: boolean;
  /** Of the packets that come, ms. */
  packetMs: number;
  rtp: RtpStatistics;
  buffer: JitterBufferStatistics;
}

/** Keeps where the last interval ended; one a call. */
export class QualityMeter {
  #expected = 0;
  #unheard = 0;

  /** Of the time since the last call of this, and of the whole call. */
  measure({ codec, isEncrypted, packetMs, rtp, buffer }: QualityInputs): MediaQuality {
    const { expected, received } = rtp.received;
    // Too late is as good as lost; duplicates do not make up for losses.
    const unheard = Math.max(0, expected - received) + buffer.late + buffer.overflowed;
    const expectedNow = expected - this.#expected;
    const unheardNow = unheard - this.#unheard;
    this.#expected = expected;
    this.#unheard = unheard;
    const loss = share(unheardNow, expectedNow);
    const { roundTripMs } = rtp.remote;
    const delayMs = (roundTripMs ?? 0) / 2 + buffer.delayMs + packetMs;
    return {
      codec,
      is_encrypted: isEncrypted,
      packets_received: received,
      packets_sent: rtp.sent.packets,
      loss,
      loss_total: share(unheard, expected),
      jitter_ms: rtp.jitterMs,
      buffer_ms: buffer.delayMs,
      round_trip_ms: roundTripMs,
      remote_loss: rtp.remote.loss,
      remote_jitter_ms: rtp.remote.jitterMs,
      mos: meanOpinionScore({ codec, delayMs, loss }),
    };
  }
}

function share(part: number, whole: number): number {
  return whole <= 0 ? 0 : Math.max(0, Math.min(1, part / whole));
}
