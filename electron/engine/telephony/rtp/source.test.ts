import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RtpSource } from './source.ts';

function sourceAfter(sequences: number[]): RtpSource {
  const source = new RtpSource(1, 8000);
  for (const sequence of sequences) source.receive(sequence & 0xffff);
  return source;
}

describe('a source', () => {
  it('counts what is lost through a wrap, since the last report and in all (A.3)', () => {
    const source = sourceAfter([65_533, 65_534, 0, 1]);
    const first = source.report();
    source.receive(3);
    expect([first, source.report()]).toEqual([
      { fractionLost: 51, cumulativeLost: 1, highestSequence: 65_537, jitter: 0 },
      { fractionLost: 128, cumulativeLost: 2, highestSequence: 65_539, jitter: 0 },
    ]);
  });

  it('counts late packets as received and duplicates against losses', () => {
    expect(sourceAfter([1, 3, 2, 3, 3]).report()).toEqual({
      fractionLost: 0,
      cumulativeLost: -2,
      highestSequence: 3,
      jitter: 0,
    });
  });

  it('takes a jump only when the next packet follows it (A.1)', () => {
    const source = sourceAfter([100, 101]);
    const verdicts = [40_000, 102, 50_000, 50_001, 50_002].map((sequence) => source.receive(sequence));
    expect([verdicts, source.counts]).toEqual([
      [
        null,
        { extendedSequence: 102, restart: false },
        null,
        { extendedSequence: 50_001, restart: true },
        { extendedSequence: 50_002, restart: false },
      ],
      { received: 5, expected: 5 },
    ]);
  });

  it('never expects fewer than it has to: every packet sent in order is either received or lost', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 65_535 }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 400 }),
        (start, kept) => {
          const sequences = kept.flatMap((isKept, index) => (isKept ? [start + index] : []));
          const source = sourceAfter(sequences);
          const first = kept.indexOf(true);
          const last = kept.lastIndexOf(true);
          expect(source.counts).toEqual({
            received: sequences.length,
            expected: first < 0 ? 0 : last - first + 1,
          });
        },
      ),
    );
  });

  it('measures interarrival jitter (A.8) and leaves pauses and new clocks out of it', () => {
    const source = new RtpSource(1, 8000);
    // Every other packet 10 ms late: |D| is always 80 units, towards which the estimate goes by a sixteenth each time.
    for (let index = 0; index <= 200; index += 1)
      source.measure(index * 160, index * 20 + (index % 2) * 10, false);
    const steady = source.jitterMs;
    source.measure(201 * 160, 9000, true);
    source.measure(0xffff_0000, 9020, false);
    expect([steady, source.jitterMs]).toEqual([expect.closeTo(10, 3), steady]);
  });
});
