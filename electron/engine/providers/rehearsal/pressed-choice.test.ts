import { describe, expect, it } from 'vitest';
import type { FunctionSpec } from '../spec/functions.ts';
import { pressedText } from '../spec/pressed-keys.ts';
import { decide } from './rehearsal-model.ts';

const edge = (name: string, description: string, more: Partial<FunctionSpec> = {}): FunctionSpec => ({
  name,
  description,
  label: name,
  parameters: { type: 'object', properties: {} },
  ...more,
});
const menu = [
  edge('sales', 'The caller presses 1 or asks for sales'),
  edge('support', 'The caller wants support', { examples: ['press two', 'technical help'] }),
  edge('operator', 'The caller presses 0 or #'),
];

function afterPressing(keys: string, functions: FunctionSpec[]): unknown {
  return decide({
    messages: [
      { role: 'system', content: 'prompt' },
      { role: 'assistant', content: 'For sales press 1, for support press 2. Which is it?' },
      { role: 'user', content: pressedText(keys) },
    ],
    functions,
    step: { nodeName: 'Menu', nodeType: 'agentNode', nodePrompt: 'Say: "For sales press 1. Which is it?"' },
  });
}

describe('keys pressed at a menu', () => {
  it('take the edge that names them', () => {
    expect(['1', '2', '0', '#'].map((keys) => afterPressing(keys, menu))).toEqual([
      { call: 'sales' },
      { call: 'support' },
      { call: 'operator' },
      { call: 'operator' },
    ]);
  });

  it('lead nowhere when no edge names them, and the agent asks again', () => {
    expect(afterPressing('7', menu)).toEqual({ say: 'Sorry, I cannot place that answer. Which is it?' });
  });

  it('are the number that an edge waits for', () => {
    const account = edge('account', 'The caller has given the account number', {
      variables: [{ name: 'account_number', type: 'string', prompt: 'The account number' }],
    });
    expect(afterPressing('40271', [account, edge('human', 'The caller asks for a person')])).toEqual({
      call: 'account',
    });
  });

  it('are extracted as that number', () => {
    const extracted = decide({
      messages: [
        { role: 'system', content: 'prompt' },
        { role: 'assistant', content: 'What is your account number?' },
        { role: 'user', content: pressedText('40271') },
      ],
      functions: [],
      extract: edge('extract', 'values', {
        variables: [
          { name: 'account_number', type: 'string', prompt: 'The account number' },
          { name: 'account_as_number', type: 'number', prompt: 'The account number' },
        ],
      }),
    });
    expect(extracted).toEqual({ say: '{"account_number":"40271","account_as_number":40271}' });
  });
});
