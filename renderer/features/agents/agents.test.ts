import { describe, expect, test } from 'vitest';
import type { WorkflowSummary } from '#shared/bridge/contract.ts';
import { validateWorkflow } from '#shared/graph/validate.ts';
import { everything, filterAgents, placesOf, type AgentFilter } from './agent-filter.ts';
import { arrangementOf, commonFolder, commonTags, inverse } from './arrangement.ts';
import { toggled } from './card-selection.ts';
import { fileStemOf } from './export/save-file.ts';
import { nameFromFile } from './import-files.ts';
import { cardPx, gapPx, gridHeightPx, gridWindow } from './grid-window.ts';
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

const searching = (query: string): AgentFilter => ({ ...everything, query });

describe('agents', () => {
  test('are found by every word of their name and first words, the latest first', () => {
    const agents = [
      agent('Order status', '2026-01-01'),
      agent('Booking', '2026-01-03', 'Order a table'),
      agent('Survey', '2026-01-02'),
    ];
    expect(filterAgents(agents, searching(' order ')).map(({ name }) => name)).toEqual([
      'Booking',
      'Order status',
    ]);
    expect(filterAgents(agents, searching('order table')).map(({ name }) => name)).toEqual(['Booking']);
    expect(filterAgents(agents, everything).map(({ name }) => name)).toEqual([
      'Booking',
      'Survey',
      'Order status',
    ]);
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
    expect([fileStemOf('Order status!'), fileStemOf('Zahnärztin'), fileStemOf('予約')]).toEqual([
      'order-status',
      'zahnarztin',
      'agent',
    ]);
    expect(['order-status.json', 'Desk_2.parley', '.json'].map(nameFromFile)).toEqual([
      'order status',
      'Desk 2',
      'Imported agent',
    ]);
  });
});

describe('folders, tags and the archive', () => {
  const put = (name: string, change: Partial<WorkflowSummary>): WorkflowSummary => ({
    ...agent(name, '2026-01-01'),
    ...change,
  });
  const agents = [
    put('A', { folder: 'Clinics', tags: ['de', 'live'] }),
    put('B', { folder: 'Clinics', tags: ['live'], is_archived: true }),
    put('C', { tags: ['live'] }),
    put('D', { folder: 'Shops' }),
  ];
  const names = (filter: Partial<AgentFilter>): string[] =>
    filterAgents(agents, { ...everything, ...filter }).map(({ name }) => name);

  test('leave the agents that are in them; a search looks everywhere, the archive last', () => {
    expect([
      names({}),
      names({ place: { kind: 'folder', name: 'Clinics' } }),
      names({ place: { kind: 'unfiled' } }),
      names({ place: { kind: 'archive' } }),
      names({ tags: ['live', 'de'] }),
      names({ place: { kind: 'unfiled' }, query: 'clinics' }),
    ]).toEqual([['A', 'C', 'D'], ['A'], ['C'], ['B'], ['A'], ['A', 'B']]);
  });

  test('are counted without what is put away', () => {
    expect(placesOf(agents)).toEqual({
      all: 3,
      unfiled: 1,
      archive: 1,
      folders: [
        { name: 'Clinics', count: 1 },
        { name: 'Shops', count: 1 },
      ],
      tags: [
        { name: 'de', count: 1 },
        { name: 'live', count: 2 },
      ],
    });
  });

  test('are changed for several together, leaving what was not touched, and taken back', () => {
    const [a, b, c] = agents;
    if (!a || !b || !c) throw new Error('there are four');
    const before = { folder: commonFolder([a, c]), tags: commonTags([a, c]) };
    expect(before).toEqual({ folder: undefined, tags: ['live'] });
    expect(arrangementOf(before, { folder: '', tags: ['live'] })).toEqual({ add_tags: [], remove_tags: [] });
    const change = arrangementOf(before, { folder: 'New', tags: ['de'] });
    expect(change).toEqual({ folder: 'New', add_tags: ['de'], remove_tags: ['live'] });
    expect(inverse([a, b, c], change)).toEqual([
      { ids: ['A'], change: { folder: 'Clinics', add_tags: ['live'], remove_tags: [] } },
      { ids: ['B'], change: { folder: 'Clinics', add_tags: ['live'], remove_tags: ['de'] } },
      { ids: ['C'], change: { folder: null, add_tags: ['live'], remove_tags: ['de'] } },
    ]);
    expect(arrangementOf({ folder: 'X', tags: [] }, { folder: '', tags: [] })).toMatchObject({
      folder: null,
    });
  });
});

test('cards are selected one by one, or all between two', () => {
  const order = ['a', 'b', 'c', 'd'];
  const one = toggled(new Set(), order, 'b', null);
  const range = toggled(one, order, 'd', 'b');
  expect([[...one], [...range], [...toggled(range, order, 'c', null)]]).toEqual([
    ['b'],
    ['b', 'c', 'd'],
    ['b', 'd'],
  ]);
});

test('of a thousand cards those near the view are drawn', () => {
  const rowPx = cardPx + gapPx;
  expect(gridWindow(1000, -60, 2 * rowPx, 1000)).toEqual({ columns: 3, start: 0, end: 12 });
  expect(gridWindow(1000, 100 * rowPx, 2 * rowPx, 1000)).toEqual({ columns: 3, start: 294, end: 312 });
  expect(gridWindow(1000, 999_999, 700, 1000).end).toBe(1000);
  expect([gridWindow(100, 0, 700, 0), gridHeightPx(1, 0), gridHeightPx(3, 4)]).toEqual([
    { columns: 1, start: 0, end: 0 },
    0,
    2 * cardPx + gapPx,
  ]);
});
