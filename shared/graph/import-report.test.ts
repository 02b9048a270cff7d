import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WorkflowDocument } from '../domain/workflow.ts';
import { importReport } from './import-report.ts';
import { lintWorkflow } from './lint/index.ts';
import { parseWorkflow } from './validate.ts';

function fixture(name: string): WorkflowDocument {
  const text = readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8');
  const { document } = parseWorkflow(JSON.parse(text));
  if (!document) throw new Error(`${name} is no document`);
  return document;
}

describe('the verdict on a document of Dograh', () => {
  it.each([
    ['clean', []],
    [
      'bad_edge_into_start',
      [
        ['forbidden-edge', 'edge', 'a-s', 'target'],
        ['nothing-leads-here', 'node', 'a', null],
      ],
    ],
    ['multiple_start_nodes', [['too-many-nodes', 'node', 's2', null]]],
    ['sample_branching_workflow', []],
  ])('%s is exactly what is wrong with it', (name, expected) => {
    const { problems } = importReport(fixture(name));
    expect(problems.map(({ rule, kind, id, field }) => [rule, kind, id, field])).toEqual(expected);
    for (const { id, message } of problems) expect(message).toContain(`(${id ?? ''})`);
  });

  it('says of an old document what it keeps and what it lacks by the rules of today', () => {
    const document = fixture('sample_branching_workflow');
    const { kept, defaulted } = importReport(document);
    const drawn = { reason: 'drawing', meaning: 'how another editor drew it' };
    expect(kept.filter(({ kind }) => kind === 'node')).toEqual([
      {
        kind: 'node',
        id: '915',
        where: '“Agent” (915)',
        keys: ['measured', 'selected', 'dragging'],
        ...drawn,
      },
      {
        kind: 'node',
        id: '7598',
        where: '“Agent” (7598)',
        keys: ['measured', 'selected', 'dragging'],
        ...drawn,
      },
      {
        kind: 'node',
        id: '6919',
        where: '“Agent” (6919)',
        keys: ['measured', 'selected', 'dragging'],
        ...drawn,
      },
      {
        kind: 'node',
        id: '6581',
        where: '“Start Call” (6581)',
        reason: 'later',
        keys: ['is_start'],
        meaning: 'a mark of older documents for where calls begin',
      },
      {
        kind: 'node',
        id: '6581',
        where: '“Start Call” (6581)',
        keys: ['measured', 'selected', 'dragging'],
        ...drawn,
      },
      {
        kind: 'node',
        id: '1802',
        where: '“End Call” (1802)',
        keys: ['measured', 'selected', 'dragging'],
        ...drawn,
      },
    ]);
    expect(kept.filter(({ kind }) => kind === 'edge').map(({ id, keys }) => [id, keys])).toEqual(
      document.edges.map(({ id }) => [id, ['animated', 'type', 'selected']]),
    );
    expect(
      defaulted.map(({ where, fields }) => [where, fields.map(({ key, value }) => `${key}: ${value}`)]),
    ).toEqual([
      ...['“Agent” (915)', '“Agent” (7598)', '“Agent” (6919)'].map((where) => [
        where,
        ['allow_interrupt: off', 'add_global_prompt: on', 'extraction_enabled: off'],
      ]),
      [
        '“Start Call” (6581)',
        ['allow_interrupt: off', 'add_global_prompt: on', 'delayed_start: off', 'extraction_enabled: off'],
      ],
      ['“End Call” (1802)', ['add_global_prompt: off', 'extraction_enabled: off']],
    ]);
    expect(lintWorkflow(document).map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(['same-name', 'no-examples']),
    );
  });
});

describe('keys of later capabilities', () => {
  const base = fixture('clean');
  const withNodes = (...nodes: { type: string; data: object }[]): unknown => ({
    ...base,
    nodes: [
      ...base.nodes,
      ...nodes.map((node, index) => ({ id: `n${index}`, position: { x: 0, y: 0 }, ...node })),
    ],
  });
  const given = withNodes(
    { type: 'trigger', data: { name: 'API', enabled: true, trigger_path: 'shop' } },
    {
      type: 'qa',
      data: {
        name: 'Review',
        qa_use_workflow_llm: true,
        qa_api_key: 'key',
        qa_endpoint: null,
        mood: { a: [1] },
      },
    },
  );
  const { document } = parseWorkflow(given);

  it('are said to be kept, each with what it is for', () => {
    const { kept } = importReport(document ?? base);
    expect(kept.map(({ where, reason, keys, meaning }) => [where, reason, keys, meaning])).toEqual([
      ['“API” (n0)', 'later', ['enabled'], 'whether the address that starts runs is open'],
      ['“API” (n0)', 'later', ['trigger_path'], 'the path of the address that starts runs'],
      [
        '“Review” (n1)',
        'later',
        ['qa_api_key'],
        'a key of the reviewing model; Parley takes keys from its settings',
      ],
      ['“Review” (n1)', 'unknown', ['mood'], 'nothing that Parley knows'],
    ]);
  });

  it('come out again as they went in', () => {
    expect(document).toEqual(given);
  });
});

it('answers any document, and stays short however many keys there are', () => {
  const many = Object.fromEntries(
    Array.from({ length: 1000 }, (_, index) => [`${'k'.repeat(500)}${index}`, 1]),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (extra) => {
      const clean = fixture('clean');
      const odd = {
        ...clean,
        nodes: clean.nodes.map((node) => ({ ...many, ...node, data: { ...extra, ...many, ...node.data } })),
      };
      const { document } = parseWorkflow(odd);
      if (!document) return;
      for (const { keys } of importReport(document).kept) {
        expect(keys.length).toBeLessThanOrEqual(21);
        for (const key of keys) expect(key.length).toBeLessThanOrEqual(60);
      }
    }),
    { numRuns: 30 },
  );
});
