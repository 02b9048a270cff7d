/** The library of agents as a person meets it: put into folders by keys, searched, published, changed in two windows. */
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { parley, startStudio, temporaryFolder, type RunningStudio } from './studio.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let dataDir: string;
let studio: RunningStudio;

test.beforeAll(async () => {
  folder = await temporaryFolder();
  dataDir = join(folder.path, 'data');
  studio = await startStudio(dataDir);
});

test.afterAll(async () => {
  await studio.stop();
  await folder.remove();
});

const condition = (page: Page) => page.getByRole('textbox', { name: 'Condition' });
const bar = (page: Page) => page.getByText('was changed in another window at');
const saved = (page: Page) =>
  page.getByRole('toolbar', { name: 'Editor' }).getByText('Saved', { exact: true });

/** Both on one edge of one agent. */
async function twoWindows(page: Page): Promise<[Page, Page]> {
  const other = await page.context().newPage();
  for (const each of [page, other]) {
    await each.goto(studio.url);
    await each.getByRole('link', { name: 'Order status' }).waitFor();
    await each.goto(`${new URL(studio.url).origin}/#/agents/sample-order-status?edge=greeting-number`);
    await condition(each).waitFor();
  }
  return [page, other];
}

test('agents are put into a folder by keys, found by what they say, and published from the command', async ({
  page,
}) => {
  page.setDefaultTimeout(15_000);
  await page.goto(studio.url);
  const agent = page.getByRole('link', { name: 'Guest survey' });
  await agent.focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('End');
  await page.keyboard.press('Shift+Space');
  await expect(page.getByText('agents selected')).toBeVisible();
  await page.getByRole('button', { name: 'Folder and tags' }).click();
  await page.getByRole('dialog').getByLabel('Folder', { exact: true }).fill('Clinics');
  await page.keyboard.press('Enter');
  const strip = page.getByRole('navigation', { name: 'Folders and tags' });
  await expect(strip.getByRole('button', { name: /^Clinics/ })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(strip.getByRole('button', { name: /^Clinics/ })).toHaveCount(0);

  const published = await parley(['publish', 'sample-order-status', '--note', 'First', '--data', dataDir]);
  expect(published).toMatchObject({ code: 0, stdout: '“Order status” is published as version 1: First\n' });
  const card = page.getByRole('listitem').filter({ hasText: 'Order status' });
  await expect(card.getByText('v1')).toBeVisible();

  await page.getByRole('textbox', { name: 'Search agents' }).fill('dentist');
  const hits = page.getByRole('region', { name: 'Found in agents' });
  await hits.getByRole('link', { name: /book appointment.*condition/ }).click();
  await expect(condition(page)).toHaveValue(/dentist/);
});

test('two windows that change one agent: the second is told, and takes theirs or overwrites', async ({
  page,
}) => {
  const [one, two] = await twoWindows(page);
  await condition(one).fill('One.');
  await expect(saved(one)).toBeVisible();
  await expect(condition(two)).toHaveValue('One.');

  // Both before either has heard of the other.
  await condition(one).fill('From the first.');
  await condition(two).fill('From the second.');
  await expect
    .poll(async () => (await bar(one).count()) + (await bar(two).count()), { timeout: 15_000 })
    .toBe(1);
  const [told, other] = (await bar(one).count()) === 1 ? [one, two] : [two, one];
  const theirs = await condition(other).inputValue();
  const mine = await condition(told).inputValue();
  await told.getByRole('button', { name: 'Reload, keep mine as a copy' }).click();
  await expect(condition(told)).toHaveValue(theirs);
  await told.getByRole('button', { name: 'Open it' }).click();
  await expect(told.getByRole('textbox', { name: 'Name of the agent' })).toHaveValue(/my changes/);
  await told.goBack();
  await expect(condition(told)).toHaveValue(theirs);
  expect(mine).not.toBe(theirs);

  await condition(other).fill('Written over.');
  await condition(told).fill('Mine.');
  await expect
    .poll(async () => (await bar(one).count()) + (await bar(two).count()), { timeout: 15_000 })
    .toBe(1);
  const [loser, winner] = (await bar(one).count()) === 1 ? [one, two] : [two, one];
  const kept = await condition(loser).inputValue();
  await loser.getByRole('button', { name: 'Overwrite with mine' }).click();
  await expect(saved(loser)).toBeVisible();
  await expect(condition(winner)).toHaveValue(kept);
  await two.close();
});
