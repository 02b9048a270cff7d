/** The `parley` command from outside: calls from recordings, in real and in virtual time, and what survives a kill. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from '@playwright/test';
import { concatenateSamples } from '#engine/audio/frames.ts';
import { wavBytes } from '#engine/audio/wav-format.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { Run } from '#shared/domain/run.ts';
import { callerVoice } from './microphone.ts';
import { activeShare, readStereo } from './recording.ts';
import { jsonLines, parley, projectDir, temporaryFolder } from './studio.ts';

type Line = RunEvent & { run?: Run };

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
/** One WAV file an utterance, in different shapes: 16 kHz, 8 kHz … the command takes any. */
let utterances: string[];

test.beforeAll(async () => {
  folder = await temporaryFolder();
  const voice = callerVoice();
  const lines = [
    'yes please',
    'a cleaning please',
    'on Tuesday',
    'at three in the afternoon',
    'my name is David Miller',
    'yes please',
  ];
  utterances = [];
  for (const [index, line] of lines.entries()) {
    const path = join(folder.path, `caller-${String(index)}.wav`);
    await writeFile(path, wavBytes(await voice.say(line), { sampleRateHz: 16_000, channels: 1 }));
    utterances.push(path);
  }
  await voice.close();
});

test.afterAll(() => folder.remove());

function callArguments(data: string, ...more: string[]): string[] {
  const audio = utterances.flatMap((path) => ['--audio', path]);
  return ['call', 'appointment-booking', ...audio, '--json', '--data', join(folder.path, data), ...more];
}

/** Events without what may differ between two runs: identity and the wall clock. */
function comparable(lines: Line[]): unknown[] {
  return lines.map(({ type, payload, at_ms: atMs, turn, node_id: nodeId, seq }) => ({
    seq,
    type,
    payload,
    atMs,
    turn,
    nodeId,
  }));
}

test('books an appointment from recordings, faster than time', async () => {
  const result = await parley(callArguments('fast', '--fast'));
  const lines = jsonLines<Line>(result.stdout);
  const run = lines.at(-1)?.run;
  expect({ code: result.code, stderr: result.stderr }).toEqual({ code: 0, stderr: '' });
  expect(run?.gathered_context).toMatchObject({
    service: 'cleaning',
    appointment_time: '15:00',
    caller_name: 'David Miller',
    confirmed: true,
  });
  const seconds = run?.usage_info?.call_duration_seconds ?? 0;
  expect(seconds).toBeGreaterThan(20);
  const recording = await readStereo(join(folder.path, 'fast', 'runs', run?.id ?? '', 'recording.wav'));
  expect(recording.left.length / 16_000).toBeCloseTo(seconds, 1);
  expect(activeShare(recording.right)).toBeGreaterThan(0.3);
});

/** A paced call takes as long as it lasts and does little meanwhile: both pairs run side by side. */
let pairs: Record<'fixed' | 'measured', ReturnType<typeof pairOf>> | undefined;
const pairOf = (name: string, ...options: string[]) =>
  Promise.all([
    parley(callArguments(`${name}-fast`, '--fast', ...options)),
    parley(callArguments(`${name}-paced`, ...options)),
  ]);
function startedPairs(): NonNullable<typeof pairs> {
  pairs ??= { fixed: pairOf('fixed', '--provider-time', 'fixed'), measured: pairOf('measured') };
  return pairs;
}

test('a paced call and a fast one are equal to the sample with fixed provider time', async () => {
  const [fast, paced] = await startedPairs().fixed;
  const [fastLines, pacedLines] = [jsonLines<Line>(fast.stdout), jsonLines<Line>(paced.stdout)];
  expect(fastLines.length).toBeGreaterThan(60);
  expect(comparable(fastLines)).toEqual(comparable(pacedLines));
});

test('with measured provider time the same things happen in the same order', async () => {
  const [fast, paced] = await startedPairs().measured;
  // A polite caller speaks when the agent is done, hence after more or less silence; the detector remembers that and may
  // place the onset a window away, which a passing partial can show. With a caller whose times are set, partials are equal too (below).
  const order = (stdout: string): unknown[] =>
    jsonLines<Line>(stdout)
      .filter(({ type }) => type !== 'latency' && type !== 'transcript-partial')
      .map(({ type, payload, turn }) => ({
        type,
        turn,
        // Providers' own times, and what depends on them.
        payload: ['media-close', 'usage', 'waterfall'].includes(type) ? null : { ...payload, saved_ms: null },
      }));
  expect(order(fast.stdout)).toEqual(order(paced.stdout));
});

test('what derives from the caller happens at the same time, paced or fast, with measured provider time', async () => {
  const voice = callerVoice();
  const silence = (seconds: number): Int16Array => new Int16Array(seconds * 16_000);
  const recording = concatenateSamples([
    silence(12),
    await voice.say('yes please'),
    silence(9),
    await voice.say('a cleaning please'),
    silence(2),
  ]);
  await voice.close();
  const path = join(folder.path, 'one-recording.wav');
  await writeFile(path, wavBytes(recording, { sampleRateHz: 16_000, channels: 1 }));
  const args = (data: string): string[] => [
    'call',
    'appointment-booking',
    '--audio',
    path,
    '--json',
    '--data',
    join(folder.path, data),
  ];
  const [fast, paced] = await Promise.all([
    parley([...args('continuous-fast'), '--fast']),
    parley(args('continuous-paced')),
  ]);
  const ofCaller = (stdout: string): unknown[] =>
    jsonLines<Line>(stdout)
      .filter(({ type }) => /^caller-speech|^turn-|^transcript-partial/.test(type))
      .map(({ type, payload, at_ms: atMs }) => ({ type, payload, atMs }));
  expect(ofCaller(fast.stdout).length).toBeGreaterThan(8);
  expect(ofCaller(fast.stdout)).toEqual(ofCaller(paced.stdout));
});

test('a killed call is closed by the next command, with every event and a playable recording', async () => {
  const dataDir = join(folder.path, 'killed');
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', 'electron/cli.ts', ...callArguments('killed')],
    { cwd: projectDir, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const lines: Line[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => lines.push(JSON.parse(line) as Line));
  while (!lines.some(({ type }) => type === 'transition')) await once(reader, 'line');
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const printed = lines.length;
  child.kill('SIGKILL');
  await once(child, 'exit');

  const listed = await parley(['runs', 'list', '--json', '--data', dataDir]);
  const [run] = JSON.parse(listed.stdout) as Run[];
  expect(run).toMatchObject({
    state: 'completed',
    status: 'interrupted',
    is_completed: true,
    gathered_context: { call_disposition: 'interrupted' },
  });
  const shown = await parley(['runs', 'show', run?.id ?? '', '--json', '--data', dataDir]);
  const { events } = JSON.parse(shown.stdout) as { events: RunEvent[] };
  expect(events.length).toBeGreaterThanOrEqual(printed);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(events.at(-1)).toMatchObject({ type: 'run-completed', payload: { status: 'interrupted' } });
  const recording = await readStereo(join(dataDir, 'runs', run?.id ?? '', 'recording.wav'));
  const lastMs = Math.max(...events.map(({ at_ms: atMs }) => atMs ?? 0));
  expect(recording.left.length / 16).toBeGreaterThan(lastMs - 1000);
});

test('says what is wrong and what to do, with its exit code', async () => {
  const broken = join(folder.path, 'broken.json');
  await writeFile(broken, '{"nodes": [], "edges": []}');
  const noSound = join(folder.path, 'no-sound.wav');
  await writeFile(noSound, 'this is not sound');
  const data = ['--data', join(folder.path, 'errors')];
  const [invalid, validated, audio, missing, unknown] = await Promise.all([
    parley(['call', broken, '--text', 'hello', ...data]),
    parley(['validate', broken]),
    parley(['call', 'survey', '--audio', noSound, ...data]),
    parley(['call', 'no-such-agent', '--text', 'hello', ...data]),
    parley(['dance']),
  ]);
  expect(invalid).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('no start node'),
  });
  expect(validated.code).toBe(2);
  expect(JSON.parse(validated.stdout)).toContainEqual(expect.objectContaining({ kind: 'workflow' }));
  expect(audio).toMatchObject({
    code: 3,
    stdout: '',
    stderr: expect.stringContaining('no-sound.wav'),
  });
  expect(missing).toMatchObject({ code: 3, stderr: expect.stringContaining('no-such-agent') });
  expect(unknown).toMatchObject({ code: 3, stderr: expect.stringContaining('dance') });
  const listed = await parley(['runs', 'list', '--json', ...data]);
  expect(JSON.parse(listed.stdout)).toEqual([]);
});
