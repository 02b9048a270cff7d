/**
 * Hosted providers from outside: a person sets up connections to a chat server, a recogniser and a voice, tests them, calls
 * an agent through them, and reads in the run who answered, what it used and where the time went. The vendors are servers
 * of their protocols on this machine; everything of Parley's is real.
 */
import { mkdirSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import type { RunEvent, RunEventPayload, RunEventType } from '#shared/domain/run-event.ts';
import type { Run } from '#shared/domain/run.ts';
import { agentYields, callerVoice, installMicrophone, speak } from './microphone.ts';
import { jsonLines, parley, startStudio, temporaryFolder, type RunningStudio } from './studio.ts';
import { keys, startVendors, type HostedVendors } from './vendors/hosted-vendors.ts';

const pictures = join('test-results', 'screens');

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let dataDir: string;
let studio: RunningStudio;
let vendors: HostedVendors;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  folder = await temporaryFolder();
  dataDir = join(folder.path, 'data');
  vendors = await startVendors();
  studio = await startStudio(dataDir);
});

test.afterAll(async () => {
  await studio.stop();
  await vendors.close();
  await folder.remove();
});

function connectionRow(page: Page, name: string): Locator {
  return page
    .getByRole('list', { name: 'Connections' })
    .getByRole('listitem')
    .filter({ has: page.getByRole('button', { name: `Edit ${name}` }) });
}

async function openProviders(page: Page): Promise<void> {
  await page.goto(studio.url);
  await page.goto(`${new URL(studio.url).origin}/#/settings/providers`);
  await page.getByRole('button', { name: 'Add connection' }).waitFor();
}

interface NewConnection {
  vendor: RegExp;
  name: string;
  address: string;
  key: string;
}

async function addConnection(page: Page, { vendor, name, address, key }: NewConnection): Promise<Locator> {
  await page.getByRole('button', { name: 'Add connection' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: vendor }).click();
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  await dialog.getByLabel(/^Key/).fill(key);
  await dialog.getByRole('textbox', { name: 'Address' }).fill(address);
  await dialog.getByRole('button', { name: 'Save and test' }).click();
  await expect(dialog).toBeHidden();
  return connectionRow(page, name);
}

async function edit(page: Page, name: string, change: { key?: string; address?: string }): Promise<void> {
  await page.getByRole('button', { name: `Edit ${name}` }).click();
  const dialog = page.getByRole('dialog');
  if (change.key !== undefined) await dialog.getByLabel(/^Key/).fill(change.key);
  if (change.address !== undefined)
    await dialog.getByRole('textbox', { name: 'Address' }).fill(change.address);
  await dialog.getByRole('button', { name: 'Save and test' }).click();
  await expect(dialog).toBeHidden();
}

async function choose(page: Page, stage: string, connection: string, model: string): Promise<void> {
  const group = page.getByRole('group', { name: stage, exact: true });
  await group.getByRole('button', { name: /^(Choose a provider|Add a fallback)$/ }).click();
  await page.getByRole('menuitem', { name: connection }).click();
  const field = group.getByLabel(/: model$/).last();
  await field.fill(model);
  await field.blur();
  await expect(field).toHaveValue(model);
}

/** A run with its log, as the command tells it. */
async function keptRun(id: string): Promise<{ run: Run; events: RunEvent[] }> {
  const { stdout } = await parley(['runs', 'show', id, '--json', '--data', dataDir]);
  return JSON.parse(stdout) as { run: Run; events: RunEvent[] };
}

function payloadsOf<T extends RunEventType>(events: readonly RunEvent[], type: T): RunEventPayload<T>[] {
  return events.filter((event) => event.type === type).map(({ payload }) => payload as RunEventPayload<T>);
}

/** The files of the data directory in which one of the keys occurs, as it is or in base64. */
async function filesWithKeys(): Promise<string[]> {
  const entries = await readdir(dataDir, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.filter((each) => each.isFile())) {
    const bytes = await readFile(join(entry.parentPath, entry.name));
    const has = (text: string): boolean => bytes.includes(text);
    if (Object.values(keys).some((key) => has(key) || has(btoa(key)))) found.push(entry.name);
  }
  return found;
}

async function expectNoKeys(page: Page): Promise<void> {
  const shown = await page.evaluate(() =>
    [
      document.documentElement.outerHTML,
      ...[...document.querySelectorAll('input')].map(({ value }) => value),
      JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]),
    ].join('\n'),
  );
  for (const key of Object.values(keys)) expect(shown.includes(key), 'a key is in the page').toBe(false);
}

async function callAppointments(page: Page): Promise<Locator> {
  await page.goto(studio.url);
  await page.getByText('Appointment booking', { exact: true }).first().click();
  await page.getByRole('button', { name: /^Call/ }).first().click();
  const panel = page.getByRole('region', { name: 'Call' });
  await expect(panel.getByLabel('Who answers')).toContainText('House models house-large');
  await panel.getByRole('button', { name: /^Call/ }).click();
  return panel;
}

/** Says each line when the agent listens, and waits for the agent's next words. */
async function talk(
  page: Page,
  panel: Locator,
  script: readonly (readonly [string, string])[],
): Promise<void> {
  const voice = callerVoice();
  const spoken: Int16Array[] = [];
  for (const [line] of script) spoken.push(await voice.say(line));
  await voice.close();
  for (const [index, [line, next]] of script.entries()) {
    await agentYields(page);
    const samples = spoken[index] ?? new Int16Array(0);
    vendors.line = line;
    vendors.lineMs = samples.length / 16;
    await speak(page, samples);
    await panel.getByText(next).first().waitFor({ timeout: 40_000 });
  }
  vendors.line = '';
}

/** The id of the run, once the call is over. */
async function hangUp(page: Page, panel: Locator): Promise<string> {
  await panel.getByRole('button', { name: /Hang up/ }).click();
  const link = page.getByRole('link', { name: 'Open run' });
  await expect(link).toBeVisible({ timeout: 20_000 });
  return (await link.getAttribute('href'))?.split('/').at(-1) ?? '';
}

test('connections are set up, and Test says what is wrong and what to do', async ({ page }) => {
  await openProviders(page);
  const models = await addConnection(page, {
    vendor: /^Another OpenAI-compatible server/,
    name: 'House models',
    address: vendors.model.baseUrl,
    key: 'not-the-key',
  });
  await expect(
    models.getByRole('status').getByText(/did not accept the key .* Check the key of this connection/),
  ).toHaveCount(3);

  // Nobody listens on port 1.
  const recogniser = await addConnection(page, {
    vendor: /^Deepgram/,
    name: 'House recogniser',
    address: 'http://127.0.0.1:1',
    key: keys.recogniser,
  });
  await expect(recogniser.getByRole('status')).toContainText('Nothing answers at 127.0.0.1:1');
  await expect(recogniser.getByRole('status')).toContainText('Check the network and the address');
  await page.screenshot({ path: join(pictures, 'hosted-failing.png') });

  await edit(page, 'House models', { key: keys.model });
  await expect(models.getByRole('status').getByText(/works, [\d,]+ ms/)).toHaveCount(3);
  await edit(page, 'House recogniser', { address: vendors.recogniser.baseUrl });
  await expect(recogniser.getByRole('status')).toContainText(/Speech to text works, [\d,]+ ms/);

  const voice = await addConnection(page, {
    vendor: /^ElevenLabs/,
    name: 'House voice',
    address: vendors.voice.baseUrl,
    key: keys.voice,
  });
  await expect(voice.getByRole('status')).toContainText(/Voice works, [\d,]+ ms/);
  await voice.getByRole('button', { name: 'Test' }).click();
  await expect(voice.getByRole('status')).toContainText(/Voice works, [\d,]+ ms/);
  const spare = await addConnection(page, {
    vendor: /^Another OpenAI-compatible server/,
    name: 'Spare models',
    address: vendors.spare.baseUrl,
    key: keys.spare,
  });
  await expect(spare.getByRole('status').getByText(/works, [\d,]+ ms/)).toHaveCount(3);

  await choose(page, 'Speech to text', 'House recogniser', 'nova-3');
  await choose(page, 'Model', 'House models', 'house-large');
  await choose(page, 'Model', 'Spare models', 'spare-1');
  await choose(page, 'Voice', 'House voice', 'eleven_flash_v2_5');
  await page.screenshot({ path: join(pictures, 'hosted-connections.png'), fullPage: true });
  await expectNoKeys(page);

  expect(await filesWithKeys()).toEqual(['secrets.json']);
  const settings = JSON.parse(await readFile(join(dataDir, 'settings.json'), 'utf8')) as unknown;
  expect(settings).toMatchObject({
    providers: {
      stt: [{ connection: 'house-recogniser', model: 'nova-3' }],
      llm: [
        { connection: 'house-models', model: 'house-large' },
        { connection: 'spare-models', model: 'spare-1' },
      ],
      tts: [{ connection: 'house-voice', model: 'eleven_flash_v2_5' }],
    },
  });
});

test('a price that Parley does not know is entered', async ({ page }) => {
  await page.goto(studio.url);
  await page.goto(`${new URL(studio.url).origin}/#/settings/prices`);
  await page.getByRole('button', { name: 'Add price' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Speech to text', { exact: true }).click();
  await dialog.getByRole('combobox', { name: 'Vendor' }).click();
  await page.getByRole('option', { name: 'Deepgram' }).click();
  await dialog.getByRole('textbox', { name: 'Model' }).fill('nova-3');
  await dialog.getByLabel('An hour of sound').fill('0.36');
  await dialog.getByLabel('Where it is from').fill('Our contract');
  await page.screenshot({ path: join(pictures, 'hosted-price.png') });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('row', { name: /nova-3 Deepgram · Speech to text/ })).toContainText(
    '$0.36 an hour',
  );
});

test('a call by voice goes through them, and the next model takes over from one that stalls', async ({
  page,
}) => {
  test.setTimeout(240_000);
  await installMicrophone(page);
  const panel = await callAppointments(page);
  await talk(page, panel, [
    ['yes please', 'What would you like to come in for'],
    ['a cleaning please', 'On which day would you like to come'],
  ]);
  const answer = panel.getByRole('region', { name: 'The last answer' });
  await expect(answer).toContainText('Answer time');
  await expect(answer).toContainText('Voice');
  await page.screenshot({ path: join(pictures, 'hosted-live.png') });
  vendors.isStalling = true;
  await talk(page, panel, [['on Tuesday', 'And at what time']]);
  vendors.isStalling = false;
  const gaveWay = /house-models\/house-large.*spare-models\/spare-1/;
  await expect(panel.getByText(gaveWay).first()).toBeVisible();
  await page.screenshot({ path: join(pictures, 'hosted-stalled.png') });
  const { run, events } = await keptRun(await hangUp(page, panel));

  expect(payloadsOf(events, 'run-start')[0]?.providers).toMatchObject({
    stt: 'house-recogniser/nova-3',
    llm: 'house-models/house-large',
    tts: 'house-voice/eleven_flash_v2_5',
  });
  expect(payloadsOf(events, 'transcript-final').map(({ text }) => text)).toEqual(
    expect.arrayContaining(['yes please', 'a cleaning please', 'on Tuesday']),
  );
  expect(payloadsOf(events, 'provider-fallback')).toContainEqual(
    expect.objectContaining({
      stage: 'llm',
      from: 'house-models/house-large',
      to: 'spare-models/spare-1',
    }),
  );
  expect(run).toMatchObject({
    state: 'completed',
    gathered_context: { call_disposition: 'user_hangup', service: 'cleaning' },
    usage_info: {
      llm: {
        'house-models|||house-large': { prompt_tokens: expect.any(Number) as unknown },
        'spare-models|||spare-1': { prompt_tokens: expect.any(Number) as unknown },
      },
      stt: { 'house-recogniser|||nova-3': expect.any(Number) as unknown },
      tts: { 'house-voice|||eleven_flash_v2_5': expect.any(Number) as unknown },
    },
    // Nobody knows what a server of one's own costs.
    cost_info: { total_usd: null },
  });

  await page.getByRole('link', { name: 'Open run' }).click();
  await expect(page.getByText(gaveWay).first()).toBeVisible();
  await page.getByRole('tab', { name: 'Usage' }).click();
  const usage = page.getByRole('tabpanel', { name: 'Usage' });
  const cost = (line: RegExp): Locator => usage.getByRole('row', { name: line }).getByRole('cell').last();
  await expect(cost(/^Model house-models house-large/)).toHaveText('unknown');
  await expect(cost(/^Recognition house-recogniser nova-3/)).toHaveText(/^\$0\.00\d+$/);
  await expect(cost(/^Voice house-voice eleven_flash_v2_5/)).toHaveText('unknown');
  await expect(cost(/^Total/)).toHaveText('unknown');
  await page.screenshot({ path: join(pictures, 'hosted-usage.png') });
  await page.getByRole('tab', { name: 'Timing' }).click();
  const courses = payloadsOf(events, 'waterfall');
  expect(courses.length).toBeGreaterThanOrEqual(4);
  await expect(page.getByRole('list', { name: 'Answers' }).getByRole('button')).toHaveCount(courses.length);
  await page.screenshot({ path: join(pictures, 'hosted-timing.png') });
  await expectNoKeys(page);
  expect(await filesWithKeys()).toEqual(['secrets.json']);
});

test('the command calls with a connection of the studio, and tests them', async () => {
  const call = ['call', 'appointment-booking', '--data', dataDir, '--json', '--fast', '--say', 'yes please'];
  const keyless = ['--stt', 'grammar', '--tts', 'flite'];
  const result = await parley([...call, ...keyless, '--llm', 'spare-models/spare-1']);
  const lines = jsonLines<RunEvent & { run?: Run }>(result.stdout);
  expect({
    code: result.code,
    stderr: result.stderr,
    models: Object.keys(lines.at(-1)?.run?.usage_info?.llm ?? {}),
  }).toEqual({ code: 0, stderr: '', models: ['spare-models|||spare-1'] });

  const tested = await parley(['providers', 'test', '--json', '--data', dataDir]);
  expect({ code: tested.code, connections: JSON.parse(tested.stdout) as unknown }).toEqual({
    code: 0,
    connections: ['house-models', 'house-recogniser', 'house-voice', 'spare-models'].map((id) =>
      expect.objectContaining({ id, problem: null }),
    ),
  });
  await vendors.spare.close();
  const refused = await parley(['providers', 'test', 'spare-models', '--json', '--data', dataDir]);
  expect(refused.code).toBe(3);
  expect(JSON.parse(refused.stdout)).toMatchObject([
    { id: 'spare-models', results: [{ ok: false }, { ok: false }, { ok: false }] },
  ]);
  const failed = await parley([...call, ...keyless, '--llm', 'spare-models/spare-1']);
  // The call itself goes to its end: the agent says that something is wrong, and the run says what.
  const failures = payloadsOf(jsonLines<RunEvent>(failed.stdout), 'error');
  expect({ code: failed.code, failures }).toMatchObject({
    code: 0,
    failures: expect.arrayContaining([
      expect.objectContaining({ message: expect.stringContaining('nothing listens at') }),
    ]),
  });
  for (const { stdout, stderr } of [result, tested, refused, failed])
    for (const key of Object.values(keys)) expect((stdout + stderr).includes(key)).toBe(false);
});
