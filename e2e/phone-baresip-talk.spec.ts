/** Longer conversations with baresip: a caller is handed on, books an appointment, and talks to the `parley` command. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from '@playwright/test';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { Run } from '#shared/domain/run.ts';
import type { Trunk, TrunkInput } from '#shared/domain/trunk.ts';
import { baresipMissing, type Baresip } from './peers/baresip.ts';
import { createIdentity } from './peers/identity.ts';
import { PhoneStudio } from './peers/phone-studio.ts';
import { Phones } from './peers/phones.ts';
import { likeness, narrow } from './peers/sound-likeness.ts';
import { readStereo } from './recording.ts';
import { jsonLines, parley, projectDir, temporaryFolder } from './studio.ts';

test.skip(baresipMissing !== null, baresipMissing ?? '');

const workflowId = 'sample-appointment-booking';
const theySay = 'I would like to book an appointment for Tuesday please.';

const phones = new Phones();
let studio: PhoneStudio;
let sentence: Int16Array;

test.beforeAll(async () => {
  studio = await PhoneStudio.start([workflowId]);
  sentence = await phones.speech(theySay);
});
test.afterEach(({}, testInfo) => phones.stop(testInfo));
test.afterAll(async () => {
  await studio.stop();
  await phones.close();
});

/** That leads to that phone. */
const trunkTo = (peer: Baresip, more: Partial<TrunkInput> = {}): Promise<Trunk> =>
  studio.trunk({ id: peer.user, server: peer.server, codecs: ['PCMU'], ...more });

const call = (peer: Baresip, to = peer.uri): Promise<string> =>
  studio.dial({ workflow_id: workflowId, to, trunk_id: peer.user });

test('a caller is handed on: blind', async () => {
  const bob = await phones.start({ user: 'bob', says: sentence });
  const carol = await phones.start({ user: 'carol', says: sentence });
  await trunkTo(bob);
  const runId = await call(bob);
  await studio.said(runId, /Dental/);
  await studio.bridge.call('phone.transfer', { run_id: runId, kind: 'blind', to: carol.uri, whisper: '' });
  await studio.over(runId);
  await talkToEachOther(bob, carol);
  expect(await transferred(runId)).toEqual(['started', 'completed']);
});

test('a caller is handed on: attended, with a whisper before', async () => {
  const bob = await phones.start({ user: 'bob', says: sentence });
  const carol = await phones.start({ user: 'carol', says: sentence });
  await trunkTo(bob);
  const runId = await call(bob);
  await studio.said(runId, /Dental/);
  const whisper = 'A caller would like an appointment.';
  await studio.bridge.call('phone.transfer', { run_id: runId, kind: 'attended', to: carol.uri, whisper });
  await studio.over(runId);
  await talkToEachOther(bob, carol);
  expect(await transferred(runId)).toEqual(['started', 'ringing', 'consulting', 'completed']);
  const [toCarol = new Int16Array(0)] = await carol.heard();
  expect(likeness(narrow(await phones.speech(whisper, null)), toCarol).median).toBeGreaterThan(0.9);
});

/** Each hears the sentence that the other one says when a call is up. */
async function talkToEachOther(bob: Baresip, carol: Baresip): Promise<void> {
  await carol.event('CALL_ESTABLISHED', ({ peeruri }) => peeruri?.includes('bob') === true);
  await new Promise((resolve) => setTimeout(resolve, sentence.length / 16 + 500));
  await bob.command('hangup');
  await carol.event('CALL_CLOSED');
  for (const heard of [await bob.heard(), await carol.heard()]) {
    const { pieces, worst, longestGapMs } = likeness(narrow(sentence), heard.at(-1) ?? new Int16Array(0));
    expect(pieces).toBeGreaterThanOrEqual(6);
    expect(worst).toBeGreaterThan(0.9);
    expect(longestGapMs).toBeLessThanOrEqual(60);
  }
}

async function transferred(runId: string): Promise<string[]> {
  const { run, events } = await studio.kept(runId);
  expect(run).toMatchObject({
    status: 'completed',
    gathered_context: { call_disposition: 'call_transferred' },
  });
  return events.flatMap((event) => (event.type === 'call-transfer' ? [event.payload.stage] : []));
}

test('baresip calls, and books an appointment by voice', async () => {
  const peer = await phones.start({ user: 'caller' });
  const trunk = await trunkTo(peer, { username: 'dentist' });
  // An IP trunk knows our address: it is the one that our calls to it come from.
  const first = await call(peer);
  await studio.event(first, 'media-open');
  const [invite] = await studio.wire(first);
  await peer.command('hangup');
  await studio.over(first);
  await trunkTo(peer, {
    ...trunk,
    inbound: {
      is_enabled: true,
      routes: [{ called: '*', workflow_id: workflowId }],
      fallback_workflow_id: null,
      busy_message: '',
    },
  });

  const script = [
    ['yes please', /come in for/],
    ['a cleaning please', /On which day/],
    ['on Tuesday', /at what time/],
    ['at three in the afternoon', /your name/],
    ['my name is David Miller', /Shall I book/],
    ['yes please', /Wonderful/],
  ] as const;
  const lines: Int16Array[] = [];
  for (const [line] of script) lines.push(await phones.speech(line));
  const sinceMs = performance.now();
  await peer.dial(`sip:dentist@${invite?.local ?? ''}`);
  const { run_id: runId } = await studio.row('A call', ({ direction }) => direction === 'inbound', sinceMs);
  for (const [index, [, next]] of script.entries()) {
    // Like a person, the caller says it again when the agent did not understand.
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await studio.listens(runId);
      await peer.say(lines[index] ?? new Int16Array(0));
      const answer = studio.event(runId, 'agent-text', ({ text }) => next.test(text), 6000);
      if (await answer.then(Boolean, () => false)) break;
    }
  }
  await peer.event('CALL_CLOSED');
  const { run } = await studio.kept(runId);
  expect(run).toMatchObject({
    status: 'completed',
    call_type: 'inbound',
    mode: 'phone',
    initial_context: {
      provider: 'sip',
      direction: 'inbound',
      called_number: 'dentist',
      caller_number: 'caller',
    },
    gathered_context: {
      service: 'cleaning',
      appointment_time: '15:00',
      caller_name: 'David Miller',
      confirmed: true,
      nodes_visited: ['Greeting', 'Service', 'Day', 'Time', 'Name', 'Confirm', 'Booked'],
    },
  });
});

type Line = RunEvent & { uri?: string; run?: Run };

test('parley dial calls a telephone, and tells how it ended', async () => {
  const folder = await temporaryFolder();
  const peer = await phones.start({ user: 'dialled', says: sentence });
  const dialled = parley([
    ...['dial', 'appointment-booking', '--to', peer.uri, '--data', folder.path, '--json'],
    ...['--context', '{"patient":"Miller"}'],
  ]);
  await peer.event('CALL_ESTABLISHED');
  await new Promise((resolve) => setTimeout(resolve, 4500));
  await peer.command('hangup');
  const { code, stdout } = await dialled;
  const run = jsonLines<Line>(stdout).at(-1)?.run;
  expect({ code, run }).toMatchObject({
    code: 0,
    run: {
      status: 'completed',
      call_type: 'outbound',
      initial_context: { patient: 'Miller', direction: 'outbound' },
      gathered_context: { call_disposition: 'user_hangup' },
    },
  });
  const recording = await readStereo(join(folder.path, 'runs', run?.id ?? '', 'recording.wav'));
  const [theyHeard = new Int16Array(0)] = await peer.heard();
  expect(likeness(narrow(recording.right), theyHeard).median).toBeGreaterThan(0.9);
  expect(likeness(narrow(sentence), recording.left).median).toBeGreaterThan(0.4);
  await folder.remove();
});

test('parley answer is called over TLS with encrypted sound', async () => {
  const folder = await temporaryFolder();
  const identity = await createIdentity();
  const [cert, key] = [join(folder.path, 'cert.pem'), join(folder.path, 'key.pem')];
  await writeFile(cert, identity.certificatePem);
  await writeFile(key, identity.keyPem);
  const peer = await phones.start({
    ...{ user: 'secure', codec: 'G722', transport: 'tls', srtp: 'required', says: sentence },
    identityPem: identity.keyPem + identity.certificatePem,
    caPem: identity.certificatePem,
  });
  const child = spawn(
    process.execPath,
    [
      ...['--disable-warning=ExperimentalWarning', 'electron/cli.ts', 'answer', 'appointment-booking'],
      ...['--listen', '127.0.0.1:0', '--transport', 'tls', '--cert', cert, '--key', key],
      ...['--calls', '1', '--data', join(folder.path, 'data'), '--json'],
    ],
    { cwd: projectDir, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const exited = once(child, 'exit');
  const lines: Line[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => lines.push(JSON.parse(line) as Line));
  const line = async (holds: (line: Line) => boolean): Promise<Line> => {
    for (;;) {
      const found = lines.find(holds);
      if (found) return found;
      await once(reader, 'line');
    }
  };
  const { uri = '' } = await line((each) => each.uri !== undefined);
  await peer.dial(uri.replace('sip:', 'sip:desk@'));
  await line(
    ({ type, payload }) => type === 'agent-speech-stop' && JSON.stringify(payload).includes('appointment'),
  );
  await peer.command('hangup');
  expect(await exited).toEqual([0, null]);
  const run = lines.at(-1)?.run;
  expect(run).toMatchObject({
    status: 'completed',
    call_type: 'inbound',
    gathered_context: { call_disposition: 'user_hangup' },
  });
  const quality = lines.flatMap((each) => (each.type === 'media-quality' ? [each.payload] : []));
  expect(quality.at(-1)).toMatchObject({ codec: 'G722', is_encrypted: true });
  const recording = await readStereo(join(folder.path, 'data', 'runs', run?.id ?? '', 'recording.wav'));
  const [theyHeard = new Int16Array(0)] = await peer.heard();
  expect(likeness(recording.right, theyHeard).median).toBeGreaterThan(0.9);
  expect(likeness(sentence, recording.left).median).toBeGreaterThan(0.4);
  await folder.remove();
});
