import { describe, expect, it } from 'vitest';
import { pressKeysTool } from './press-keys-tool.ts';

const surroundings = { context: {}, clock: { now: new Date(0), timeZone: 'UTC' } };
const never = AbortSignal.any([]);

describe('the tool that presses keys', () => {
  it('presses what the model gives, written in whatever way', async () => {
    const pressed: string[] = [];
    const tool = pressKeysTool({
      press: (keys) => {
        pressed.push(keys);
        return Promise.resolve('sent');
      },
    });
    for (const keys of ['1', '204 57#', '1-2', 9]) {
      expect((await tool.run({ keys }, surroundings, never)).result.status).toBe('success');
    }
    expect(pressed).toEqual(['1', '20457#', '12', '9']);
  });

  it('tells the model what keys are, and presses nothing, when it gives something else', async () => {
    const tool = pressKeysTool({ press: () => Promise.reject(new Error('pressed')) });
    for (const given of [{}, { keys: '' }, { keys: 'one' }, { keys: '1'.repeat(41) }, { keys: ['1'] }]) {
      expect((await tool.run(given, surroundings, never)).result).toMatchObject({
        status: 'error',
        error: expect.stringContaining('digits') as unknown,
      });
    }
  });

  it('tells the model when it was cut short', async () => {
    const tool = pressKeysTool({ press: () => Promise.resolve('cut') });
    expect((await tool.run({ keys: '1' }, surroundings, never)).result.status).toBe('error');
  });
});
