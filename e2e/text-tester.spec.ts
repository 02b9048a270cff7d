/**
 * The text tester beside the canvas, by keyboard, light and dark, at two sizes: a talk with the draft, a line said otherwise,
 * the branch that was left looked at again, a turn gone back to, and all of it under Runs. Pictures in test-results/screens.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { startStudio, temporaryFolder, type RunningStudio } from './studio.ts';

const pictures = join('test-results', 'screens');
const looks = (['light', 'dark'] as const).flatMap((colorScheme) => [
  { colorScheme, width: 1280, height: 800 },
  { colorScheme, width: 1920, height: 1080 },
]);

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let studio: RunningStudio;

test.beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  folder = await temporaryFolder();
  studio = await startStudio(join(folder.path, 'data'));
});

test.afterAll(async () => {
  await studio.stop();
  await folder.remove();
});

const caller = (page: Page, words: string): Locator =>
  page.getByRole('log', { name: 'Conversation' }).locator('[data-side="caller"]', { hasText: words });

/** Types into whatever has the focus, and waits for the answer. */
async function say(page: Page, words: string): Promise<void> {
  await expect(page.getByRole('textbox', { name: 'The caller says' })).toBeFocused();
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
  await expect(caller(page, words)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Say it' })).toBeVisible();
}

for (const { colorScheme, width, height } of looks) {
  test(`a talk, a branch and the way back, ${colorScheme}, ${width} × ${height}`, async ({ browser }) => {
    const context = await browser.newContext({ colorScheme, viewport: { width, height } });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    const picture = (name: string): Promise<Buffer> =>
      page.screenshot({ path: join(pictures, `tester-${name}-${width}-${colorScheme}.png`) });
    const log = page.getByRole('log', { name: 'Conversation' });
    const turn = page.getByRole('complementary', { name: 'Turn' });

    await page.goto(studio.url);
    await page.goto(`${new URL(studio.url).origin}/#/agents/sample-appointment-booking`);
    await expect(page.getByRole('toolbar', { name: 'Editor' })).toBeVisible();
    await page.keyboard.press('Alt+t');
    await expect(page.getByRole('button', { name: 'Start the test' })).toBeFocused();
    await picture('start');
    await page.keyboard.press('Enter');
    await say(page, 'yes please');
    await say(page, 'I need a cleaning');
    await say(page, 'next Monday');
    await expect(log).toContainText('And at what time?');
    await expect(turn).toContainText('the model called “day given”');
    await expect(page.getByRole('group', { name: 'Time', exact: true })).toContainText('Here now');
    await picture('talk');

    await page.keyboard.press('ArrowUp');
    await expect(page.getByRole('textbox', { name: 'Say instead' })).toHaveValue('next Monday');
    await page.keyboard.type('hm');
    await page.keyboard.press('Enter');
    await expect(caller(page, 'next Monday')).toHaveCount(0);
    await expect(turn).toContainText('Offered, but the model answered in words');
    const branches = page.getByRole('button', { name: 'Branch 2 of 2' });
    await branches.click();
    await expect(page.getByRole('menuitem').first()).toBeVisible();
    await picture('branches');
    await page.getByRole('menuitem', { name: /next Monday/ }).click();
    await expect(caller(page, 'next Monday')).toBeVisible();
    // On the branch that was left the talk goes on from its end.
    await say(page, 'at ten');
    await expect(log).toContainText('May I have your name, please?');

    await page.keyboard.press('Alt+ArrowUp');
    await page.keyboard.press('Alt+ArrowUp');
    await expect(turn.getByRole('heading', { name: 'Turn 2' })).toBeVisible();
    await expect(page.getByRole('group', { name: 'Day', exact: true })).toContainText('Here now');
    await picture('turn');
    await page.keyboard.press('Alt+Backspace');
    await expect(caller(page, 'at ten')).toHaveCount(0);
    await expect(caller(page, 'I need a cleaning')).toBeVisible();

    await page.getByRole('link', { name: 'Open this branch as a run' }).click();
    await expect(page.getByRole('link', { name: /^Branch from turn 3 on/ })).toBeVisible();
    await page.goBack();
    await page.getByRole('button', { name: 'End the test' }).click();
    await expect(page.getByRole('button', { name: 'Start the test' })).toBeVisible();
    expect(faults).toEqual([]);
    await context.close();
  });
}
