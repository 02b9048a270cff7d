import { describe, expect, test } from 'vitest';
import type { WorkflowSummary } from '#shared/bridge/contract.ts';
import { validateWorkflow } from '#shared/graph/validate.ts';
import { filterAgents } from './agent-filter.ts';
import { fileNameOf } from './export.ts';
import { newAgentDocument, unusedName } from './new-agent.ts';

const agent = (name: string, updatedAt: string, description = ''): WorkflowSummary => ({
  id: name,
  name,
  description,
  updated_at: updatedAt,
  node_count: 2,
  run_count: 0,
  last_run_at: null,
  problem_count: 0,
  is_sample: false,
  revision: 1,
  folder: null,
  tags: [],
  is_archived: false,
  published: null,
  has_unpublished_changes: true,
});

describe('agents', () => {
  test('are found by every word of their name and first words, the latest first', () => {
    const agents = [
      agent('Order status', '2026-01-01'),
      agent('Booking', '2026-01-03', 'Order a table'),
      agent('Survey', '2026-01-02'),
    ];
    expect(filterAgents(agents, ' order ').map(({ name }) => name)).toEqual(['Booking', 'Order status']);
    expect(filterAgents(agents, 'order table').map(({ name }) => name)).toEqual(['Booking']);
    expect(filterAgents(agents, '').map(({ name }) => name)).toEqual(['Booking', 'Survey', 'Order status']);
  });

  test('that are new can be called at once', () => {
    expect(validateWorkflow(newAgentDocument('New agent'))).toEqual([]);
  });

  test('that are new have a name of their own', () => {
    expect([unusedName('New agent', []), unusedName('New agent', ['New agent', 'New agent 2'])]).toEqual([
      'New agent',
      'New agent 3',
    ]);
  });

  test('export to a file named after them', () => {
    expect([fileNameOf('Order status!'), fileNameOf('Zahnärztin'), fileNameOf('予約')]).toEqual([
      'order-status.json',
      'zahnarztin.json',
      'agent.json',
    ]);
  });
});
