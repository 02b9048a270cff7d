import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLogger } from '#engine/base/logger.ts';
import { openLibrary, type Library } from '#library/index.ts';
import { outlineOf } from '#shared/exchange/outline.ts';
import { workflowFileText } from '#shared/exchange/workflow-file.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { sampleDocument } from '../library/testing/fixtures.ts';
import { parley } from './testing/command.ts';

let folder: string;
/** The studio, which is open beside the command. */
let studio: Library;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-files-'));
  studio = await openLibrary({ dataDir: join(folder, 'data'), logger: silentLogger });
});
afterAll(async () => {
  await studio.close();
  await rm(folder, { recursive: true, force: true });
});

const run = (...words: string[]) => parley(...words, '--data', join(folder, 'data'));
const at = (name: string): string => join(folder, name);

/** With a key that somebody wrote into a webhook. */
const document: WorkflowDocument = {
  ...sampleDocument(),
  nodes: [
    ...sampleDocument().nodes,
    {
      id: 'hook',
      type: 'webhook',
      position: { x: 300, y: 0 },
      data: {
        name: 'Tell',
        endpoint_url: 'https://shop.test/told',
        custom_headers: [{ key: 'Authorization', value: 'Bearer abc' }],
      },
    },
  ],
};

test('an agent is printed as JSON or as an outline', async () => {
  await studio.saveWorkflow({ name: 'Desk', document });
  expect([await run('export', 'Desk'), await run('export', 'Desk', '--format', 'markdown')]).toEqual([
    { code: 0, stdout: workflowFileText('Desk', document), stderr: '' },
    { code: 0, stdout: outlineOf('Desk', document), stderr: '' },
  ]);
});

test('a bundle comes back as an agent of its own, without the key', async () => {
  const { id } = await studio.saveWorkflow({ name: 'Shop', document });
  const out = at('desk.parley');
  const exported = await run('export', id, '--out', out);
  expect(exported).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('“Authorization” of “Tell”') as string,
  });
  expect((await readFile(out)).toString('latin1')).not.toContain('Bearer abc');
  expect(await run('export', id, '--out', out)).toMatchObject({
    code: 3,
    stderr: `There is a file ${out} already. Choose another name, or give --overwrite.\n`,
  });
  expect((await run('export', id, '--out', out, '--overwrite')).code).toBe(0);

  const answer = await run('import', out, '--json');
  const imported = JSON.parse(answer.stdout) as { workflow: { id: string }; format: string };
  expect([answer.code, imported.format, imported.workflow.id === id]).toEqual([0, 'bundle', false]);
  expect((await studio.getWorkflow(imported.workflow.id))?.document.edges).toEqual(document.edges);
  expect((await run('import', out)).stdout).toContain('note: “Authorization” of “Tell”');
});

test('what is not asked rightly, and what is no workflow, changes nothing', async () => {
  const { id } = await studio.saveWorkflow({ name: 'Hall', document });
  const before = await studio.listWorkflows();
  await writeFile(at('list.json'), '[1, 2]');
  expect([
    (await run('export', id, '--format', 'bundle')).stderr.split('\n')[0],
    (await run('export', id, '--format', 'svg')).stderr.split('\n')[0],
    await run('export', 'Nobody').then(({ code }) => code),
    await run('import', at('list.json')).then(({ code }) => code),
    await run('import', at('absent.json')),
  ]).toEqual([
    'A bundle is no text: say with --out which file it becomes.',
    '--format is dograh, bundle, markdown, not svg. Pictures are drawn by the studio.',
    3,
    2,
    { code: 3, stdout: '', stderr: `${at('absent.json')} does not exist.\n` },
  ]);
  expect(await studio.listWorkflows()).toEqual(before);
});
