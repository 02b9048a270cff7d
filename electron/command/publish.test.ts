import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '#engine/base/logger.ts';
import { openLibrary, type Library } from '#library/index.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { parley } from './testing/command.ts';

let folder: string;
/** The studio, which is open beside the command. */
let studio: Library;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-publish-'));
  studio = await openLibrary({ dataDir: join(folder, 'data'), logger: silentLogger });
  file = join(folder, 'desk.json');
});
afterEach(async () => {
  await studio.close();
  await rm(folder, { recursive: true, force: true });
});

const desk = (prompt: string): WorkflowDocument => ({
  name: 'Front desk',
  nodes: [
    { id: 'start', type: 'startCall', position: { x: 0, y: 0 }, data: { name: 'Start', prompt } },
    { id: 'end', type: 'endCall', position: { x: 300, y: 0 }, data: { name: 'End', prompt: 'Say goodbye.' } },
  ],
  edges: [
    { id: 'done', source: 'start', target: 'end', data: { label: 'Done', condition: 'The caller is done.' } },
  ],
  viewport: { x: 0, y: 0, zoom: 1 },
});
const publish = (...words: string[]) => parley('publish', ...words, '--data', join(folder, 'data'));
const write = (prompt: string) => writeFile(file, JSON.stringify(desk(prompt)));

test('a draft is published by the name of its agent, while the studio is open', async () => {
  const { id } = await studio.saveWorkflow({ name: 'Front desk', document: desk('Greet.') });
  expect(await publish('Front desk', '--note', 'First')).toEqual({
    code: 0,
    stdout: '“Front desk” is published as version 1: First\n',
    stderr: '',
  });
  expect((await studio.getPublished(id))?.publication).toMatchObject({ number: 1, note: 'First' });
  expect(JSON.parse((await publish(id, '--json')).stdout)).toMatchObject({
    workflow_id: id,
    version: { number: 1 },
  });
});

test('a file becomes the draft of the agent of its name, then its next version', async () => {
  await write('Greet.');
  expect((await publish(file)).stdout).toContain('version 1');
  await write('Greet warmly.');
  expect((await publish(file)).stdout).toContain('version 2');
  const [agent] = await studio.listWorkflows();
  expect((await studio.getPublished(agent?.id ?? ''))?.document).toEqual(desk('Greet warmly.'));
});

test('a file does not take the place of unpublished changes unless told so', async () => {
  await write('From the file.');
  const { id } = await studio.saveWorkflow({ name: 'Front desk', document: desk('From the studio.') });
  expect(await publish(file)).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('has changes in the studio that were never published') as string,
  });
  expect((await studio.getWorkflow(id))?.document).toEqual(desk('From the studio.'));
  expect((await publish(file, '--overwrite')).stdout).toContain('version 1');
});

test('what is not valid is refused with its reasons, what is not there by its name', async () => {
  await studio.saveWorkflow({ name: 'Half', document: { ...desk('x'), nodes: [], edges: [] } });
  expect(await publish('Half')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^Half is not a valid workflow\.\n.*start node/) as string,
  });
  expect(await publish('Nobody')).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('There is no workflow Nobody') as string,
  });
});
