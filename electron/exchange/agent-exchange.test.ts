/** Agents through the real studio: files in pieces over its own bridge, bundles between two data directories. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { wavBytes } from '#engine/audio/wav-format.ts';
import { pieceBytes } from '#shared/bridge/exchange.ts';
import type { MethodInput, MethodName, MethodOutput } from '#shared/bridge/contract.ts';
import type { Recording } from '#shared/domain/sound.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { createDispatch, type Dispatch } from '../ipc/dispatch.ts';
import { openStudioFixture, type StudioFixture } from '../ipc/testing/studio-fixture.ts';

let here: StudioFixture;
let there: StudioFixture;
let dataDir: string;

/** The most that this thread worked between asking for one thing and having it: more than any one stop of its loop. */
let busiestMs = 0;

beforeAll(async () => {
  [here, there] = await Promise.all([openStudioFixture(), openStudioFixture()]);
  dataDir = (await there.studio.info()).data_dir;
});
afterAll(() => Promise.all([here.dispose(), there.dispose()]));
beforeEach(async () => {
  await rm(join(dataDir, 'recordings'), { recursive: true, force: true });
});

const described: Recording = {
  id: 'hello',
  name: 'Hello',
  transcript: 'Hello.',
  created_at: '2026-11-26T08:00:00.000Z',
  duration_ms: 1000,
  original_file_name: 'hello.wav',
};

const dispatchOf = ({ studio, settings, logger }: StudioFixture): Dispatch =>
  createDispatch({ studio, settings, door: 'browser', logger });

async function call<M extends MethodName>(
  at: StudioFixture,
  method: M,
  input: MethodInput<M>,
): Promise<MethodOutput<M>> {
  const before = process.threadCpuUsage();
  const reply = await dispatchOf(at)(method, input);
  const { user, system } = process.threadCpuUsage(before);
  // Microseconds.
  busiestMs = Math.max(busiestMs, (user + system) / 1000);
  if (!reply.ok) throw new Error(`${reply.error.code}: ${reply.error.message}`);
  return reply.value as MethodOutput<M>;
}

async function download(at: StudioFixture, workflowId: string): Promise<Buffer> {
  const { download_id: id } = await call(at, 'exchange.pack', { workflow_id: workflowId });
  const pieces: Buffer[] = [];
  for (let offset: number | null = 0; offset !== null;) {
    const piece: MethodOutput<'exchange.download'> = await call(at, 'exchange.download', {
      download_id: id,
      offset,
    });
    pieces.push(Buffer.from(piece.data, 'base64'));
    offset = piece.next;
  }
  return Buffer.concat(pieces);
}

async function upload(
  at: StudioFixture,
  bytes: Uint8Array,
  name?: string,
): Promise<MethodOutput<'exchange.import'>> {
  let id: string | null = null;
  for (let offset = 0; offset < bytes.length; offset += pieceBytes) {
    const data = Buffer.from(bytes.subarray(offset, offset + pieceBytes)).toString('base64');
    ({ upload_id: id } = await call(at, 'exchange.upload', { upload_id: id, data }));
  }
  return call(at, 'exchange.import', { upload_id: id ?? '', ...(name === undefined ? {} : { name }) });
}

const tone = (pitch: number, seconds = 1): Uint8Array =>
  wavBytes(
    Int16Array.from({ length: 16_000 * seconds }, (_, at) =>
      Math.round(8000 * Math.sin((at * pitch) / 16_000)),
    ),
    {
      sampleRateHz: 16_000,
      channels: 1,
    },
  );

const agent = (recordingId: string): WorkflowDocument => ({
  name: 'Desk',
  nodes: [
    {
      id: 's',
      type: 'startCall',
      position: { x: 0, y: 0 },
      data: {
        name: 'Start',
        prompt: `Play ● ${recordingId} first.`,
        greeting_type: 'audio',
        greeting_recording_id: recordingId,
      },
    },
  ],
  edges: [],
  viewport: { x: 0, y: 0, zoom: 1 },
});

async function saved(at: StudioFixture): Promise<{ id: string; recordingId: string }> {
  const { id: recordingId } = await at.studio.recordings.add({
    bytes: tone(2000),
    fileName: 'hello.wav',
    transcript: 'Hello.',
  });
  const { id } = await at.studio.library.saveWorkflow({ name: 'Desk', document: agent(recordingId) });
  return { id, recordingId };
}

const fileCount = async (): Promise<number> =>
  (await readdir(join(dataDir, 'recordings')).catch(() => [])).length;

describe('a bundle', () => {
  test('brings an agent and its recordings to another studio, once', async () => {
    const { id, recordingId } = await saved(here);
    const bytes = await download(here, id);
    const first = await upload(there, bytes);
    expect({ format: first.format, name: first.workflow.name, document: first.workflow.document }).toEqual({
      format: 'bundle',
      name: 'Desk',
      document: agent(recordingId),
    });
    const original = await here.studio.recordings.get(recordingId);
    expect(await there.studio.recordings.get(recordingId)).toEqual(original);
    expect(await readFile(there.studio.recordings.file(recordingId))).toEqual(
      await readFile(here.studio.recordings.file(recordingId)),
    );
    // The same sound is not kept twice, and nothing stays of the transfer.
    const second = await upload(there, bytes);
    expect(second.workflow.document).toEqual(first.workflow.document);
    expect([await fileCount(), await readdir(join(dataDir, 'transfers'))]).toEqual([2, []]);
  });

  test('has its credentials by name only: kept where they are, left empty and told elsewhere', async () => {
    const secret = { type: 'bearer_token' as const, token: 'sk-of-the-shop' };
    const { credential_uuid: id } = await call(here, 'credentials.set', { name: 'Shop', credential: secret });
    await call(there, 'credentials.set', { name: 'Shop', credential: { ...secret, token: 'of there' } });
    const webhook = { name: 'Tell', endpoint_url: 'https://shop.test/told' };
    const config = { url: 'https://shop.test/orders', method: 'GET' };
    const using = (credential: { credential_uuid?: string }): WorkflowDocument => ({
      ...agent('none'),
      nodes: [{ id: 'w', type: 'webhook', position: { x: 0, y: 0 }, data: { ...webhook, ...credential } }],
      workflow_configurations: {
        tools: [
          {
            tool_uuid: 't',
            name: 'Look up',
            definition: { type: 'http_api', config: { ...config, ...credential } },
          },
        ],
      },
    });
    const document = using({ credential_uuid: id });
    const { id: workflowId } = await here.studio.library.saveWorkflow({ name: 'Desk', document });
    const bytes = await download(here, workflowId);
    expect(bytes.toString('latin1')).not.toContain('sk-of-the-shop');
    expect((await upload(here, bytes)).workflow.document).toEqual(document);
    const elsewhere = await upload(there, bytes);
    expect(elsewhere.workflow.document).toEqual(using({}));
    expect(elsewhere.notes.filter(({ message }) => message.includes('credential'))).toEqual(
      ['“Tell” (w)', 'the tool “Look up”'].map((place) => ({
        place,
        message:
          'It used the credential “Shop”, which is not part of a bundle. One of that name is kept here: look at the address, then choose it.',
      })),
    );
  });

  test('whose recording has the id of another sound gets one of its own, and the agent plays that', async () => {
    const { id, recordingId } = await saved(here);
    const bytes = await download(here, id);
    await upload(there, bytes);
    await writeFile(there.studio.recordings.file(recordingId), tone(3000));
    const { workflow } = await upload(there, bytes);
    const newId = workflow.document.nodes[0]?.data.greeting_recording_id ?? '';
    expect(newId).not.toBe(recordingId);
    expect(workflow.document).toEqual(agent(newId));
    expect(await readFile(there.studio.recordings.file(newId))).toEqual(
      await readFile(here.studio.recordings.file(recordingId)),
    );
  });

  test('that cannot be saved leaves nothing behind', async () => {
    const bytes = await download(here, (await saved(here)).id);
    const before = (await there.studio.library.listWorkflows()).length;
    bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 255;
    await expect(upload(there, bytes)).rejects.toThrow(/damaged/);
    expect([
      await fileCount(),
      (await there.studio.library.listWorkflows()).length,
      await readdir(join(dataDir, 'transfers')),
    ]).toEqual([0, before, []]);
  });

  test('of 50 MB never holds up the beat of a call', async () => {
    const ids = await Promise.all(
      [1, 2, 3, 4, 5, 6].map(async (count) => {
        const path = join((await here.studio.info()).data_dir, `${count}.wav`);
        await writeFile(path, tone(1000 + count, 280));
        const { id } = await here.studio.recordings.adopt({ ...described, id: `long-${count}` }, path, {
          asNew: false,
        });
        return id;
      }),
    );
    const document = agent(ids.join(' ● '));
    const { id } = await here.studio.library.saveWorkflow({ name: 'Desk', document });
    busiestMs = 0;
    const bytes = await download(here, id);
    const { workflow } = await upload(there, bytes);
    expect(workflow.document).toEqual(document);
    expect(bytes.length).toBeGreaterThan(50_000_000);
    expect(busiestMs).toBeLessThan(20);
  }, 20_000);
});

describe('a file', () => {
  const text = (value: unknown): Buffer =>
    Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));

  test('of JSON comes the same way, with a report', async () => {
    const { workflow, format, problems, notes } = await upload(
      there,
      text({ initial_node: 'a', nodes: { a: { task_messages: [{ content: 'Ask.' }] } } }),
      'My flow',
    );
    expect({ name: workflow.name, format, problems, notes }).toEqual({
      name: 'My flow',
      format: 'pipecat-flows',
      problems: [],
      notes: [],
    });
  });

  test.each([
    ['is no workflow', { some: 'thing' }, /not a workflow document/],
    ['is no JSON', '{"nodes": [,]}', /line 1, column 12/],
    [
      'is neither text nor a bundle',
      Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2]),
      /neither JSON nor an agent bundle/,
    ],
  ])('that %s is refused, and nothing is saved', async (_what, value, message) => {
    const before = (await there.studio.library.listWorkflows()).length;
    await expect(upload(there, Buffer.isBuffer(value) ? value : text(value))).rejects.toThrow(message);
    expect((await there.studio.library.listWorkflows()).length).toBe(before);
  });

  test('that was never sent whole is forgotten, and says so', async () => {
    await expect(call(there, 'exchange.import', { upload_id: 'gone' })).rejects.toThrow(/Choose it again/);
  });
});
