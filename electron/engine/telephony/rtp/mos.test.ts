import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanOpinionScore } from './mos.ts';

const anyCodec = fc.constantFrom('PCMU' as const, 'PCMA' as const, 'G722' as const, 'opus' as const);

describe('the estimated opinion', () => {
  it('is toll quality on a clean line, and falls as G.113 has it for G.711 with concealment', () => {
    const of = (delayMs: number, loss: number): number =>
      Math.round(meanOpinionScore({ codec: 'PCMU', delayMs, loss }) * 100) / 100;
    expect({
      clean: of(0, 0),
      onePercent: of(50, 0.01),
      fivePercent: of(50, 0.05),
      twentyPercent: of(50, 0.2),
      slow: of(400, 0),
      lost: of(0, 1),
    }).toEqual({
      clean: 4.41,
      onePercent: 4.3,
      fivePercent: 3.87,
      twentyPercent: 2.57,
      slow: 3.05,
      lost: 1.18,
    });
  });

  it('never rises with loss or delay', () => {
    fc.assert(
      fc.property(
        anyCodec,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 2000, noNaN: true }),
        (codec, loss, more, delayMs) => {
          const score = meanOpinionScore({ codec, delayMs, loss });
          const worse = meanOpinionScore({
            codec,
            delayMs: delayMs + more * 100,
            loss: Math.min(1, loss + more),
          });
          expect(worse).toBeLessThanOrEqual(score + 0.01);
        },
      ),
    );
  });
});
