/**
 * An agent by keyboard alone, as a person without a mouse makes it: drawn from nothing, published, talked to in writing, gone
 * back in, changed, compared with what was published, restored, exported and imported again.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { countPointing, keyboardOf, type Keyboard } from './keyboard.ts';
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

const inspector = (page: Page): Locator => page.getByRole('complementary', { name: 'Inspector' });
const field = (page: Page, name: string): Locator =>
  inspector(page).getByRole('textbox', { name, exact: true });
const card = (page: Page, name: string): Locator => page.getByRole('group', { name, exact: true });
const turn = (page: Page): Locator => page.getByRole('complementary', { name: 'Turn' });
const box = (page: Page): Locator => page.getByRole('dialog').getByRole('combobox', { name: /step|edge/ });

/** The canvas hears the keys: it has the focus, or nothing has. */
const hasKeys = (page: Page): Promise<void> =>
  expect.poll(() => page.evaluate(() => document.activeElement?.matches('body, .react-flow'))).toBe(true);

/** Types on the canvas what kind of step is wanted, beside the selected one and led to by it. */
async function addStep(keys: Keyboard, kind: string): Promise<void> {
  await hasKeys(keys.page);
  await keys.type(kind);
  await expect(box(keys.page)).toHaveValue(kind);
  await keys.press('Enter');
  await expect(box(keys.page)).toHaveCount(0);
}

async function write(keys: Keyboard, texts: Record<string, string>): Promise<void> {
  await keys.press('Enter');
  for (const [name, text] of Object.entries(texts)) await keys.fill(field(keys.page, name), text);
}

/** In the fields of a step: one value that it finds. */
async function extract(keys: Keyboard, name: string, what: string): Promise<void> {
  const fields = inspector(keys.page);
  await keys.tabTo(fields.getByRole('switch', { name: 'Find values in what the caller says' }));
  await keys.press('Space');
  await keys.tabTo(fields.getByRole('button', { name: 'Add variable' }));
  await keys.press('Enter');
  await keys.press('Shift+Tab');
  await keys.fill(fields.getByRole('textbox', { name: 'Name of variable 1' }), name);
  await keys.fill(fields.getByRole('textbox', { name: `What ${name} is` }), what);
}

/** In the fields of an edge: taken as soon as the caller says these words. */
async function guardByWords(keys: Keyboard, words: string): Promise<void> {
  const fields = inspector(keys.page);
  await keys.tabTo(fields.getByRole('switch', { name: 'Take it without asking the model' }));
  await keys.press('Space');
  await keys.tabTo(fields.getByRole('combobox', { name: 'Condition 1: kind' }));
  await keys.press('Enter');
  await expect(keys.page.getByRole('option', { name: 'Key words' })).toBeVisible();
  await keys.press('ArrowDown', 'Enter');
  await keys.tabTo(fields.getByLabel('Condition 1: words'));
  await keys.type(words);
  await keys.press('Enter');
  await expect(fields.getByText(`Taken at once when`)).toContainText(words);
}

/** Takes the first value that a prompt offers. The list takes no key in its first moment, so that none is meant for the text. */
async function complete({ page, press }: Keyboard, first: RegExp): Promise<void> {
  const offers = page.getByRole('listbox', { name: 'Completions' }).getByRole('option');
  await expect(offers.first()).toHaveText(first);
  await expect(async () => {
    await press('ArrowDown');
    await expect(offers.nth(1)).toHaveAttribute('aria-selected', 'true', { timeout: 100 });
  }).toPass();
  await press('ArrowUp', 'Enter');
}

/** Says a line as the caller and waits for the answer to it. */
async function say(keys: Keyboard, line: string, answer: string): Promise<void> {
  const { page } = keys;
  const log = page.getByRole('log', { name: 'Conversation' });
  await expect(page.getByRole('textbox', { name: 'The caller says' })).toBeFocused();
  await keys.type(line);
  await keys.press('Enter');
  await expect(log.locator('[data-side="caller"]', { hasText: line })).toBeVisible();
  await expect(log.locator('[data-side="agent"]', { hasText: answer }).last()).toBeVisible();
}

/** From a step to the edge that leads on from it, or to it. */
async function goToEdge(keys: Keyboard): Promise<void> {
  await keys.press('Alt+e');
  await expect(inspector(keys.page).getByText('Edge', { exact: true })).toBeVisible();
}

const back = async (keys: Keyboard): Promise<void> => {
  await keys.press('Escape');
  await hasKeys(keys.page);
};

test('an agent is drawn, tried, and taken out and in again by keys alone', async ({ page }) => {
  page.setDefaultTimeout(15_000);
  const pointing = await countPointing(page);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  const keys = keyboardOf(page);
  await page.goto(studio.url);
  await expect(page.getByRole('link', { name: 'Order status' })).toBeVisible();

  await keys.command('New blank agent');
  await expect(card(page, 'Goodbye')).toBeVisible();
  await keys.press('ControlOrMeta+a', 'Delete');
  await expect(page.locator('.react-flow__node')).toHaveCount(0);

  await addStep(keys, 'start');
  await write(keys, {
    Name: 'Greeting',
    Greeting: 'Hello, this is Fern Bakery. Would you like to order?',
    Prompt: 'Find out whether the caller wants to order.',
  });
  await back(keys);

  await addStep(keys, 'agent');
  await write(keys, { Name: 'Order', Prompt: 'Ask: "What would you like?"' });
  await extract(keys, 'item', 'the bread or cake that is ordered');
  await back(keys);
  await goToEdge(keys);
  await write(keys, {
    Label: 'wants to order',
    Condition: 'The caller wants to order.',
    'What callers say': 'yes please',
  });
  await back(keys);

  await keys.press('Alt+ArrowRight');
  await addStep(keys, 'agent');
  await write(keys, { Name: 'Confirm', Prompt: 'Say: "{{ite' });
  await complete(keys, /^gathered_context\.item/);
  await expect(field(page, 'Prompt')).toHaveText('Say: "{{gathered_context.item}}');
  await keys.type(', is that right?"');
  await back(keys);
  await goToEdge(keys);
  await write(keys, {
    Label: 'item given',
    Condition: 'The caller has said what they would like.',
    'What callers say': 'a rye loaf',
  });
  await back(keys);

  await keys.press('Alt+ArrowRight');
  await addStep(keys, 'end');
  await write(keys, { Name: 'Goodbye', Prompt: 'Say: "Thank you, goodbye!"' });
  await back(keys);
  await goToEdge(keys);
  await write(keys, {
    Label: 'right',
    Condition: 'The caller says that it is right.',
    'What callers say': 'yes that is right',
  });
  await back(keys);

  // From the greeting straight to the end, by a guard alone.
  await keys.press('Alt+ArrowLeft', 'Alt+ArrowLeft', 'Alt+ArrowLeft');
  await expect(field(page, 'Name')).toHaveValue('Greeting');
  await keys.press('ControlOrMeta+Enter');
  await keys.type('goodbye');
  await expect(box(page)).toHaveValue('goodbye');
  await keys.press('Enter');
  await expect(field(page, 'Label')).toBeFocused();
  await keys.fill(field(page, 'Label'), 'wrong number');
  await guardByWords(keys, 'wrong number');
  await back(keys);

  await keys.press('Escape');
  await addStep(keys, 'global');
  await write(keys, {
    Name: 'House rules',
    Prompt: 'You answer for Fern Bakery. Today is {{current_weekday}}.',
  });
  await back(keys);
  await keys.press('Escape', 'Enter');
  await keys.fill(field(page, 'Name'), 'Fern Bakery');
  await back(keys);
  await expect(page.getByRole('button', { name: 'No problems' })).toBeVisible();
  await keys.press('Alt+Shift+t');

  await keys.press('Alt+p');
  await expect(page.getByRole('textbox', { name: 'Note' })).toBeFocused();
  await keys.type('Takes an order');
  await keys.press('ControlOrMeta+Enter');
  await expect(page.getByRole('button', { name: 'Published v1' })).toBeVisible();

  // Tried in writing.
  await keys.press('Alt+t');
  await expect(page.getByRole('button', { name: 'Start the test' })).toBeFocused();
  await keys.press('Enter');
  await say(keys, 'yes please', 'What would you like?');
  await say(keys, 'a rye loaf', 'is that right?');
  // Back to the greeting, and another way from there; the way that was left stays.
  await keys.press('Alt+ArrowUp', 'Alt+ArrowUp');
  await expect(turn(page).getByRole('heading', { name: 'Opening' })).toBeVisible();
  await keys.press('Alt+Backspace');
  await expect(page.getByRole('log', { name: 'Conversation' })).not.toContainText('a rye loaf');
  await say(keys, 'sorry, wrong number', 'Thank you, goodbye!');
  await expect(turn(page)).toContainText('the caller said “wrong number”');
  await expect(page.getByRole('button', { name: 'Branch 2 of 2' })).toBeVisible();
  await keys.press('Alt+t');
  await expect(page.getByRole('log', { name: 'Conversation' })).toHaveCount(0);

  // A prompt is changed, seen beside the published version, and taken back.
  await keys.command('Back from the fields to the canvas');
  await keys.type('order');
  await expect(box(page)).toHaveValue('order');
  await keys.press('Enter');
  await expect(field(page, 'Name')).toHaveValue('Order');
  await write(keys, { Prompt: 'Ask: "Which bread would you like?"' });
  await back(keys);
  await expect(page.getByRole('button', { name: 'Publish 1 change' })).toBeVisible();
  await keys.command('Compare the draft with what is published');
  const changes = page.getByRole('region', { name: 'Changes' });
  await expect(changes).toContainText('1 change');
  await expect(changes).toContainText('Which bread');
  await keys.tabTo(changes.getByRole('button', { name: 'Restore v1' }));
  await keys.press('Enter');
  await expect(page.getByRole('button', { name: 'Published v1' })).toBeVisible();
  await expect(card(page, 'Order')).toContainText('What would you like?');

  // Out as a file and in again: the same document, character for character.
  const first = await exported(keys);
  await keys.command('Agents');
  const chooser = page.waitForEvent('filechooser');
  await keys.command('Import an agent from a file');
  await (await chooser).setFiles(first.path);
  await expect(card(page, 'House rules')).toBeVisible();
  await expect(field(page, 'Name')).toHaveValue('Fern Bakery');
  const second = await exported(keys);
  expect(second.file).toEqual(first.file);
  expect(first.file).toMatchObject({ name: 'Fern Bakery', workflow_definition: whatWasDrawn });
  expect(faults).toEqual([]);
  expect(pointing()).toBe(0);
});

interface ExportedFile {
  name: string;
  workflow_definition: WorkflowDocument;
}

/** Saves the agent as JSON and reads the file. */
async function exported(keys: Keyboard): Promise<{ path: string; file: ExportedFile }> {
  const download = keys.page.waitForEvent('download');
  await keys.command('Export this agent as JSON');
  const path = await (await download).path();
  return { path, file: JSON.parse(await readFile(path, 'utf8')) as ExportedFile };
}

const whatWasDrawn = {
  nodes: [
    { type: 'startCall', data: { name: 'Greeting' } },
    { type: 'agentNode', data: { name: 'Order', extraction_variables: [{ name: 'item', type: 'string' }] } },
    { type: 'agentNode', data: { prompt: 'Say: "{{gathered_context.item}}, is that right?"' } },
    { type: 'endCall', data: { name: 'Goodbye' } },
    { type: 'globalNode', data: { name: 'House rules' } },
  ],
  edges: [
    { data: { label: 'wants to order', caller_examples: ['yes please'] } },
    { data: { label: 'item given' } },
    { data: { label: 'right' } },
    {
      data: { label: 'wrong number', guard: { conditions: [{ kind: 'keyword', words: ['wrong number'] }] } },
    },
  ],
};
