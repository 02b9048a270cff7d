import { describe, expect, it } from 'vitest';
import { answeredOutcome, unansweredInboundOutcome, unansweredOutcome } from './outcome.ts';

describe('the end of a SIP call', () => {
  it.each([
    [486, 'busy'],
    [600, 'busy'],
    [408, 'no-answer'],
    [480, 'no-answer'],
    [487, 'no-answer'],
    [403, 'failed'],
    [404, 'failed'],
    [488, 'failed'],
    [503, 'failed'],
    [603, 'failed'],
    [699, 'failed'],
    [null, 'failed'],
  ])('%s before an answer is %s, in words', (status, progress) => {
    const outcome = unansweredOutcome({ by: 'remote', status, reason: '' }, false);
    expect(outcome).toEqual({
      progress,
      disposition: progress,
      sipStatus: status,
      reason: expect.stringMatching(/^[A-Z].*\.$|\)$/) as string,
    });
  });

  it('is a cancelled call when we gave up, whatever was answered to that', () => {
    expect(unansweredOutcome({ by: 'local', status: 487, reason: 'Request Terminated' }, true)).toEqual({
      progress: 'canceled',
      disposition: 'canceled',
      sipStatus: 487,
      reason: '',
    });
  });

  it('says what the other side said', () => {
    const { reason } = unansweredOutcome({ by: 'remote', status: 484, reason: 'Address Incomplete' }, false);
    expect(reason).toBe(
      'The number is not complete, or not in the form that the trunk wants. See the number format of the trunk. (484 Address Incomplete)',
    );
  });

  it('does not say twice what the stack has said in a sentence', () => {
    const told = 'The number or user is not known there (404).';
    expect(unansweredOutcome({ by: 'remote', status: 404, reason: told }, false).reason).toBe(
      'Nobody is known under this number or address. (404)',
    );
    expect(
      unansweredOutcome({ by: 'failed', status: null, reason: 'No server answered.' }, false).reason,
    ).toBe('No server answered.');
  });

  it('of a caller who gives up before the answer is a cancelled call', () => {
    expect(unansweredInboundOutcome({ by: 'remote', status: 487, reason: '' })).toMatchObject({
      progress: 'canceled',
      disposition: 'canceled',
    });
  });

  it('after the answer tells who hung up, and a lost connection from both', () => {
    const bye = { by: 'remote', status: null, reason: '' } as const;
    const lost = { by: 'failed', status: 408, reason: '' } as const;
    expect([answeredOutcome(bye), answeredOutcome(lost)]).toEqual([
      { progress: 'completed', disposition: 'user_hangup', sipStatus: null, reason: '' },
      {
        progress: 'failed',
        disposition: 'system_connect_error',
        sipStatus: 408,
        reason: 'The connection was lost.',
      },
    ]);
  });
});
