/** Files that come in: what is wrong with them is said, nothing is lost, nothing runs; a bundle leads out and back in. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { startStudio, temporaryFolder, type RunningStudio } from './studio.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let studio: RunningStudio;

test.beforeAll(async () => {
  folder = await temporaryFolder();
  studio = await startStudio(join(folder.path, 'data'));
});

test.afterAll(async () => {
  await studio.stop();
  await folder.remove();
});

interface Draft {
  nodes: Record<string, unknown>[];
  edges: Record<string, unknown>[];
}

/** A workflow that is fine, and what is done to it. */
function workflow(name: string, spoil: (draft: Draft) => void = () => undefined): Record<string, unknown> {
  const at = (x: number): Record<string, unknown> => ({ position: { x, y: 0 } });
  const draft: Draft = {
    nodes: [
      { id: 'a', type: 'startCall', ...at(0), data: { name: 'Hello', prompt: 'Say: "Hello."' } },
      { id: 'z', type: 'endCall', ...at(400), data: { name: 'Bye', prompt: 'Say: "Bye."' } },
    ],
    edges: [{ id: 'a-z', source: 'a', target: 'z', data: { label: 'done', condition: 'They are done.' } }],
  };
  spoil(draft);
  return { name, ...draft };
}

const script = '<img src="x" onerror="window.hasRunScript = true">';
const files: Record<string, unknown> = {
  'letter.json': { title: 'No workflow at all' },
  'half.json': '{"nodes": [',
  'newer.json': { schema_version: 99, name: 'From later', workflow_definition: workflow('From later') },
  'twice.json': workflow('Twice', ({ nodes }) => nodes.push({ ...nodes[1], data: { name: 'Bye too' } })),
  'nowhere.json': workflow('Nowhere', ({ edges }) => edges.push({ ...edges[0], id: 'lost', target: 'moon' })),
  'long.json': workflow('Long', ({ nodes }) => {
    nodes[0] = { ...nodes[0], data: { name: 'Hello', prompt: 'x'.repeat(10 * 1024 * 1024) } };
  }),
  'script.json': workflow(script, ({ nodes }) => {
    nodes[0] = { ...nodes[0], data: { name: script, prompt: `Say: "${script}"` } };
  }),
};

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
const report = (page: Page): Locator => page.getByRole('dialog', { name: 'Import' });
const of = (page: Page, words: string): Locator =>
  report(page).getByRole('listitem').filter({ hasText: words }).first();

/** Lets go of a file over the page. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([fileName, content]) => {
      const made = new DataTransfer();
      made.items.add(new File([content], fileName, { type: 'application/json' }));
      return made;
    },
    [name, text] as const,
  );
  const target = page.getByRole('main', { name: 'Agents' }).locator('> *').first();
  for (const kind of ['dragenter', 'dragover', 'drop'])
    await target.dispatchEvent(kind, { dataTransfer: transfer });
}

test('bad files are reported one by one, nothing of them runs, and what can be mended is kept', async ({
  page,
}) => {
  page.setDefaultTimeout(20_000);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(studio.url);
  await expect(page.getByRole('link', { name: 'Order status' })).toBeVisible();

  await drop(page, 'letter.json', asText(files['letter.json']));
  await expect(of(page, 'letter.json was not imported')).toContainText('Nothing was saved.');
  await page.keyboard.press('Escape');
  await expect(report(page)).toHaveCount(0);

  await page.locator('input[type="file"]').setInputFiles(
    Object.entries(files).map(([name, value]) => ({
      name,
      mimeType: 'application/json',
      buffer: Buffer.from(asText(value)),
    })),
  );
  await expect(report(page).getByRole('heading', { level: 3 })).toHaveCount(Object.keys(files).length);
  const said: Record<string, string> = {
    'letter.json was not imported': 'This is not a workflow document.',
    'half.json was not imported': 'This is not JSON: line 1, column 12',
    'newer.json': 'written by a newer Parley',
    'twice.json': 'Two nodes have the id z: “Bye” (z) and “Bye too” (z).',
    'nowhere.json': '“done” (lost) leads to “moon”, which is not a node.',
    'long.json': '“Prompt” has 10,485,760 characters; at most 500,000 are allowed.',
    'script.json': `${script} is imported and can be called.`,
  };
  for (const [file, words] of Object.entries(said)) await expect(of(page, file)).toContainText(words);

  // What came in with ten megabytes opens, and still has every character.
  await of(page, 'long.json').getByRole('link', { name: 'Open' }).click();
  await page.getByRole('group', { name: 'Hello', exact: true }).click();
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toContainText('10,485,760 characters');
  const long = (await exportJson(page)) as { workflow_definition: Draft };
  expect(JSON.stringify(long.workflow_definition.nodes[0]).length).toBeGreaterThan(10 * 1024 * 1024);

  // A script is a name like any other.
  await page.getByRole('link', { name: 'Agents', exact: true }).first().click();
  await page.getByRole('link', { name: script }).click();
  await expect(page.getByRole('group', { name: script, exact: true })).toBeVisible();
  await expect(page.getByRole('group', { name: script, exact: true })).toContainText(script);
  expect(await page.evaluate(() => 'hasRunScript' in window)).toBe(false);
  expect(faults).toEqual([]);
});

test('a bundle leads an agent out of the studio and opens as the same agent', async ({ page }) => {
  page.setDefaultTimeout(20_000);
  await page.goto(studio.url);
  await page.getByRole('link', { name: 'Order status' }).click();
  await expect(page.getByRole('group', { name: 'Greeting', exact: true })).toBeVisible();
  const before = await exportJson(page);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: /^Agent bundle/ }).click();
  const bundle = await (await download).path();
  await page.getByRole('link', { name: 'Agents', exact: true }).first().click();
  await page.locator('input[type="file"]').setInputFiles({
    name: 'order-status.parley',
    mimeType: 'application/zip',
    buffer: await readFile(bundle),
  });
  await expect(page).toHaveURL(/#\/agents\/(?!sample-)/);
  await expect(page.getByRole('group', { name: 'Greeting', exact: true })).toBeVisible();
  expect(await exportJson(page)).toEqual(before);
});

/** Saves the agent in the editor as JSON, and reads it. */
async function exportJson(page: Page): Promise<unknown> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: /^JSON/ }).click();
  return JSON.parse(await readFile(await (await download).path(), 'utf8'));
}
