import { describe, expect, it } from 'vitest';
import { JitterBuffer } from '../../audio/jitter-buffer.ts';
import { QualityMeter, type QualityInputs } from './quality.ts';
import type { RtpStatistics } from './rtp-session.ts';

function inputs(expected: number, received: number, late: number): QualityInputs {
  const rtp: RtpStatistics = {
    sent: { packets: 500, octets: 80_000 },
    received: { expected, received },
    jitterMs: 3,
    remote: { roundTripMs: 80, loss: 0.25, jitterMs: 4 },
    foreign: 0,
    malformed: 0,
    unknownPayload: 0,
    unauthentic: 0,
    replayed: 0,
  };
  const buffer = { ...new JitterBuffer().statistics, late, delayMs: 40 };
  return { codec: 'PCMU', isEncrypted: true, packetMs: 20, rtp, buffer };
}

describe('the quality of a line', () => {
  it('counts what never came or came too late, since the last time and in all', () => {
    const meter = new QualityMeter();
    const clean = meter.measure(inputs(250, 250, 0));
    const bad = meter.measure(inputs(500, 480, 5));
    expect([clean, bad]).toEqual([
      {
        codec: 'PCMU',
        is_encrypted: true,
        packets_received: 250,
        packets_sent: 500,
        loss: 0,
        loss_total: 0,
        jitter_ms: 3,
        buffer_ms: 40,
        round_trip_ms: 80,
        remote_loss: 0.25,
        remote_jitter_ms: 4,
        mos: expect.closeTo(4.36, 2) as number,
      },
      {
        ...clean,
        packets_received: 480,
        loss: 0.1,
        loss_total: 0.05,
        mos: expect.closeTo(3.29, 2) as number,
      },
    ]);
  });

  it('is not better for packets that come twice', () => {
    expect(new QualityMeter().measure(inputs(100, 120, 0))).toMatchObject({ loss: 0, loss_total: 0 });
  });
});
