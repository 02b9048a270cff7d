import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { silentLogger } from '#engine/base/logger.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { openLibrary, type Library, type LibraryChange } from '../index.ts';
import { newRun, sampleDocument, temporaryDataDir } from '../testing/fixtures.ts';

let dataDir: string;
let remove: () => Promise<void>;
let library: Library;
/** Two windows of one studio, or the studio and the command: another opening of the same library. */
let elsewhere: Library;
let nowMs = 0;

beforeEach(async () => {
  ({ dataDir, remove } = await temporaryDataDir());
  nowMs = Date.UTC(2026, 0, 1);
  const now = () => (nowMs += 1000);
  library = await openLibrary({ dataDir, logger: silentLogger, now });
  elsewhere = await openLibrary({ dataDir, logger: silentLogger, now });
});

afterEach(async () => {
  await elsewhere.close();
  await library.close();
  await remove();
});

const save = (document: WorkflowDocument, id?: string, expectedRevision: number | null = null) =>
  library.saveWorkflow({ ...(id === undefined ? {} : { id }), name: 'Booking', document, expectedRevision });

const moved = (document: WorkflowDocument): WorkflowDocument => ({
  ...document,
  nodes: document.nodes.map((node) => ({ ...node, position: { x: 900, y: 900 } })),
});

describe('two that edit one agent', () => {
  test('the second to save is told when and what, and nothing is written', async () => {
    const { id, revision } = await save(sampleDocument());
    const theirs = await elsewhere.saveWorkflow({
      id,
      name: 'Booking',
      document: sampleDocument('Theirs.'),
      expectedRevision: revision,
    });

    await expect(save(sampleDocument('Mine.'), id, revision)).rejects.toMatchObject({
      code: 'workflow-conflict',
      retryable: false,
      message: `“Booking” was changed elsewhere at ${theirs.updated_at}: it is revision 2, this change was made on revision 1. Load it again, or save over it on purpose.`,
    });
    expect(await library.getWorkflow(id)).toEqual(theirs);
  });

  test('saving over it on purpose needs no expectation', async () => {
    const { id } = await save(sampleDocument());
    await elsewhere.saveWorkflow({ id, name: 'Booking', document: sampleDocument('Theirs.') });
    expect(await save(sampleDocument('Mine.'), id)).toMatchObject({ revision: 3 });
  });

  test('the same save asked again, as after a lost answer, is no conflict', async () => {
    const { id, revision } = await save(sampleDocument());
    const once = await save(sampleDocument('Mine.'), id, revision);
    expect(await save(sampleDocument('Mine.'), id, revision)).toEqual(once);
  });

  test('a draft that was deleted elsewhere is not brought back unasked', async () => {
    const { id, revision } = await save(sampleDocument());
    await elsewhere.deleteWorkflow(id);
    await expect(save(sampleDocument('Mine.'), id, revision)).rejects.toMatchObject({
      code: 'workflow-conflict',
      message: expect.stringContaining('was deleted elsewhere at 2026-') as string,
    });
    await elsewhere.restoreWorkflow(id);
    expect(await save(sampleDocument('Mine.'), id, revision)).toMatchObject({ revision: revision + 1 });
  });

  test('of two that save at once on the same revision exactly one is refused', async () => {
    const { id, revision } = await save(sampleDocument());
    const both = [library, elsewhere].map((each, at) =>
      each.saveWorkflow({
        id,
        name: 'Booking',
        document: sampleDocument(`Prompt ${String(at)}`),
        expectedRevision: revision,
      }),
    );
    const outcomes = await Promise.allSettled(both);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('publishing', () => {
  test('numbers versions, and what is published stays while the draft goes on', async () => {
    const { id } = await save(sampleDocument());
    expect(await library.getPublished(id)).toBeNull();
    const first = await library.publishWorkflow(id, ' First ', 1);
    await save(sampleDocument('Second.'), id);
    const second = await elsewhere.publishWorkflow(id, '', 2);
    await save(sampleDocument('Draft.'), id);

    expect(await library.listVersions(id)).toEqual([
      {
        version_id: second.version_id,
        number: 2,
        note: '',
        created_at: second.created_at,
        published_at: second.published_at,
        run_count: 0,
        last_run_at: null,
      },
      { ...first, number: 1, note: 'First' },
    ]);
    expect(await elsewhere.getPublished(id)).toEqual({
      id,
      name: 'Booking',
      document: sampleDocument('Second.'),
      publication: {
        version_id: second.version_id,
        number: 2,
        note: '',
        published_at: second.published_at,
      },
    });
    expect((await library.getVersion(id, first.version_id))?.document).toEqual(sampleDocument());
    expect(await library.getVersion('another', first.version_id)).toBeNull();
  });

  test('is refused while there are problems, which are told', async () => {
    const { id } = await save({ ...sampleDocument(), nodes: [], edges: [] });
    await expect(library.publishWorkflow(id, '', null)).rejects.toMatchObject({
      code: 'workflow-invalid',
      message: expect.stringMatching(
        /^“Booking” cannot be published while it has problems: .*start node/,
      ) as string,
    });
    expect(await library.listVersions(id)).toEqual([]);
  });

  test('is refused when the draft is another than the person saw, or gone', async () => {
    const { id } = await save(sampleDocument());
    await elsewhere.saveWorkflow({ id, name: 'Booking', document: sampleDocument('Theirs.') });
    await expect(library.publishWorkflow(id, '', 1)).rejects.toMatchObject({ code: 'workflow-conflict' });
    await library.deleteWorkflow(id);
    await expect(library.publishWorkflow(id, '', null)).rejects.toMatchObject({ code: 'workflow-not-found' });
    expect(await library.getPublished(id)).toBeNull();
  });

  test('the same content again makes no version; an earlier content again makes one', async () => {
    const { id } = await save(sampleDocument());
    const first = await library.publishWorkflow(id, 'One', null);
    expect(await library.publishWorkflow(id, 'Again', null)).toEqual(first);
    await save(sampleDocument('Two.'), id);
    await library.publishWorkflow(id, 'Two', null);
    await save(sampleDocument(), id);
    expect(await library.publishWorkflow(id, 'Back to one', null)).toMatchObject({
      version_id: first.version_id,
      number: 3,
    });
    expect((await library.listVersions(id)).map(({ number, note }) => [number, note])).toEqual([
      [3, 'Back to one'],
      [2, 'Two'],
      [1, 'One'],
    ]);
  });

  test('a moved card is no change worth publishing, another prompt is', async () => {
    const { id } = await save(sampleDocument());
    await library.publishWorkflow(id, '', null);
    const isChanged = async () => (await library.listWorkflows())[0]?.has_unpublished_changes;
    const states = [await isChanged()];
    await save(moved(sampleDocument()), id);
    states.push(await isChanged());
    await save(sampleDocument('Another.'), id);
    states.push(await isChanged());
    expect(states).toEqual([false, false, true]);
  });

  test('tells whoever listens', async () => {
    const { id } = await save(sampleDocument());
    const changes: LibraryChange[] = [];
    library.onChanged((change) => changes.push(change));
    await library.publishWorkflow(id, '', null);
    expect(changes).toEqual([{ what: 'workflows', id }]);
  });
});

test('a version that was only run has no number, and versions count their runs', async () => {
  const { id } = await save(sampleDocument());
  await library.publishWorkflow(id, '', null);
  await library.createRun(newRun({ workflow_id: id, document: sampleDocument() }));
  const draft = await library.createRun(newRun({ workflow_id: id, document: sampleDocument('Draft.') }));
  expect(
    (await library.listVersions(id)).map(({ number, run_count, last_run_at }) => [
      number,
      run_count,
      last_run_at,
    ]),
  ).toEqual([
    [null, 1, draft.created_at],
    [1, 1, expect.any(String)],
  ]);
  await expect(library.workflowCoverage('nobody', null)).rejects.toMatchObject({
    code: 'workflow-not-found',
  });
});
