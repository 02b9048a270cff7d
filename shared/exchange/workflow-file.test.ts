import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nodeTypes, type WorkflowDocument } from '../domain/workflow.ts';
import { parseWorkflow } from '../graph/validate.ts';
import { importFile } from './import-file.ts';
import { toWorkflowFile, workflowFileText } from './workflow-file.ts';

const samples = [
  new URL('../../resources/workflows/', import.meta.url),
  new URL('../graph/fixtures/', import.meta.url),
].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name): [string, unknown] => [name, JSON.parse(readFileSync(new URL(name, folder), 'utf8'))]),
);

const again = (name: string, document: WorkflowDocument): WorkflowDocument | null =>
  importFile(JSON.parse(workflowFileText(name, document))).document;

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom('<script>alert(1)</script>', '{{x}}', '"\\\u2028'),
);
const unknown = fc.dictionary(
  fc.constantFrom('measured', 'extra', 'x-own', '__proto__', 'schema_version'),
  fc.jsonValue({ maxDepth: 2 }),
  {
    maxKeys: 2,
  },
);
const merged = <T extends object>(known: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.tuple(unknown, known).map(([more, own]) => ({ ...more, ...own }));
const id = fc.string({ minLength: 1, maxLength: 4 });
const documents = merged(
  fc.record(
    {
      name: text,
      nodes: fc.array(
        merged(
          fc.record({
            id,
            type: fc.constantFrom(...nodeTypes),
            position: fc.record({ x: fc.integer(), y: fc.integer() }),
            data: merged(
              fc.record({ name: text, prompt: text, allow_interrupt: fc.boolean() }, { requiredKeys: [] }),
            ),
          }),
        ),
        { maxLength: 4 },
      ),
      edges: fc.array(
        merged(
          fc.record({
            id,
            source: id,
            target: id,
            data: merged(fc.record({ label: text, caller_examples: fc.array(text) })),
          }),
        ),
        { maxLength: 4 },
      ),
      frames: fc.array(fc.record({ id, name: text, node_ids: fc.array(id) }), { maxLength: 2 }),
      notes: fc.array(
        fc.record({
          id,
          text,
          position: fc.constant({ x: 1, y: 2 }),
          size: fc.constant({ width: 3, height: 4 }),
        }),
        { maxLength: 2 },
      ),
      workflow_configurations: merged(fc.record({ language: text }, { requiredKeys: [] })),
    },
    { requiredKeys: ['name', 'nodes', 'edges'] },
  ),
);

describe('an exported agent', () => {
  test.each(samples)('%s is the same when it is imported', (_file, value) => {
    const { document } = parseWorkflow(value);
    if (!document) return;
    const named = { ...document, name: document.name ?? 'Agent' };
    expect(again(named.name, named)).toEqual(named);
  });

  test('is the same when it is imported, whatever it holds', () => {
    fc.assert(
      fc.property(documents, (value) => {
        const { document } = parseWorkflow(JSON.parse(JSON.stringify(value)));
        expect(document).not.toBeNull();
        if (document) expect(again(document.name ?? '', document)).toEqual(document);
      }),
      { numRuns: 500 },
    );
  });

  test('has the keys that Dograh reads, and what only Parley knows under extra', () => {
    const document: WorkflowDocument = {
      name: 'Old name',
      nodes: [],
      edges: [],
      viewport: { x: 1, y: 2, zoom: 1 },
      workflow_configurations: { language: 'de' },
      frames: [{ id: 'f', name: 'Booking', node_ids: [] }],
      notes: [],
      colour: 'red',
    };
    expect(toWorkflowFile('New name', document)).toEqual({
      schema_version: 1,
      name: 'New name',
      workflow_definition: {
        nodes: [],
        edges: [],
        viewport: { x: 1, y: 2, zoom: 1 },
        extra: { frames: [{ id: 'f', name: 'Booking', node_ids: [] }], notes: [], colour: 'red' },
      },
      workflow_configurations: { language: 'de' },
    });
  });
});

describe('a file', () => {
  const definition = { nodes: [], edges: [], viewport: { x: 0, y: 0, zoom: 1 } };

  test('of Dograh’s API keeps what stands beside the definition, and its test values', () => {
    const { document, format } = importFile({
      id: 7,
      name: 'Desk',
      template_context_variables: { first_name: 'Maria' },
      workflow_definition: definition,
    });
    expect({ document, format }).toEqual({
      format: 'dograh',
      document: {
        name: 'Desk',
        ...definition,
        workflow_configurations: { test_context: { first_name: 'Maria' } },
        extra: { id: 7 },
      },
    });
  });

  test('of a newer version is read as far as it is known, and says so', () => {
    const { document, notes } = importFile({
      schema_version: 9,
      name: 'x',
      workflow_definition: { ...definition, lanes: [1] },
    });
    expect(document).toMatchObject({ lanes: [1] });
    expect(notes[0]?.message).toMatch(/newer Parley \(its format is 9/);
  });

  test('cannot put anything over nodes and edges by its extra', () => {
    const extra = { nodes: 'none', name: 'x', extra: { edges: 1 }, colour: 'red' };
    const { document } = importFile({ name: 'Desk', workflow_definition: { ...definition, extra } });
    expect(document).toEqual({
      name: 'Desk',
      ...definition,
      colour: 'red',
      extra: { nodes: 'none', name: 'x', extra: { edges: 1 } },
    });
  });

  test('with scripts in its names and a prompt of 10 MB is told shortly and kept whole', () => {
    const prompt = 'x'.repeat(10_000_000);
    const name = '<img src=x onerror=alert(1)>'.repeat(50);
    const node = { id: 'a', type: 'startCall', position: { x: 0, y: 0 }, data: { name, prompt } };
    const edge = { id: 'e', source: 'a', target: 'gone', data: { label: name } };
    const { document, problems } = importFile({
      nodes: [node, node],
      edges: [edge, edge],
      viewport: definition.viewport,
    });
    expect(document?.nodes[0]?.data).toEqual({ name, prompt });
    expect(problems.map(({ kind, id: at }) => `${kind} ${at ?? ''}`)).toContain('node a');
    expect(Math.max(...problems.map(({ message }) => message.length))).toBeLessThan(400);
  });

  test('that is malformed in any way is refused or told, never a crash', () => {
    const json = fc.jsonValue({ maxDepth: 4 });
    const broken = fc.oneof(
      json,
      fc.record(
        { nodes: json, edges: json, viewport: json, name: json, extra: json, workflow_configurations: json },
        { requiredKeys: [] },
      ),
      fc.record(
        { name: json, workflow_definition: json, schema_version: json, template_context_variables: json },
        { requiredKeys: [] },
      ),
      fc
        .tuple(documents, fc.constantFrom('nodes', 'edges', 'viewport'), json)
        .map(([good, key, value]) => ({ ...good, [key]: value })),
      documents.map((good) => ({ ...good, nodes: good.nodes.map((node) => ({ ...node, data: null })) })),
    );
    let refused = 0;
    fc.assert(
      fc.property(broken, (value) => {
        const { document, problems } = importFile(value);
        if (document === null) {
          refused += 1;
          expect(problems.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 1000 },
    );
    expect(refused).toBeGreaterThan(200);
  });
});
