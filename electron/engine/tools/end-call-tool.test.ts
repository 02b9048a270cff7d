import { describe, expect, it } from 'vitest';
import { createToolSet } from './index.ts';
import type { Tool } from './tool.ts';

const surroundings = { context: {}, clock: { now: new Date(0), timeZone: 'UTC' } };
const endCall = (config: object): Tool => {
  const [tool] = createToolSet([
    { tool_uuid: 'u', name: 'End call', definition: { type: 'end_call', config: { ...config } } },
  ]).pick(['u']);
  if (!tool) throw new Error('no tool');
  return tool;
};

describe('the end call tool', () => {
  it('ends the call without a reason, and says its message', async () => {
    const tool = endCall({ messageType: 'custom', customMessage: 'Bye {{name}}.' });
    expect(tool).toMatchObject({ speech: 'Bye {{name}}.', endsCall: true });
    expect(tool.function).toMatchObject({ name: 'end_call', parameters: { properties: {} } });
    expect(await tool.run({ reason: 'x' }, surroundings, AbortSignal.any([]))).toEqual({
      result: { status: 'success' },
      endCall: { disposition: null },
    });
  });

  it('asks for the reason, which is the disposition, but ends the call without it too', async () => {
    const tool = endCall({ messageType: 'none', customMessage: 'unused', endCallReason: true });
    expect(tool.speech).toBeNull();
    expect(tool.function.parameters).toMatchObject({
      properties: { reason: { type: 'string' } },
      required: ['reason'],
    });
    for (const [given, disposition] of [
      [{ reason: ' issue_resolved ' }, 'issue_resolved'],
      [{ reason: 'x'.repeat(200) }, 'x'.repeat(80)],
      [{ reason: 7 }, null],
      [{}, null],
    ] as const)
      expect((await tool.run(given, surroundings, AbortSignal.any([]))).endCall).toEqual({ disposition });
  });
});

describe('a set of tools', () => {
  it('gives those that are asked for, once, in that order, and none that it does not have', () => {
    const document = (tool_uuid: string, type: string): Parameters<typeof createToolSet>[0][number] => ({
      tool_uuid,
      name: tool_uuid,
      definition: { type, config: { url: 'https://x.test' } },
    });
    const set = createToolSet([document('a', 'http_api'), document('b', 'end_call'), document('c', 'fax')]);
    expect(set.pick(['b', 'gone', 'c', 'a', 'b']).map(({ id }) => id)).toEqual(['b', 'a']);
    expect(set.pick(['a'])[0]).toBe(set.pick(['a'])[0]);
  });
});
