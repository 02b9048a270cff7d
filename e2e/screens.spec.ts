/**
 * Every screen with real content, light and dark, at two sizes: each shows what it is for and nothing fails in the page. The
 * pictures are kept in test-results/screens, to be looked at.
 */
import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { OpenAiServer } from '#engine/providers/openai/testing/openai-server.ts';
import type { Run } from '#shared/domain/run.ts';
import { editorScreens, type Screen } from './editor-screens.ts';
import { hooked, shakyServer } from './hooked.ts';
import { phoneScreens, seedTrunk } from './phone-screens.ts';
import { seed } from './seed.ts';
import { parley, startStudio, temporaryFolder, type RunningStudio } from './studio.ts';

const pictures = join('test-results', 'screens');
const looks = (['light', 'dark'] as const).flatMap((colorScheme) => [
  { colorScheme, width: 1280, height: 800 },
  { colorScheme, width: 1920, height: 1080 },
]);

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let studio: RunningStudio;
let server: OpenAiServer;
let shop: Awaited<ReturnType<typeof shakyServer>>;
let runs: Run[];

test.beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  folder = await temporaryFolder();
  server = await OpenAiServer.start();
  const dataDir = join(folder.path, 'data');
  await parley(['call', 'appointment-booking', '--fast', '--say', 'yes please', '--data', dataDir]);
  await parley(['call', 'survey', '--text', 'yes', '--text', 'nine', '--data', dataDir]);
  shop = await shakyServer();
  const hookedFile = join(folder.path, 'hooked.json');
  await writeFile(hookedFile, JSON.stringify(hooked(shop.url)));
  await parley(['call', hookedFile, '--text', 'yes please', '--data', dataDir]);
  // The samples are there once a studio has been.
  await (await startStudio(dataDir)).stop();
  await seed(dataDir, new URL(shop.url).origin);
  await seedTrunk(dataDir);
  runs = JSON.parse((await parley(['runs', 'list', '--json', '--data', dataDir])).stdout) as Run[];
  await writeFile(join(dataDir, 'settings.json'), JSON.stringify({ connections: connections() }));
  studio = await startStudio(dataDir);
});

test.afterAll(async () => {
  await studio.stop();
  await server.close();
  shop.server.close();
  await folder.remove();
});

/** One that works, one where nobody listens, one that has no key. */
function connections(): Record<string, string>[] {
  const made = { created_at: '2026-11-20T08:00:00Z' };
  return [
    { id: 'house', name: 'House models', preset: 'other', base_url: server.baseUrl, ...made },
    { id: 'spare', name: 'Spare models', preset: 'ollama', base_url: 'http://127.0.0.1:1/v1', ...made },
    { id: 'elevenlabs', name: 'ElevenLabs, team account', preset: 'elevenlabs', base_url: '', ...made },
  ];
}

/** The agent's settings at one of their sections; before a call opens, in which a narrow window has no room for them. */
function agentSettings(name: string): Omit<Screen, 'name'> {
  const section = (page: Page): Locator => page.getByRole('region', { name, exact: true });
  return {
    address: () => '/agents/sample-appointment-booking',
    shows: section,
    first: async (page) => {
      // Nothing may be selected from the screen before.
      await page.locator('.react-flow__pane').click({ position: { x: 20, y: 20 } });
      await section(page).evaluate((element) => {
        element.scrollIntoView({ block: 'start' });
      });
    },
  };
}

const runOf = (workflow: string): string =>
  `/runs/${runs.find(({ workflow_name: name }) => name === workflow)?.id ?? ''}`;

const screens: Screen[] = [
  {
    name: 'agents',
    address: () => '/agents',
    shows: (page) => page.getByRole('link', { name: 'Appointment booking' }),
  },
  {
    name: 'new-agent',
    address: () => '/agents',
    shows: (page) => page.getByRole('dialog').getByRole('button', { name: /^Clinic triage/ }),
    first: (page) => page.getByRole('button', { name: 'New agent' }).click(),
  },
  {
    name: 'editor',
    address: () => '/agents/sample-appointment-booking',
    shows: (page) => page.getByRole('textbox', { name: 'Prompt' }),
    first: (page) => page.getByRole('group', { name: 'Confirm', exact: true }).click(),
  },
  { name: 'agent-models', ...agentSettings('Models and voice') },
  { name: 'agent-turns', ...agentSettings('Turn-taking') },
  { name: 'agent-sound', ...agentSettings('Sound') },
  { name: 'agent-recordings', ...agentSettings('Recordings') },
  {
    name: 'call',
    address: () => '/agents/sample-order-status',
    shows: (page) => page.getByRole('region', { name: 'Call' }).getByText('Rehearsal'),
    first: (page) => page.getByRole('toolbar').getByRole('button', { name: 'Call' }).click(),
  },
  { name: 'runs', address: () => '/runs', shows: (page) => page.getByText('3 runs') },
  {
    name: 'run',
    address: () => runOf('Appointment booking'),
    shows: (page) => page.getByRole('slider', { name: 'Place in the recording' }),
  },
  {
    name: 'run-timing',
    address: () => runOf('Appointment booking'),
    shows: (page) => page.getByRole('list', { name: 'Answers' }),
    first: (page) => page.getByRole('tab', { name: 'Timing' }).click(),
  },
  {
    name: 'answer-times',
    address: () => '/runs',
    shows: (page) => page.getByRole('dialog', { name: 'Answer times' }).getByText('p50').first(),
    first: (page) => page.getByRole('button', { name: /answer/i }).click(),
  },
  { name: 'text-run', address: () => runOf('Guest survey'), shows: (page) => page.getByText('A text run') },
  {
    name: 'run-after',
    address: () => runOf('Hooked'),
    shows: (page) => page.getByRole('article', { name: 'Webhook “Tell the shop”' }),
    first: (page) => page.getByRole('tab', { name: 'After the call' }).click(),
  },
  ...editorScreens,
  ...phoneScreens,
  { name: 'settings', address: () => '/settings', shows: (page) => page.getByText('Default voice') },
  {
    name: 'providers',
    address: () => '/settings/providers',
    shows: (page) => page.getByRole('region', { name: 'How keys are kept' }),
  },
  {
    name: 'connections-tested',
    address: () => '/settings/providers',
    shows: (page) => page.getByText(/Speech to text works/),
    first: async (page) => {
      const tests = page.getByRole('button', { name: /^Test(ing)?$/ });
      await expect(tests).toHaveCount(3);
      for (const button of await tests.all()) await button.click();
      await expect(page.getByRole('list', { name: 'Connections' }).getByRole('status')).toHaveCount(3);
      await page.getByRole('region', { name: 'How keys are kept' }).scrollIntoViewIfNeeded();
    },
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
    name: 'add-connection',
    address: () => '/settings/providers',
    shows: (page) => page.getByRole('dialog').getByText('Vendors'),
    first: (page) => page.getByRole('button', { name: 'Add connection' }).click(),
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
    page.setDefaultTimeout(15_000);
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
      await page.screenshot({
        path: join(pictures, `${name}-${width}-${colorScheme}.png`),
        animations: 'disabled',
      });
    }
    expect(faults).toEqual([]);
    await context.close();
  });
}
