import { expect, it } from 'vitest';
import type { ToolDocument } from '../domain/tool.ts';
import { toolChanges } from './tool-changes.ts';

const tool = (config: Record<string, unknown>, rest: Partial<ToolDocument> = {}): ToolDocument => ({
  tool_uuid: 'u1',
  name: 'Look up order',
  description: 'Finds an order.',
  definition: { type: 'http_api', config },
  ...rest,
});

it('tells what changed, by the name of the field, the parameter and the header', () => {
  const before = tool({
    url: 'https://shop.example/orders',
    timeout_ms: 5000,
    headers: { 'X-Shop': 'a', 'X-Old': '1' },
    parameters: [
      { name: 'order', type: 'string', required: true },
      { name: 'city', type: 'string' },
    ],
  });
  const after = tool(
    {
      url: 'https://shop.example/v2/orders',
      timeout_ms: 8000,
      headers: { 'X-Shop': 'b' },
      parameters: [
        { name: 'order', type: 'number', required: true },
        { name: 'day', type: 'string' },
      ],
      extra: 1,
    },
    { caller_examples: ['where is my order'] },
  );
  expect(toolChanges(before, after)).toEqual([
    { what: 'Address', from: 'https://shop.example/orders', to: 'https://shop.example/v2/orders' },
    { what: 'Longest wait, ms', from: '5000', to: '8000' },
    { what: 'Header “X-Shop”', from: 'a', to: 'b' },
    { what: 'Header “X-Old”', from: '1', to: null },
    {
      what: 'Parameter “order”',
      from: 'type string, required yes',
      to: 'type number, required yes',
    },
    { what: 'Parameter “city”', from: 'type string', to: null },
    { what: 'Parameter “day”', from: null, to: 'type string' },
    { what: 'extra', from: null, to: '1' },
    { what: 'What callers say', from: null, to: 'where is my order' },
  ]);
});

it('an order of keys, a null, and where a copy was taken from are no change; an order of parameters is one', () => {
  const one = tool({ url: 'u', method: 'GET', credential_uuid: null, headers: {} });
  const other = tool({ method: 'GET', url: 'u' }, { library_updated_at: '2026-11-26T08:00:00.000Z' });
  expect(toolChanges(one, other)).toEqual([]);
  const ordered = (...names: string[]): ToolDocument =>
    tool({ parameters: names.map((name) => ({ name, type: 'string' })) });
  expect(toolChanges(ordered('a', 'b'), ordered('b', 'a'))).toEqual([
    { what: 'Order of the parameters', from: 'a, b', to: 'b, a' },
  ]);
});
