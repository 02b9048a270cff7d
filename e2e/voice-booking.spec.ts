/**
 * The whole product by voice: a person opens the studio, calls the appointment agent, speaks when it listens, and
 * finds the run afterwards. What was heard is checked on the recording by a recogniser that is not ours.
 */
import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, expect, test, type Locator, type Page } from '@playwright/test';
import { concatenateSamples } from '#engine/audio/frames.ts';
import { wavBytes } from '#engine/audio/wav-format.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { Run } from '#shared/domain/run.ts';
import { agentYields, callerVoice, installMicrophone, speak } from './microphone.ts';
import { activeShare, hear, readStereo, wordErrorRate } from './recording.ts';
import { jsonLines, parley, startStudio, temporaryFolder, type RunningStudio } from './studio.ts';

const artefacts = join('test-results', 'screens');

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let studio: RunningStudio;

test.beforeAll(async () => {
  mkdirSync(artefacts, { recursive: true });
  folder = await temporaryFolder();
  studio = await startStudio(join(folder.path, 'data'));
});

test.afterAll(async () => {
  await studio.stop();
  await folder.remove();
});

async function openAgent(page: Page, name: string): Promise<void> {
  await page.goto(studio.url);
  await page.getByText(name, { exact: true }).first().click();
}

async function startCall(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: /^Call/ }).first().click();
  const panel = page.getByRole('region', { name: 'Call' });
  const begin = panel.getByRole('button', { name: /^Call/ });
  if (await begin.isVisible()) await begin.click();
  return panel;
}

async function runsOf(dataDir: string): Promise<Run[]> {
  const { stdout } = await parley(['runs', 'list', '--json', '--data', dataDir]);
  return JSON.parse(stdout) as Run[];
}

test('books an appointment by voice', async ({ page }) => {
  // A minute of talk, and more on a machine that is busy.
  test.setTimeout(300_000);
  await installMicrophone(page);
  const voice = callerVoice();
  /** What the caller says, and the agent's next words when it has understood. */
  const script = [
    ['yes please', 'What would you like to come in for'],
    ['a cleaning please', 'On which day would you like to come'],
    ['on Tuesday', 'And at what time'],
    ['at three in the afternoon', 'May I have your name'],
    ['my name is David Miller', 'Shall I book it'],
    ['yes please', 'Wonderful'],
  ] as const;
  const lines = script.map(([line]) => line);
  const spoken: Int16Array[] = [];
  for (const line of lines) spoken.push(await voice.say(line));
  await voice.close();

  await openAgent(page, 'Appointment booking');
  const panel = await startCall(page);
  for (const [index, [, next]] of script.entries()) {
    // Like a person, the caller says it again when the agent did not understand.
    for (let attempt = 0; attempt < 3; attempt++) {
      await agentYields(page);
      await speak(page, spoken[index] ?? new Int16Array(0));
      const understood = panel.getByText(next).first().waitFor({ timeout: 6000 });
      if (
        await understood.then(
          () => true,
          () => false,
        )
      )
        break;
    }
    if (index === 2) await page.screenshot({ path: join(artefacts, 'call-live.png') });
  }
  await expect(
    page.getByRole('button', { name: 'Open run' }).or(page.getByRole('link', { name: 'Open run' })),
  ).toBeVisible({
    timeout: 30_000,
  });
  await page.screenshot({ path: join(artefacts, 'call-over.png') });

  const dataDir = join(folder.path, 'data');
  const [run] = await runsOf(dataDir);
  if (!run) throw new Error('no run was kept');
  expect(run).toMatchObject({
    state: 'completed',
    status: 'completed',
    workflow_name: 'Appointment booking',
    recording_url: `parley://runs/${run.id}/recording.wav`,
    cost_info: { total_usd: 0 },
    gathered_context: {
      call_disposition: expect.stringMatching(/.+/),
      service: 'cleaning',
      appointment_time: '15:00',
      caller_name: 'David Miller',
      confirmed: true,
      nodes_visited: ['Greeting', 'Service', 'Day', 'Time', 'Name', 'Confirm', 'Booked'],
    },
  });
  const date = new Date(String(run.gathered_context['appointment_date']));
  expect(date.getUTCDay()).toBe(2);

  const exported = join(folder.path, 'export');
  expect(await parley(['runs', 'export', run.id, exported, '--data', dataDir])).toMatchObject({
    code: 0,
    stderr: '',
  });
  const { stdout } = await parley(['runs', 'show', run.id, '--json', '--data', dataDir]);
  const { events } = JSON.parse(stdout) as { events: RunEvent[] };
  expect(events.filter(({ type }) => type === 'transition').length).toBeGreaterThanOrEqual(6);
  const heardLines = events.flatMap((event) =>
    event.type === 'transcript-final' && event.payload.understood ? [event.payload.text] : [],
  );
  expect(wordErrorRate(lines.join(' '), heardLines.join(' '))).toBeLessThanOrEqual(0.15);

  const recording = await readStereo(join(exported, 'recording.wav'));
  expect(recording.sampleRateHz).toBe(16_000);
  expect(activeShare(recording.right)).toBeGreaterThan(0.3);
  expect(activeShare(recording.left)).toBeGreaterThan(0.05);
  const said = events
    .flatMap((event) => (event.type === 'agent-speech-stop' ? [event.payload.text_played] : []))
    .join(' ');
  const heard = await hear(recording.right, join(folder.path, 'agent.raw'));
  if (heard === null) console.warn('SKIPPED: pocketsphinx is not installed; nobody listened to the agent');
  else expect(wordErrorRate(said, heard)).toBeLessThan(0.35);
});

test('shows the run afterwards, with its transcript and its sound', async ({ page }) => {
  const [run] = await runsOf(join(folder.path, 'data'));
  if (!run) throw new Error('no run was kept');
  await page.goto(studio.url);
  await page.goto(`${new URL(studio.url).origin}/#/runs/${run.id}`);
  // The graph beside it has the same words on its cards.
  const transcript = page.getByLabel('Transcript', { exact: true });
  await expect(transcript.getByText('May I have your name, please?').first()).toBeVisible();
  await expect(transcript.getByText('David Miller').first()).toBeVisible();
  await page.screenshot({ path: join(artefacts, 'run.png') });
  await transcript.getByText('May I have your name, please?').first().click();
  // A click on a line plays it from there: the playhead is past the line's start, and moves.
  const playhead = page.getByRole('region', { name: 'Recording' }).getByRole('slider').first();
  const positionMs = async (): Promise<number> => Number(await playhead.getAttribute('aria-valuenow'));
  await expect.poll(positionMs).toBeGreaterThan(5000);
  const before = await positionMs();
  await expect.poll(positionMs).toBeGreaterThan(before);
});

test('a call through the browser’s own microphone device is understood and ends at hang-up', async ({
  launchOptions,
}) => {
  const voice = callerVoice();
  const silence = (seconds: number): Int16Array => new Int16Array(seconds * 16_000);
  const microphone = join(folder.path, 'microphone.wav');
  const recording = concatenateSamples([silence(14), await voice.say('yes go ahead'), silence(30)]);
  await voice.close();
  await writeFile(microphone, wavBytes(recording, { sampleRateHz: 16_000, channels: 1 }));
  const browser = await chromium.launch({
    ...launchOptions,
    args: [...(launchOptions.args ?? []), `--use-file-for-fake-audio-capture=${microphone}%noloop`],
  });
  try {
    const page = await browser.newPage();
    await openAgent(page, 'Guest survey');
    const panel = await startCall(page);
    await panel
      .getByText(/from one to ten/)
      .first()
      .waitFor({ timeout: 40_000 });
    await panel.getByRole('button', { name: /Hang up/ }).click();
    await expect.poll(async () => (await runsOf(join(folder.path, 'data')))[0]?.state).toBe('completed');
  } finally {
    await browser.close();
  }
  const [run] = await runsOf(join(folder.path, 'data'));
  expect(run).toMatchObject({
    workflow_name: 'Guest survey',
    gathered_context: { call_disposition: 'user_hangup' },
  });
  const kept = await readStereo(join(folder.path, 'data', 'runs', run?.id ?? '', 'recording.wav'));
  expect(activeShare(kept.left)).toBeGreaterThan(0.01);
  expect(activeShare(kept.right)).toBeGreaterThan(0.1);
});

test('the command reads the library of a running studio and calls beside it', async () => {
  const dataDir = join(folder.path, 'data');
  const result = await parley(['call', 'survey', '--text', 'yes', '--data', dataDir, '--json']);
  const lines = jsonLines<{ type: string; run?: Run }>(result.stdout);
  expect(result.code).toBe(0);
  expect(lines.at(-1)).toMatchObject({
    type: 'run-completed',
    run: { mode: 'text', state: 'completed', recording_url: null },
  });
  const runs = await runsOf(dataDir);
  expect(runs[0]?.id).toBe(lines.at(-1)?.run?.id);
});
