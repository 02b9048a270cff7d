/**
 * Telephone calls with a phone that is not ours: the studio as people run it, and baresip at the other end. What each side
 * heard is compared with what the other one said, on the recordings of both.
 */
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { createFliteTts } from '#engine/providers/flite/index.ts';
import { wholeSpeech } from '#engine/voice/whole-speech.ts';
import type { PhoneCodec } from '#shared/domain/phone-call.ts';
import type { Trunk, TrunkInput } from '#shared/domain/trunk.ts';
import { Baresip, baresipMissing, type BaresipOptions } from './peers/baresip.ts';
import { createIdentity } from './peers/identity.ts';
import { PhoneStudio, portClosed } from './peers/phone-studio.ts';
import { likeness, narrow } from './peers/sound-likeness.ts';
import { activeShare, hear, wordErrorRate } from './recording.ts';

test.skip(baresipMissing !== null, baresipMissing ?? '');

const workflowId = 'sample-appointment-booking';
const greeting = 'Hello, this is Maple Street Dental. Would you like to book an appointment?';
const theySay = 'I would like to book an appointment for Tuesday please.';

let studio: PhoneStudio;
const tts = createFliteTts();
let sentence: Int16Array;
const phones: Baresip[] = [];

test.beforeAll(async () => {
  studio = await PhoneStudio.start([workflowId]);
  sentence = await say(theySay);
});

test.afterEach(async ({}, testInfo) => {
  for (const [index, phone] of phones.splice(0).entries()) {
    if (testInfo.status !== testInfo.expectedStatus)
      await testInfo.attach(`baresip-${String(index)}.log`, { body: phone.log, contentType: 'text/plain' });
    await phone.stop();
  }
});

test.afterAll(async () => {
  await studio.stop();
  await tts.close();
});

/** In a voice that the sample agents do not use. Mono, 16 kHz. */
const say = (text: string): Promise<Int16Array> => wholeSpeech(tts, text, 'rms');

async function phone(options: BaresipOptions): Promise<Baresip> {
  const started = await Baresip.start(options);
  phones.push(started);
  return started;
}

/** That leads to that phone. */
const trunkTo = (peer: Baresip, more: Partial<TrunkInput> = {}): Promise<Trunk> =>
  studio.trunk({ id: peer.user, server: peer.server, codecs: ['PCMU'], ...more });

const call = (peer: Baresip, to = peer.uri): Promise<string> =>
  studio.dial({ workflow_id: workflowId, to, trunk_id: peer.user });

const wires: readonly {
  codec: PhoneCodec;
  transport: 'udp' | 'tcp' | 'tls';
  srtp: Trunk['srtp'];
  ptimeMs: Trunk['ptime_ms'];
}[] = [
  { codec: 'PCMU', transport: 'udp', srtp: 'off', ptimeMs: 20 },
  { codec: 'PCMA', transport: 'tcp', srtp: 'optional', ptimeMs: 60 },
  { codec: 'G722', transport: 'tls', srtp: 'required', ptimeMs: 20 },
  { codec: 'opus', transport: 'udp', srtp: 'required', ptimeMs: 20 },
];

for (const { codec, transport, srtp, ptimeMs } of wires)
  test(`both hear each other: ${codec} in ${String(ptimeMs)} ms, SIP over ${transport}, SRTP ${srtp}`, async () => {
    const identity = await createIdentity();
    const peer = await phone({
      user: codec.toLowerCase(),
      ...{ codec, transport, srtp, ptimeMs, says: sentence },
      identityPem: identity.keyPem + identity.certificatePem,
    });
    await trunkTo(peer, {
      codecs: [codec],
      ...{ transport, srtp, ptime_ms: ptimeMs },
      tls: { verify: true, ca_pem: identity.certificatePem },
    });
    const runId = await call(peer);
    await studio.said(runId, /appointment/);
    await studio.hangUp(runId);
    await peer.event('CALL_CLOSED');

    const { run, recording } = await studio.kept(runId);
    const [theyHeard = new Int16Array(0)] = await peer.heard();
    const asSent = (samples: Int16Array): Int16Array =>
      codec === 'PCMU' || codec === 'PCMA' ? narrow(samples) : samples;
    const toThem = likeness(asSent(recording.right), theyHeard);
    const toUs = likeness(asSent(sentence), recording.left);
    expect(run).toMatchObject({
      status: 'completed',
      gathered_context: { call_disposition: 'operator_hangup' },
    });
    expect(studio.of(runId, 'media-quality').at(-1)).toMatchObject({ codec, is_encrypted: srtp !== 'off' });
    // baresip keeps what arrives as it arrives.
    expect(toThem).toMatchObject({ clipped: 0 });
    expect(toThem.longestGapMs).toBeLessThanOrEqual(60);
    expect(toThem.pieces).toBeGreaterThanOrEqual(6);
    expect(toThem.median).toBeGreaterThan(0.9);
    expect(toThem.worst).toBeGreaterThan(0.5);
    expect(Math.abs(toThem.gainDb)).toBeLessThan(1);
    // Ours went through the jitter buffer of a machine that is busy with the tests themselves.
    expect(toUs.pieces).toBeGreaterThanOrEqual(6);
    expect(toUs.median).toBeGreaterThan(0.4);
    expect(Math.abs(toUs.gainDb)).toBeLessThan(2);
    if (codec === 'G722') await understood(recording.right, theyHeard);
  });

/** What a recogniser that is not ours makes of it; null where none is installed. */
async function recogniser(samples: Int16Array): Promise<string | null> {
  const raw = join(tmpdir(), `parley-baresip-${String(process.pid)}.raw`);
  const heard = await hear(samples, raw);
  await rm(raw, { force: true });
  return heard;
}

/** The way over the telephone makes the agent no harder to understand than its own recording is. */
async function understood(said: Int16Array, theyHeard: Int16Array): Promise<void> {
  const [own, far] = [await recogniser(said), await recogniser(theyHeard)];
  if (own === null || far === null) {
    console.warn('SKIPPED: pocketsphinx is not installed; nobody listened to the agent');
    return;
  }
  expect(wordErrorRate(greeting, far)).toBeLessThan(wordErrorRate(greeting, own) + 0.25);
  expect(wordErrorRate(greeting, far)).toBeLessThan(0.8);
}

test('keys go both ways as events, and by INFO where the trunk says so', async () => {
  const peer = await phone({ user: 'keys' });
  await trunkTo(peer);
  const runId = await call(peer);
  await studio.event(runId, 'media-open');
  await studio.bridge.call('phone.press', { run_id: runId, keys: '159*#0' });
  expect(await keysOf(peer, 6)).toBe('159*#0');
  for (const key of '27#') {
    await peer.command('sndcode', key);
    // Its packets go on for a while; a second key meanwhile would take its place.
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
  // The last one closes the entry.
  expect(await studio.event(runId, 'dtmf', ({ direction }) => direction === 'in')).toMatchObject({
    digits: '27',
  });
  await peer.command('hangup');
  await studio.over(runId);

  await trunkTo(peer, { dtmf: 'info' });
  const second = await call(peer);
  await studio.event(second, 'media-open');
  await studio.bridge.call('phone.press', { run_id: second, keys: '48' });
  expect(await keysOf(peer, 2)).toBe('48');
  expect(await studio.wire(second)).toContainEqual(
    expect.objectContaining({ kind: 'sip', direction: 'out', text: expect.stringMatching(/^INFO /) }),
  );
  await studio.hangUp(second);
});

async function keysOf(peer: Baresip, count: number): Promise<string> {
  let keys = '';
  while (keys.length < count) keys += (await peer.event('CALL_DTMF_START')).param ?? '';
  return keys;
}

test('either side hangs up within 100 ms, and the sound stops with it', async () => {
  const peer = await phone({ user: 'hangs' });
  await trunkTo(peer);
  const first = await call(peer);
  await studio.event(first, 'agent-speech-start');
  const firstPort = await studio.mediaPort(first);
  await peer.event('CALL_ESTABLISHED');
  const ourMs = performance.now();
  const hungUp = studio.hangUp(first);
  const [closed, firstClosedMs] = await Promise.all([peer.event('CALL_CLOSED'), portClosed(firstPort)]);
  await hungUp;

  const second = await call(peer);
  await studio.event(second, 'agent-speech-start');
  const secondPort = await studio.mediaPort(second);
  const theirMs = performance.now();
  await peer.command('hangup');
  const [ended, secondClosedMs] = await Promise.all([
    studio.row('The end', (row) => row.run_id === second && row.progress === 'completed'),
    portClosed(secondPort),
  ]);
  const { run } = await studio.kept(second);
  expect(run).toMatchObject({ status: 'completed', gathered_context: { call_disposition: 'user_hangup' } });
  const took = {
    ours: { told: closed.atMs - ourMs, silent: firstClosedMs - ourMs },
    theirs: { told: ended.atMs - theirMs, silent: secondClosedMs - theirMs },
  };
  for (const { told, silent } of Object.values(took)) {
    expect(told).toBeLessThan(100);
    expect(silent).toBeLessThan(100);
  }
});

test('a call that is held by the other side waits, and goes on when it is taken back', async () => {
  const peer = await phone({ user: 'holds' });
  await trunkTo(peer);
  const runId = await call(peer);
  await studio.event(runId, 'agent-speech-start');
  await peer.command('hold');
  await studio.event(runId, 'call-hold', ({ held }) => held);
  const port = await studio.mediaPort(runId);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(studio.of(runId, 'agent-speech-stop')).toEqual([]);
  await peer.command('resume');
  await studio.event(runId, 'call-hold', ({ held }) => !held);
  // Both ways again: the agent goes on, a key arrives there, and a sentence here.
  await studio.said(runId, /appointment/);
  await studio.bridge.call('phone.press', { run_id: runId, keys: '5' });
  expect(await keysOf(peer, 1)).toBe('5');
  await peer.say(sentence);
  await studio.hangUp(runId);
  const { events, recording } = await studio.kept(runId);
  const [from = 0, to = 0] = events.flatMap(({ type, at_ms: atMs }) =>
    type === 'call-hold' ? [atMs ?? 0] : [],
  );
  const during = (channel: Int16Array): number => activeShare(channel.subarray((from + 60) * 16, to * 16));
  expect(to - from).toBeGreaterThan(900);
  expect({ ours: during(recording.right), theirs: during(recording.left) }).toEqual({ ours: 0, theirs: 0 });
  expect(likeness(narrow(sentence), recording.left).median).toBeGreaterThan(0.4);
  expect(await studio.mediaPort(runId)).toBe(port);
});

test('a caller is handed on: blind', async () => {
  const bob = await phone({ user: 'bob', says: sentence });
  const carol = await phone({ user: 'carol', says: sentence });
  await trunkTo(bob);
  const runId = await call(bob);
  await studio.said(runId, /Dental/);
  await studio.bridge.call('phone.transfer', { run_id: runId, kind: 'blind', to: carol.uri, whisper: '' });
  await studio.over(runId);
  await talkToEachOther(bob, carol);
  expect(await transferred(runId)).toEqual(['started', 'completed']);
});

test('a caller is handed on: attended, with a whisper before', async () => {
  const bob = await phone({ user: 'bob', says: sentence });
  const carol = await phone({ user: 'carol', says: sentence });
  await trunkTo(bob);
  const runId = await call(bob);
  await studio.said(runId, /Dental/);
  const whisper = 'A caller would like an appointment.';
  await studio.bridge.call('phone.transfer', { run_id: runId, kind: 'attended', to: carol.uri, whisper });
  await studio.over(runId);
  await talkToEachOther(bob, carol);
  expect(await transferred(runId)).toEqual(['started', 'ringing', 'consulting', 'completed']);
  const [toCarol = new Int16Array(0)] = await carol.heard();
  expect(likeness(narrow(await wholeSpeech(tts, whisper, undefined)), toCarol).median).toBeGreaterThan(0.9);
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
  const peer = await phone({ user: 'caller' });
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
  for (const [line] of script) lines.push(await say(line));
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
