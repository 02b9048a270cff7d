/** What a day in the editor is made of: drag and take back, copy to another agent, find and replace, mend, cover, deliver. */
import { join } from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { hooked, shakyServer } from './hooked.ts';
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

test.beforeEach(async ({ page }) => {
  page.setDefaultTimeout(15_000);
  await page.goto(studio.url);
  await expect(page.getByRole('link', { name: 'Order status' })).toBeVisible();
});

const card = (page: Page, name: string): Locator => page.getByRole('group', { name, exact: true });
const inspector = (page: Page): Locator => page.getByRole('complementary', { name: 'Inspector' });
const problems = (page: Page): Locator =>
  page.getByRole('toolbar', { name: 'Editor' }).getByRole('button', { name: /problem|hint/i });

async function open(page: Page, id: string): Promise<void> {
  await page.goto(`${new URL(studio.url).origin}/#/agents/${id}`);
  await expect(page.locator('.react-flow__node').first()).toBeVisible();
}

test('a drag is one step of undo', async ({ page }) => {
  await open(page, 'sample-survey');
  const node = page.locator('.react-flow__node').first();
  const undo = page.getByRole('button', { name: 'Undo' });
  const before = await node.getAttribute('style');
  await expect(undo).toBeDisabled();
  await node.hover();
  await page.mouse.down();
  await page.mouse.move(600, 600, { steps: 12 });
  await page.mouse.up();
  await expect(node).not.toHaveAttribute('style', before ?? '');
  await page.keyboard.press('ControlOrMeta+z');
  await expect(undo).toBeDisabled();
  expect(placeOf(await node.getAttribute('style'))).toBe(placeOf(before));
});

const placeOf = (style: string | null): string => /translate\([^)]*\)/.exec(style ?? '')?.[0] ?? '';

test('steps are copied from one agent into another, with the edges between them', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, 'sample-survey');
  const edges = await page.locator('.react-flow__edge').count();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('ControlOrMeta+c');
  await open(page, 'sample-order-status');
  await page.keyboard.press('ControlOrMeta+v');
  // Its global node stays behind and its start becomes a step like others: there is one of each already.
  await expect(inspector(page).getByRole('heading', { level: 2 })).toHaveText(
    `8 nodes, ${edges} edges selected`,
  );
  await expect(page.getByText('“Surveyor” was left out')).toContainText(
    '“Introduction” became an agent node',
  );
  await page.keyboard.press('ControlOrMeta+z');
  await expect(problems(page)).toHaveText('No problems');
});

test('words are found in every text and replaced as one step', async ({ page }) => {
  await open(page, 'sample-appointment-booking');
  await page.keyboard.press('ControlOrMeta+f');
  await page.getByRole('textbox', { name: 'Find' }).fill('appointment');
  await page.getByRole('textbox', { name: 'Replace with' }).fill('visit');
  await page.getByRole('button', { name: 'Replace all' }).click();
  await expect(page.getByText(/^Replaced \d+ places in \d+ texts/)).toBeVisible();
  await expect(card(page, 'Greeting')).toContainText('Would you like to book an visit?');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(card(page, 'Greeting')).toContainText('Would you like to book an appointment?');
  await expect(page.getByRole('button', { name: 'Undo' })).toBeDisabled();
});

test('F8 leads to the field of a problem, and a quick fix mends it', async ({ page }) => {
  await open(page, 'sample-lead-qualification');
  await expect(problems(page)).toHaveText('No problems');
  await page.getByRole('button', { name: 'Add agent node' }).click();
  await expect(problems(page)).toHaveText('2 problems, 1 hint');
  // First what is said of the whole node, that nothing leads to it; then what is said of its prompt.
  await page.keyboard.press('F8');
  await page.keyboard.press('F8');
  await expect(inspector(page).getByRole('textbox', { name: 'Prompt' })).toBeFocused();
  await problems(page).click();
  await page
    .getByRole('button', { name: /^Delete / })
    .first()
    .click();
  await expect(problems(page)).toHaveText('No problems');
});

test('a text test paints what it has come by', async ({ page }) => {
  await open(page, 'sample-order-status');
  await page.keyboard.press('Alt+c');
  await page.keyboard.press('Alt+t');
  await page.getByRole('button', { name: 'Start the test' }).click();
  await page.getByRole('textbox', { name: 'The caller says' }).fill('I want to track my order');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('log', { name: 'Conversation' })).toContainText('track my order');
  await page.getByRole('tab', { name: 'Versions' }).click();
  const coverage = page.getByRole('region', { name: 'Coverage' });
  await expect(coverage.getByRole('status')).toHaveText('2 of 8 nodes, 1 of 11 edges by 1 run');
  await coverage.getByRole('button', { name: 'Node Goodbye' }).click();
  await expect(inspector(page).getByRole('textbox', { name: 'Name' })).toHaveValue('Goodbye');
});

test('a webhook is sent after a text test, fails, and is sent again', async ({ page }) => {
  const { url, bodies, server } = await shakyServer();
  try {
    await page.locator('input[type="file"]').setInputFiles({
      name: 'hooked.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(hooked(url))),
    });
    await expect(card(page, 'Tell the shop')).toBeVisible();
    await page.keyboard.press('Alt+t');
    await page.getByRole('button', { name: 'Start the test' }).click();
    await page.getByRole('textbox', { name: 'The caller says' }).fill('yes please');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Agent ended the call')).toBeVisible();
    await page.getByRole('link', { name: 'Open this branch as a run' }).click();
    await page.getByRole('tab', { name: 'After the call' }).click();
    const delivery = page.getByRole('article', { name: 'Webhook “Tell the shop”' });
    await expect(delivery).toContainText('Attempt 2 of 5 in');
    await expect(delivery.getByRole('list', { name: 'Attempts' })).toContainText('500');
    await delivery.getByRole('button', { name: 'Send now' }).click();
    await expect(delivery).toContainText('Delivered');
    expect(bodies).toHaveLength(2);
    expect(bodies[1]).toBe(bodies[0]);
    expect(JSON.parse(bodies[0] ?? '')).toEqual({ outcome: 'end_call_tool', who: 'Hooked' });
  } finally {
    server.close();
  }
});
