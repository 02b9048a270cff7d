import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { silentLogger } from '#engine/base/logger.ts';
import { openLibrary, type Library } from '../index.ts';
import { sampleDocument, temporaryDataDir } from '../testing/fixtures.ts';

let remove: () => Promise<void>;
let library: Library;

beforeEach(async () => {
  const folder = await temporaryDataDir();
  remove = folder.remove;
  library = await openLibrary({ dataDir: folder.dataDir, logger: silentLogger });
});

afterEach(async () => {
  await library.close();
  await remove();
});

const found = async (text: string): Promise<string[]> =>
  (await library.searchWorkflows(text, 50)).map(
    ({ workflow_name: agent, kind, id, field }) => `${agent} · ${kind} ${id ?? '-'} ${field}`,
  );

describe('search', () => {
  test('looks through names, prompts, greetings, edges, tools, notes and frames', async () => {
    const document = sampleDocument('Ask for the reference of the parcel.');
    await library.saveWorkflow({
      name: 'Parcel desk',
      document: {
        ...document,
        edges: document.edges.map((edge) => ({
          ...edge,
          data: { ...edge.data, caller_examples: ['where is my parcel'] },
        })),
        notes: [{ id: 'n', text: 'Parcels only', position: { x: 0, y: 0 }, size: { width: 10, height: 10 } }],
        frames: [{ id: 'f', name: 'Parcel steps', node_ids: ['start'] }],
        workflow_configurations: {
          tools: [
            {
              tool_uuid: 't',
              name: 'Track parcel',
              description: 'Looks a parcel up.',
              definition: { type: 'http_api', config: {} },
            },
          ],
        },
      },
    });

    expect(await found('PARCEL')).toEqual([
      'Parcel desk · workflow - name',
      'Parcel desk · tool t name',
      'Parcel desk · frame f name',
      'Parcel desk · node start prompt',
      'Parcel desk · edge done caller_examples',
      'Parcel desk · tool t description',
      'Parcel desk · note n text',
    ]);
  });

  test('gives the piece of text around the first place, as it is written there', async () => {
    const long = 'so '.repeat(50);
    await library.saveWorkflow({
      name: 'A',
      document: sampleDocument(`${long}Ask\nfor the Café table ${long}`),
    });
    const [hit] = await library.searchWorkflows('cafe', 10);
    expect(hit?.excerpt).toEqual({
      before: `…${'so '.repeat(9)}Ask for the `,
      match: 'Café',
      after: expect.stringMatching(/^ table (so )+so…$/) as string,
    });
  });

  test('wants every word in the same text, in any order', async () => {
    await library.saveWorkflow({ name: 'A', document: sampleDocument('Book a table by the window.') });
    await library.saveWorkflow({ name: 'B', document: sampleDocument('Book a room.') });
    expect(await found('table book')).toEqual(['A · node start prompt']);
    expect(await found('book by')).toEqual(['A · node start prompt']);
  });

  test('words of one or two letters look in names, in scripts of whole words everywhere', async () => {
    await library.saveWorkflow({ name: 'QA', document: sampleDocument('要予約です') });
    expect(await found('qa')).toEqual(['QA · workflow - name']);
    expect(await found('予約')).toEqual(['QA · node start prompt']);
  });

  test('follows what is saved, renamed, deleted and brought back', async () => {
    const { id } = await library.saveWorkflow({ name: 'Old name', document: sampleDocument('Zebra.') });
    await library.saveWorkflow({ id, name: 'New name', document: sampleDocument('Giraffe.') });
    expect([await found('zebra'), await found('giraffe'), await found('old name')]).toEqual([
      [],
      ['New name · node start prompt'],
      [],
    ]);
    await library.deleteWorkflow(id);
    expect(await found('giraffe')).toEqual([]);
    await library.restoreWorkflow(id);
    expect(await found('giraffe')).toHaveLength(1);
  });

  test('finds what was put away, marked', async () => {
    const { id } = await library.saveWorkflow({ name: 'Winter line', document: sampleDocument() });
    await library.organiseWorkflows([id], { addTags: [], removeTags: [], isArchived: true });
    expect(await library.searchWorkflows('winter', 10)).toMatchObject([{ is_archived: true }]);
  });

  test('takes signs of the query language for what they are', async () => {
    await library.saveWorkflow({ name: 'Plain', document: sampleDocument() });
    const odd = ['"', 'a"b', '*', 'text:', '(', 'NEAR(', '%', '_', '\\', 'AND OR NOT', '', '  ', "'; --"];
    expect(await Promise.all(odd.map(found))).toEqual(odd.map(() => []));
  });

  test('one large agent does not hide the others', async () => {
    const many = sampleDocument();
    const [, end] = many.nodes;
    if (!end) throw new Error('there is an end');
    many.nodes.push(
      ...Array.from({ length: 200 }, (_, at) => ({
        ...end,
        id: `n${String(at)}`,
        data: { prompt: `Speak of elephants, part ${String(at)}.` },
      })),
    );
    await library.saveWorkflow({ name: 'Large', document: many });
    await library.saveWorkflow({ name: 'Small', document: sampleDocument('One elephant.') });
    const hits = await library.searchWorkflows('elephant', 40);
    expect([hits.length, hits.filter(({ workflow_name: name }) => name === 'Small').length]).toEqual([40, 1]);
  });
});

test('folders and tags: absent stays, null takes out, tags are sorted and each once', async () => {
  const { id } = await library.saveWorkflow({ name: 'A', document: sampleDocument() });
  const other = await library.saveWorkflow({ name: 'B', document: sampleDocument() });
  await library.organiseWorkflows([id, other.id], {
    folder: 'Clinics',
    addTags: ['b', 'a', 'b'],
    removeTags: [],
  });
  await library.organiseWorkflows([id], { addTags: ['c'], removeTags: ['a'] });
  await library.organiseWorkflows([other.id], { folder: null, addTags: [], removeTags: [] });
  const states = (await library.listWorkflows()).map(({ folder, tags, revision }) => ({
    folder,
    tags,
    revision,
  }));
  expect(states).toEqual([
    { folder: 'Clinics', tags: ['b', 'c'], revision: 1 },
    { folder: null, tags: ['a', 'b'], revision: 1 },
  ]);
  await expect(
    library.organiseWorkflows([id, 'nobody'], { folder: 'X', addTags: [], removeTags: [] }),
  ).rejects.toMatchObject({ code: 'workflow-not-found' });
  expect((await library.getWorkflow(id))?.folder).toBe('Clinics');
  const copy = await library.duplicateWorkflow(id);
  expect([copy.folder, copy.tags, copy.is_archived]).toEqual(['Clinics', ['b', 'c'], false]);
});
