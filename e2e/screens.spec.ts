/**
 * Every screen with real content, light and dark, at two sizes: each shows what it is for and nothing fails in the page. The
 * pictures are kept in test-results/screens, to be looked at.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import type { Run } from '#shared/domain/run.ts';
import { parley, startStudio, temporaryFolder, type RunningStudio } from './studio.ts';

const pictures = join('test-results', 'screens');
const looks = (['light', 'dark'] as const).flatMap((colorScheme) => [
  { colorScheme, width: 1280, height: 800 },
  { colorScheme, width: 1920, height: 1080 },
]);

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let studio: RunningStudio;
let runs: Run[];

test.beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  folder = await temporaryFolder();
  const dataDir = join(folder.path, 'data');
  await parley(['call', 'appointment-booking', '--fast', '--say', 'yes please', '--data', dataDir]);
  await parley(['call', 'survey', '--text', 'yes', '--text', 'nine', '--data', dataDir]);
  runs = JSON.parse((await parley(['runs', 'list', '--json', '--data', dataDir])).stdout) as Run[];
  studio = await startStudio(dataDir);
});

test.afterAll(async () => {
  await studio.stop();
  await folder.remove();
});

interface Screen {
  name: string;
  address: () => string;
  /** What it is for. */
  shows: (page: Page) => Locator;
  /** Done before the picture. */
  first?: (page: Page) => Promise<void>;
}

const runOf = (mode: Run['mode']): string => `/runs/${runs.find((run) => run.mode === mode)?.id ?? ''}`;

const screens: Screen[] = [
  {
    name: 'agents',
    address: () => '/agents',
    shows: (page) => page.getByRole('link', { name: 'Appointment booking' }),
  },
  {
    name: 'editor',
    address: () => '/agents/sample-appointment-booking',
    shows: (page) => page.getByRole('textbox', { name: 'Prompt' }),
    first: (page) => page.getByRole('group', { name: 'Confirm', exact: true }).click(),
  },
  {
    name: 'call',
    address: () => '/agents/sample-order-status',
    shows: (page) => page.getByRole('region', { name: 'Call' }).getByText('Rehearsal'),
    first: (page) => page.getByRole('toolbar').getByRole('button', { name: 'Call' }).click(),
  },
  { name: 'runs', address: () => '/runs', shows: (page) => page.getByText('2 runs') },
  {
    name: 'run',
    address: () => runOf('web'),
    shows: (page) => page.getByRole('slider', { name: 'Place in the recording' }),
  },
  { name: 'text-run', address: () => runOf('text'), shows: (page) => page.getByText('A text run') },
  { name: 'settings', address: () => '/settings', shows: (page) => page.getByText('Default voice') },
  {
    name: 'providers',
    address: () => '/settings/providers',
    shows: (page) => page.getByRole('region', { name: 'How keys are kept' }),
  },
  {
    name: 'connection',
    address: () => '/settings/providers',
    shows: (page) => page.getByRole('textbox', { name: 'Name' }),
    first: async (page) => {
      await page.getByRole('button', { name: 'Add connection' }).click();
      await page.getByRole('button', { name: /^Deepgram/ }).click();
    },
  },
  {
    name: 'prices',
    address: () => '/settings/prices',
    shows: (page) => page.getByText('gpt-4.1-mini').first(),
  },
  {
    name: 'palette',
    address: () => '/agents',
    shows: (page) => page.getByPlaceholder('Find an agent'),
    first: (page) => page.keyboard.press('Control+k'),
  },
];

for (const { colorScheme, width, height } of looks) {
  test(`every screen, ${colorScheme}, ${width} × ${height}`, async ({ browser }) => {
    const context = await browser.newContext({ colorScheme, viewport: { width, height } });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    await page.goto(studio.url);
    for (const { name, address, shows, first } of screens) {
      await page.goto(`${new URL(studio.url).origin}/#${address()}`);
      await expect(page.getByRole('main').first()).toBeVisible();
      await first?.(page);
      await expect(shows(page).first()).toBeVisible();
      const widest = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(widest, `${name} is wider than the window`).toBeLessThanOrEqual(width);
      await page.screenshot({ path: join(pictures, `${name}-${width}-${colorScheme}.png`) });
    }
    expect(faults).toEqual([]);
    await context.close();
  });
}
