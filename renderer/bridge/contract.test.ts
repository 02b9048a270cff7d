/** One contract, two doors: every method, push and sound behaves the same through each. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { wavBytes } from '#engine/audio/wav-format.ts';
import { silentLogger } from '#engine/base/logger.ts';
import { MAX_AUDIO_MESSAGE_BYTES, MAX_BRIDGE_MESSAGE_BYTES } from '#shared/bridge/channels.ts';
import { ElevenLabsServer } from '#engine/providers/elevenlabs/testing/elevenlabs-server.ts';
import { sineOf } from '#engine/providers/wire/testing/speech-server.ts';
import type { ConnectionInfo } from '#shared/bridge/connections.ts';
import { methods } from '#shared/bridge/contract.ts';
import type {
  AudioChannel,
  AudioControl,
  CallState,
  MethodInput,
  MethodName,
  PushName,
  PushPayload,
  WorkflowRecord,
} from '#shared/bridge/contract.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { Recording } from '#shared/domain/sound.ts';
import type { ToolDocument } from '#shared/domain/tool.ts';
import { trunkTestSteps, type TrunkInput } from '#shared/domain/trunk.ts';
import { settingsSchema } from '#shared/domain/settings.ts';
import { ECHO_RUN, echoCalls } from '../../electron/ipc/testing/echo-calls.ts';
import {
  addFinishedRun,
  openStudioFixture,
  RECORDING_SAMPLES,
} from '../../electron/ipc/testing/studio-fixture.ts';
import type { StudioFixture } from '../../electron/ipc/testing/studio-fixture.ts';
import type { Bridge } from './client.ts';
import { openBrowserDoor, openDesktopDoorOverNode } from './testing/doors.ts';
import type { DoorParts, OpenDoor } from './testing/doors.ts';

const SAMPLE = 'sample-appointment-booking';
const RATE_HZ = 48_000;
/** Loading the speech models takes its time on a machine that is busy with other tests. */
const PATIENCE_MS = 60_000;

const doors: { name: 'browser' | 'electron'; open: (parts: DoorParts) => OpenDoor | Promise<OpenDoor> }[] = [
  { name: 'browser', open: openBrowserDoor },
  { name: 'electron', open: openDesktopDoorOverNode },
];

let fixture: StudioFixture;
beforeAll(async () => {
  fixture = await openStudioFixture();
  await vendor.listen();
}, PATIENCE_MS);
afterAll(async () => {
  await fixture.dispose();
  await vendor.close();
});

/** The first push for which `wanted` says yes. */
function pushed<P extends PushName>(
  bridge: Bridge,
  name: P,
  wanted: (payload: PushPayload<P>) => boolean,
): Promise<PushPayload<P>> {
  return new Promise((resolve) => {
    const stop = bridge.on(name, (payload) => {
      if (!wanted(payload)) return;
      stop();
      resolve(payload);
    });
  });
}

/** A vendor's server, for connections. */
const vendor = new ElevenLabsServer();
const KEY = 'key-that-no-page-may-see';
const price = {
  kind: 'tts',
  provider: 'elevenlabs',
  model: 'eleven_flash_v2_5',
  usd_per_million_characters: 50,
  as_of: '2026-11-26',
  source: 'my plan',
} as const;

const refusal = (code: string, message: string | RegExp, retryable = false): unknown =>
  expect.objectContaining({
    name: 'BridgeError',
    code,
    message: expect.stringMatching(message) as string,
    retryable,
  });

/** As a page of another version, or a hostile one, would. */
function callAny(bridge: Bridge, method: string, input?: unknown): Promise<unknown> {
  return bridge.call(method as 'workflows.get', input as { id: string });
}

describe.each(doors)('the $name door', ({ name, open }) => {
  let door: OpenDoor;
  let bridge: Bridge;
  let runId: string;

  beforeAll(async () => {
    door = await open(fixture);
    bridge = door.bridge;
    runId = await addFinishedRun(fixture);
  });
  afterAll(async () => {
    await door.close();
  });

  const sample = (): Promise<WorkflowRecord> => bridge.call('workflows.get', { id: SAMPLE });
  /** Adds a second of a tone. */
  const record = (): Promise<Recording> => {
    const tone = Int16Array.from({ length: 16_000 }, (_, at) => Math.round(5000 * Math.sin(at / 10)));
    const bytes = wavBytes(tone, { sampleRateHz: 16_000, channels: 1 });
    return bridge.call('recordings.add', {
      file_name: 'a.wav',
      name: 'Hello',
      transcript: 'Hello there.',
      data: Buffer.from(bytes).toString('base64'),
    });
  };

  /** A whole web call: started, greeted, answered in writing, hung up. Answers what was seen of it. */
  const callOnce = async (): Promise<{
    start: CallState;
    pushes: RunEvent[];
    states: CallState[];
    heard: Int16Array[];
  }> => {
    const pushes: RunEvent[] = [];
    const states: CallState[] = [];
    const stops = [
      bridge.on('call.event', ({ event }) => pushes.push(event)),
      bridge.on('call.state', (state) => states.push(state)),
    ];
    const greeted = pushed(bridge, 'call.event', ({ event }) => event.type === 'agent-speech-start');
    const typed = pushed(bridge, 'call.event', ({ event }) => event.type === 'transcript-final');
    const muted = pushed(bridge, 'call.state', (state) => state.muted);
    const over = pushed(bridge, 'call.state', ({ state }) => state === 'ended');
    const start = await bridge.call('calls.start', { workflow_id: SAMPLE });
    const channel = await bridge.openAudio(start.run_id, RATE_HZ);
    const heard: Int16Array[] = [];
    const ended = new Promise<void>((resolve) => {
      channel.onFrame((frame) => heard.push(new Int16Array(frame)));
      channel.onControl(({ type }) => {
        if (type === 'ended') resolve();
      });
    });
    const closed = new Promise<void>((resolve) => {
      channel.onClose(resolve);
    });
    await greeted;
    expect(await bridge.call('calls.current')).toMatchObject({ run_id: start.run_id, workflow_id: SAMPLE });
    await expect(bridge.call('calls.start', { workflow_id: SAMPLE })).rejects.toEqual(
      refusal('run-active', /already up/),
    );
    await expect(bridge.call('runs.delete', { id: start.run_id })).rejects.toEqual(
      refusal('run-active', /./),
    );
    await expect(bridge.call('calls.mute', { run_id: start.run_id, muted: true })).resolves.toBeUndefined();
    await muted;
    await expect(
      bridge.call('calls.type', { run_id: start.run_id, text: 'tomorrow' }),
    ).resolves.toBeUndefined();
    expect((await typed).event.payload).toEqual({ text: 'tomorrow', understood: true, typed: true });
    await expect(bridge.call('calls.press', { run_id: start.run_id, keys: '1' })).resolves.toBeUndefined();
    const soFar = await bridge.call('calls.events', { run_id: start.run_id });
    expect(soFar.slice(0, 2)).toEqual(pushes.slice(0, 2));
    await expect(bridge.call('calls.hang-up', { run_id: start.run_id })).resolves.toBeUndefined();
    await Promise.all([ended, closed, over]);
    for (const stop of stops) stop();
    return { start, pushes, states, heard };
  };

  test(
    'carries a whole call: events in order, sound both ways, states to its end',
    async () => {
      const { start, pushes, states, heard } = await callOnce();
      expect(pushes.map(({ seq }) => seq)).toEqual(pushes.map((_, index) => index + 1));
      const { run, document, events } = await bridge.call('runs.get', { id: start.run_id });
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
      expect(pushes.slice(0, 10)).toEqual(events.slice(0, 10));
      expect(document?.nodes.length).toBeGreaterThan(2);
      expect(run).toMatchObject({ id: start.run_id, state: 'completed', mode: 'web' });
      expect(run.gathered_context.call_disposition).toBe('user_hangup');
      expect(states.at(-1)).toMatchObject({ run_id: start.run_id, state: 'ended' });
      // 20 ms at the page's rate, and the agent's voice in it.
      expect(heard[5]?.length).toBe(RATE_HZ / 50);
      expect(
        Math.max(...heard.map((frame) => frame.reduce((most, value) => Math.max(most, value), 0))),
      ).toBeGreaterThan(1000);
      expect(await bridge.call('calls.current')).toBeNull();
    },
    PATIENCE_MS,
  );

  test(
    'carries a whole text test: words and events as they come, a rewind, a branch, the end',
    async () => {
      const events: RunEvent[] = [];
      const words: string[] = [];
      let settled: (state: PushPayload<'test.state'>) => void = () => undefined;
      const next = (): Promise<PushPayload<'test.state'>> => new Promise((resolve) => (settled = resolve));
      const stops = [
        bridge.on('test.event', ({ event }) => events.push(event)),
        bridge.on('test.words', ({ text }) => words.push(text)),
        bridge.on('test.state', (state) => {
          if (state.phase === 'waiting' || state.phase === 'closed') settled(state);
        }),
      ];
      let waiting = next();
      const { state } = await bridge.call('tests.open', { workflow_id: SAMPLE });
      const { test_id: id, run_id: first } = state;
      await waiting;
      waiting = next();
      await bridge.call('tests.say', { test_id: id, text: 'yes please' });
      await waiting;
      await expect(bridge.call('tests.stop', { test_id: id })).resolves.toBeUndefined();
      const view = await bridge.call('tests.get', { test_id: id });
      expect(view.events).toEqual(events);
      expect(words).toContain('What would you like');
      expect(await bridge.call('tests.list', { workflow_id: SAMPLE })).toEqual([view.state]);
      waiting = next();
      const back = await bridge.call('tests.rewind', { test_id: id, after_turn: 0, text: 'no thank you' });
      expect(back.state.branches.map(({ run_id: run }) => run)).toEqual([first, back.state.run_id]);
      await waiting;
      const left = await bridge.call('tests.branch', { test_id: id, run_id: first });
      expect(left.slice(0, view.events.length)).toEqual(view.events);
      waiting = next();
      await expect(bridge.call('tests.close', { test_id: id })).resolves.toBeUndefined();
      expect(await waiting).toMatchObject({ test_id: id, phase: 'closed' });
      await expect(bridge.call('tests.get', { test_id: id })).rejects.toEqual(
        refusal('call-not-found', /This test is over/),
      );
      const { run } = await bridge.call('runs.get', { id: back.state.run_id });
      expect(run).toMatchObject({
        mode: 'text',
        status: 'completed',
        extra: { test_id: id, branch_of: { run_id: first, after_turn: 0 } },
      });
      for (const stop of stops) stop();
    },
    PATIENCE_MS,
  );

  const connect = async (key?: string): Promise<ConnectionInfo> => {
    const saved = await bridge.call('connections.save', {
      name: `Voices through ${name}`,
      preset: 'elevenlabs',
      base_url: vendor.baseUrl,
    });
    if (key !== undefined) await bridge.call('secrets.set', { id: saved.id, key });
    return saved;
  };
  const plain = ({ id, preset, base_url }: ConnectionInfo) => ({ id, preset, base_url });

  /** One entry a method; a method without one does not compile. `calls.*` and `tests.*` succeed in the call and the test above. */
  const goodbye: ToolDocument = {
    tool_uuid: 'goodbye',
    name: 'Goodbye',
    definition: { type: 'end_call', config: { messageType: 'none' } },
  };
  const credential: MethodInput<'credentials.set'> = {
    name: 'Shop',
    credential: { type: 'bearer_token', token: 'hidden' },
  };
  const trunk = (id: string): TrunkInput => ({
    id,
    name: `Trunk ${id}`,
    preset: 'other',
    kind: 'ip',
    server: 'pbx.invalid',
    is_enabled: false,
    created_at: '2026-11-26T10:00:00.000Z',
  });
  /** Calls themselves are tested with real telephones; here there is none. */
  const refusedOverPhone = async (method: MethodName, input: Record<string, unknown>): Promise<void> => {
    await expect(callAny(bridge, method, { run_id: 'gone', ...input })).rejects.toEqual(
      refusal('call-not-found', /./),
    );
  };
  const successes: Record<MethodName, (() => Promise<void>) | 'in the call' | 'in the test'> = {
    'app.info': async () => {
      expect(await bridge.call('app.info')).toEqual({ ...(await fixture.studio.info()), door: name });
    },
    'app.voices': async () => {
      expect(await bridge.call('app.voices')).toEqual(
        fixture.studio.tts.voices.map((voice) => ({ id: voice.id, name: voice.name })),
      );
    },
    'settings.get': async () => {
      expect(settingsSchema.parse(await bridge.call('settings.get'))).toEqual(await fixture.settings.get());
    },
    'settings.set': async () => {
      const before = await bridge.call('settings.get');
      const told = pushed(bridge, 'settings.changed', ({ tts_voice: voice }) => voice === `awb-${name}`);
      const after = await bridge.call('settings.set', { tts_voice: `awb-${name}` });
      expect(after).toEqual({ ...before, tts_voice: `awb-${name}` });
      expect(await told).toEqual(after);
    },
    'connections.list': async () => {
      const listed = await bridge.call('connections.list');
      expect(listed.filter((each) => each.is_built_in).map(({ id }) => id)).toEqual([
        'grammar',
        'rehearsal',
        'flite',
      ]);
    },
    'connections.save': async () => {
      const told = pushed(bridge, 'providers.changed', () => true);
      const saved = await connect();
      await told;
      expect(saved).toMatchObject({
        stages: ['tts'],
        key: { from: 'none' },
        problem: expect.stringContaining('has no key') as string,
      });
      const renamed = await bridge.call('connections.save', { ...plain(saved), name: 'Renamed' });
      expect(renamed).toEqual({ ...saved, name: 'Renamed', problem: expect.any(String) as string });
      expect(await bridge.call('connections.list')).toContainEqual(renamed);
    },
    'connections.delete': async () => {
      const { id } = await connect(KEY);
      await expect(bridge.call('connections.delete', { id })).resolves.toBeUndefined();
      expect((await bridge.call('connections.list')).some((each) => each.id === id)).toBe(false);
      expect((await fixture.secrets.list()).some((each) => each.id === id)).toBe(false);
    },
    'connections.test': async () => {
      const { id } = await connect(KEY);
      expect(await bridge.call('connections.test', { id })).toEqual([
        { stage: 'tts', ok: true, ms: expect.any(Number) as number },
      ]);
      vendor.handshakeFaults = [{ type: 'status', status: 401, body: '{"detail":"bad"}' }];
      const [refused] = await bridge.call('connections.test', { id });
      expect(refused).toMatchObject({ stage: 'tts', ok: false, problem: { code: 'wrong-key' } });
      expect(JSON.stringify(refused)).not.toContain(KEY);
    },
    'connections.models': async () => {
      const { id } = await connect(KEY);
      const { models } = await bridge.call('connections.models', { id, stage: 'tts' });
      expect(models).toContain('eleven_flash_v2_5');
    },
    'connections.voices': async () => {
      const { id } = await connect(KEY);
      vendor.rest = () => ({ status: 200, body: { voices: [{ voice_id: 'v1', name: 'Vera' }] } });
      const voices = await bridge.call('connections.voices', { id });
      expect(voices[0]).toMatchObject({ id: 'v1', name: expect.stringContaining('Vera') as string });
      expect((await bridge.call('connections.voices', { id: 'flite' })).map((voice) => voice.id)).toContain(
        'slt',
      );
    },
    'connections.sample': async () => {
      const { id } = await connect(KEY);
      const sound = await bridge.call('connections.sample', {
        choice: { connection: id },
        text: 'Hello there.',
      });
      expect(sound.sample_rate_hz).toBe(16_000);
      expect(atob(sound.pcm_base64).length).toBe(sineOf('Hello there.').length * 2);
    },
    'connections.effective': async () => {
      expect(await bridge.call('connections.effective', {})).toMatchObject({
        llm: { chosen_by: 'built-in', chain: [{ connection: 'rehearsal', problem: null }] },
        is_rehearsal: true,
      });
      const chosen = await bridge.call('connections.effective', {
        providers: { llm: [{ connection: 'gone', model: 'x' }, { connection: 'rehearsal' }] },
      });
      expect(chosen.llm).toMatchObject({
        chosen_by: 'agent',
        chain: [{ connection: 'gone', problem: expect.stringContaining('not set up here') as string }, {}],
      });
    },
    'secrets.status': async () => {
      expect(await bridge.call('secrets.status')).toMatchObject({ kind: 'plain', protected: false });
    },
    'secrets.set': async () => {
      const { id } = await connect();
      const told = pushed(bridge, 'providers.changed', () => true);
      await expect(bridge.call('secrets.set', { id, key: ` ${KEY}\n` })).resolves.toBeUndefined();
      await told;
      expect(await fixture.secrets.get(id)).toBe(KEY);
      const listed = (await bridge.call('connections.list')).find((each) => each.id === id);
      expect(listed).toMatchObject({ key: { from: 'store' }, problem: null });
      expect(JSON.stringify(await bridge.call('connections.list'))).not.toContain(KEY);
    },
    'secrets.delete': async () => {
      const { id } = await connect(KEY);
      await expect(bridge.call('secrets.delete', { id })).resolves.toBeUndefined();
      expect(await fixture.secrets.get(id)).toBeNull();
    },
    'secrets.unlock': async () => {
      // Without a passphrase there is nothing to unlock.
      expect(await bridge.call('secrets.unlock', { passphrase: 'anything' })).toMatchObject({
        locked: false,
      });
    },
    'secrets.protect': async () => {
      const { id } = await connect(KEY);
      const state = await bridge.call('secrets.protect', { passphrase: 'correct horse' });
      expect(state).toMatchObject({ kind: 'passphrase', protected: true, locked: false });
      await expect(bridge.call('secrets.unlock', { passphrase: 'wrong horse' })).rejects.toEqual(
        refusal('config-invalid', /not the passphrase/),
      );
      expect(await bridge.call('secrets.protect', { passphrase: null })).toMatchObject({ kind: 'plain' });
      expect(await fixture.secrets.get(id)).toBe(KEY);
    },
    'prices.list': async () => {
      const listed = await bridge.call('prices.list');
      expect(listed.find(({ model }) => model === 'whisper-1')).toMatchObject({ kind: 'stt', is_own: false });
    },
    'prices.set': async () => {
      expect(await bridge.call('prices.set', { entry: price })).toContainEqual({ ...price, is_own: true });
    },
    'prices.reset': async () => {
      const { kind, provider, model } = price;
      const listed = await bridge.call('prices.reset', { kind, provider, model });
      expect(listed.some((each) => each.model === model)).toBe(false);
    },
    'workflows.list': async () => {
      const listed = await bridge.call('workflows.list');
      expect(listed.find(({ id }) => id === SAMPLE)).toMatchObject({ is_sample: true, problem_count: 0 });
    },
    'workflows.get': async () => {
      expect(await sample()).toEqual(await fixture.studio.library.getWorkflow(SAMPLE));
    },
    'workflows.save': async () => {
      const { document } = await sample();
      const told = pushed(bridge, 'library.changed', ({ what }) => what === 'workflows');
      const saved = await bridge.call('workflows.save', { name: 'Saved', document });
      await told;
      const renamed = await bridge.call('workflows.save', { id: saved.id, name: 'Renamed', document });
      expect(renamed).toMatchObject({ id: saved.id, name: 'Renamed' });
      expect((await bridge.call('workflows.get', { id: saved.id })).document).toEqual(document);
    },
    'workflows.publish': async () => {
      const { id } = await bridge.call('workflows.duplicate', { id: SAMPLE });
      const version = await bridge.call('workflows.publish', { id, note: 'First', expected_revision: 1 });
      expect(version).toMatchObject({ number: 1, note: 'First', run_count: 0 });
      const { published, has_unpublished_changes: isChanged } = await bridge.call('workflows.get', { id });
      expect([published?.version_id, isChanged]).toEqual([version.version_id, false]);
    },
    'workflows.versions': async () => {
      const { id } = await bridge.call('workflows.duplicate', { id: SAMPLE });
      expect(await bridge.call('workflows.versions', { id })).toEqual([]);
      const version = await bridge.call('workflows.publish', { id });
      expect(await bridge.call('workflows.versions', { id })).toEqual([version]);
    },
    'workflows.version': async () => {
      const { id, document } = await bridge.call('workflows.duplicate', { id: SAMPLE });
      const version = await bridge.call('workflows.publish', { id });
      const found = await bridge.call('workflows.version', { id, version_id: version.version_id });
      expect(found).toEqual({ version, document });
    },
    'workflows.organise': async () => {
      const { id } = await bridge.call('workflows.duplicate', { id: SAMPLE });
      const told = pushed(bridge, 'library.changed', (change) => change.id === id);
      await bridge.call('workflows.organise', { ids: [id], folder: 'Clinics', add_tags: ['de'] });
      await told;
      expect(await bridge.call('workflows.get', { id })).toMatchObject({ folder: 'Clinics', tags: ['de'] });
    },
    'workflows.search': async () => {
      const { name } = await sample();
      const [hit] = await bridge.call('workflows.search', { text: name.toUpperCase() });
      expect(hit).toMatchObject({ kind: 'workflow', excerpt: { match: expect.any(String) as string } });
    },
    'workflows.coverage': async () => {
      const { id } = await bridge.call('workflows.duplicate', { id: SAMPLE });
      expect(await bridge.call('workflows.coverage', { id })).toEqual({ run_count: 0, nodes: {}, edges: {} });
    },
    'workflows.duplicate': async () => {
      const copy = await bridge.call('workflows.duplicate', { id: SAMPLE });
      expect(copy.id).not.toBe(SAMPLE);
      expect(copy.document.nodes).toEqual((await sample()).document.nodes);
    },
    'workflows.delete': async () => {
      const { id } = await bridge.call('workflows.duplicate', { id: SAMPLE });
      await expect(bridge.call('workflows.delete', { id })).resolves.toBeUndefined();
      expect((await bridge.call('workflows.list')).some((workflow) => workflow.id === id)).toBe(false);
    },
    'workflows.restore': async () => {
      const { id } = await bridge.call('workflows.duplicate', { id: SAMPLE });
      await bridge.call('workflows.delete', { id });
      expect((await bridge.call('workflows.restore', { id })).id).toBe(id);
      expect((await bridge.call('workflows.list')).some((workflow) => workflow.id === id)).toBe(true);
    },
    'workflows.import': async () => {
      const { document } = await sample();
      const { nodes, edges } = document;
      const texts = [
        JSON.stringify({ ...document, name: 'Imported' }),
        JSON.stringify({ name: 'Imported', workflow_definition: { nodes, edges } }),
        JSON.stringify({ id: 7, name: 'Imported', workflow_json: { nodes, edges } }),
      ];
      for (const text of texts) {
        const { workflow, problems } = await bridge.call('workflows.import', { text });
        expect(workflow.name).toBe('Imported');
        expect(workflow.document.nodes).toEqual(nodes);
        expect(problems).toEqual([]);
      }
      const draft = await bridge.call('workflows.import', {
        text: '{"nodes":[],"edges":[]}',
        name: ' Draft ',
      });
      expect(draft.workflow.name).toBe('Draft');
      expect(draft.problems.length).toBeGreaterThan(0);
    },
    'workflows.generate': async () => {
      // The keyless studio has no model that could plan, and says where else to go.
      const request = { request_id: 'g', description: 'A bike shop.' };
      await expect(bridge.call('workflows.generate', request)).rejects.toEqual(
        expect.objectContaining({
          code: 'config-invalid',
          message: expect.stringContaining('guided form') as string,
        }),
      );
    },
    'workflows.stop-generating': async () => {
      await expect(bridge.call('workflows.stop-generating', { request_id: 'gone' })).resolves.toBeUndefined();
    },
    'exchange.templates': async () => {
      const templates = await bridge.call('exchange.templates');
      expect(templates.map(({ id }) => id)).toContain('appointment-booking');
    },
    'exchange.upload': async () => {
      const first = await bridge.call('exchange.upload', { upload_id: null, data: btoa('ab') });
      const { upload_id } = first;
      const second = await bridge.call('exchange.upload', { upload_id, data: btoa('cde') });
      expect([first.size_bytes, second]).toEqual([2, { upload_id, size_bytes: 5 }]);
    },
    'exchange.import': async () => {
      const text = '{"name":"From a file","nodes":[],"edges":[]}';
      const { upload_id } = await bridge.call('exchange.upload', { upload_id: null, data: btoa(text) });
      const { workflow, problems } = await bridge.call('exchange.import', { upload_id });
      expect([workflow.name, problems.length > 0]).toEqual(['From a file', true]);
    },
    'exchange.pack': async () => {
      const packed = await bridge.call('exchange.pack', { workflow_id: SAMPLE });
      expect([packed.name, packed.left_out]).toEqual(['Appointment booking', []]);
      expect(packed.size_bytes).toBeGreaterThan(1000);
    },
    'exchange.download': async () => {
      const { download_id, size_bytes } = await bridge.call('exchange.pack', { workflow_id: SAMPLE });
      const piece = await bridge.call('exchange.download', { download_id, offset: 0 });
      expect([atob(piece.data).length, atob(piece.data).slice(0, 2), piece.next]).toEqual([
        size_bytes,
        'PK',
        null,
      ]);
    },
    'workflows.validate': async () => {
      const { document } = await sample();
      expect(await bridge.call('workflows.validate', { document })).toEqual([]);
      for (const broken of [{ nodes: [], edges: [] }, null, 'text', 3])
        expect((await bridge.call('workflows.validate', { document: broken })).length).toBeGreaterThan(0);
    },
    'preview.step': async () => {
      const { document } = await sample();
      const start = document.nodes.find(({ type }) => type === 'startCall');
      const { node, functions } = await bridge.call('preview.step', { document, node_id: start?.id ?? '' });
      expect(node).toEqual({ id: start?.id, name: start?.data.name, type: 'startCall' });
      expect(functions.map(({ source_id: edge }) => edge)).toEqual(
        document.edges.filter(({ source }) => source === start?.id).map(({ id }) => id),
      );
    },
    'tools.list': async () => {
      const saved = await bridge.call('tools.save', { tool: goodbye });
      expect(await bridge.call('tools.list')).toEqual([saved]);
    },
    'tools.save': async () => {
      const saved = await bridge.call('tools.save', { tool: { ...goodbye, name: 'Good night' } });
      expect(saved.tool.name).toBe('Good night');
    },
    'tools.delete': async () => {
      await bridge.call('tools.save', { tool: goodbye });
      await bridge.call('tools.delete', { id: goodbye.tool_uuid });
      expect(await bridge.call('tools.list')).toEqual([]);
    },
    'tools.restore': async () => {
      const { tool } = await bridge.call('tools.save', { tool: goodbye });
      await bridge.call('tools.delete', { id: tool.tool_uuid });
      expect((await bridge.call('tools.restore', { id: tool.tool_uuid })).tool).toEqual(tool);
    },
    'tools.try': async () => {
      expect(await bridge.call('tools.try', { try_id: 't', tool: goodbye })).toMatchObject({
        kind: 'end_call',
        disposition: 'end_call_tool',
      });
    },
    'tools.stop-try': async () => {
      await expect(bridge.call('tools.stop-try', { try_id: 'over' })).resolves.toBeUndefined();
    },
    'credentials.list': async () => {
      const { credential_uuid: id } = await bridge.call('credentials.set', credential);
      expect(await bridge.call('credentials.list')).toContainEqual(
        expect.objectContaining({ credential_uuid: id, header_name: 'Authorization', problem: null }),
      );
    },
    'credentials.set': async () => {
      const made = await bridge.call('credentials.set', credential);
      expect(made).toMatchObject({ name: 'Shop', type: 'bearer_token', used_in: [] });
      expect(JSON.stringify(made)).not.toContain('hidden');
    },
    'credentials.delete': async () => {
      const { credential_uuid } = await bridge.call('credentials.set', credential);
      await bridge.call('credentials.delete', { credential_uuid });
      const left = (await bridge.call('credentials.list')).map((one) => one.credential_uuid);
      expect(left).not.toContain(credential_uuid);
    },
    'recordings.list': async () => {
      const { id } = await record();
      expect(await bridge.call('recordings.list')).toContainEqual(expect.objectContaining({ id }));
    },
    'recordings.get': async () => {
      const { id } = await record();
      const { document } = await sample();
      const nodes = document.nodes.map((node) =>
        node.type === 'startCall'
          ? { ...node, data: { ...node.data, greeting_type: 'audio' as const, greeting_recording_id: id } }
          : node,
      );
      const saved = await bridge.call('workflows.save', { name: 'Plays', document: { ...document, nodes } });
      expect(await bridge.call('recordings.get', { id })).toMatchObject({
        recording: { id, name: 'Hello', transcript: 'Hello there.' },
        used_in: [
          { workflow_id: saved.id, workflow_name: 'Plays', places: [expect.stringContaining('greeting')] },
        ],
      });
      expect((await bridge.call('recordings.delete', { id })).used_in).toHaveLength(1);
    },
    'recordings.add': async () => {
      const told = pushed(bridge, 'recordings.changed', () => true);
      expect(await record()).toMatchObject({ name: 'Hello', duration_ms: 1000, original_file_name: 'a.wav' });
      await told;
      await expect(bridge.call('recordings.add', { file_name: 'a.mp3', data: 'SUQzAA==' })).rejects.toEqual(
        refusal('audio-invalid', /not a WAV file/),
      );
    },
    'recordings.change': async () => {
      const { id } = await record();
      const changed = await bridge.call('recordings.change', { id, name: ' Renamed ', transcript: 'Hi.' });
      expect(changed).toMatchObject({ id, name: 'Renamed', transcript: 'Hi.' });
    },
    'recordings.delete': async () => {
      const { id } = await record();
      expect(await bridge.call('recordings.delete', { id })).toEqual({ used_in: [] });
      await expect(bridge.call('recordings.delete', { id })).rejects.toEqual(refusal('audio-file', id));
    },
    'recordings.restore': async () => {
      const recording = await record();
      await bridge.call('recordings.delete', { id: recording.id });
      expect(await bridge.call('recordings.restore', { id: recording.id })).toEqual(recording);
    },
    'runs.list': async () => {
      const page = await bridge.call('runs.list', { status: 'completed', limit: 1 });
      expect(page).toEqual(await fixture.studio.library.listRuns({ status: 'completed', limit: 1 }));
      expect(page.runs).toHaveLength(1);
    },
    'runs.facets': async () => {
      const facets = await bridge.call('runs.facets');
      expect(facets.dispositions.find(({ value }) => value === 'user_hangup')?.count).toBeGreaterThan(0);
    },
    'runs.latency': async () => {
      const times = await bridge.call('runs.latency', {});
      expect(times).toEqual(await fixture.studio.library.runLatency(null));
      expect(await bridge.call('runs.latency', { workflow_id: 'none' })).toEqual([]);
    },
    'runs.get': async () => {
      const { run, events, document } = await bridge.call('runs.get', { id: runId });
      expect(run).toEqual(await fixture.studio.library.getRun(runId));
      expect(events.map(({ type }) => type)).toEqual(['agent-text', 'disposition']);
      expect(document).toEqual(await fixture.studio.library.getRunDocument(runId));
    },
    'runs.peaks': async () => {
      const peaks = await bridge.call('runs.peaks', { id: runId });
      expect(peaks?.duration_ms).toBe((RECORDING_SAMPLES / 16_000) * 1000);
      expect([peaks?.caller[1], peaks?.agent[0]]).toEqual([0.25, -0.25]);
    },
    'runs.delete': async () => {
      const id = await addFinishedRun(fixture);
      const told = pushed(bridge, 'library.changed', (change) => change.what === 'runs');
      await expect(bridge.call('runs.delete', { id })).resolves.toBeUndefined();
      await told;
      await expect(bridge.call('runs.get', { id })).rejects.toEqual(refusal('run-not-found', id));
    },
    'runs.after': async () => {
      expect(await bridge.call('runs.after', { id: runId })).toEqual({ is_waiting: false, deliveries: [] });
    },
    'runs.redeliver': async () => {
      await expect(bridge.call('runs.redeliver', { delivery_uuid: 'none' })).rejects.toEqual(
        refusal('input-invalid', /no such delivery/),
      );
    },
    'calls.start': 'in the call',
    'calls.current': 'in the call',
    'calls.events': 'in the call',
    'calls.type': 'in the call',
    'calls.mute': 'in the call',
    'calls.press': 'in the call',
    'calls.hang-up': 'in the call',
    'tests.open': 'in the test',
    'tests.list': 'in the test',
    'tests.get': 'in the test',
    'tests.say': 'in the test',
    'tests.stop': 'in the test',
    'tests.rewind': 'in the test',
    'tests.branch': 'in the test',
    'tests.close': 'in the test',
    'phone.check': async () => {
      const to = '+49 30 12345678';
      expect(await bridge.call('phone.check', { to, trunk_id: null })).toMatchObject({
        kind: 'number',
        e164: '+493012345678',
        country: 'DE',
      });
    },
    'phone.dial': async () => {
      const { document } = await sample();
      const { id } = await bridge.call('workflows.save', { name: 'Dialled', document });
      await expect(bridge.call('phone.dial', { workflow_id: id, to: '112' })).rejects.toEqual(
        refusal('workflow-invalid', /no published version/),
      );
      await bridge.call('workflows.publish', { id });
      await expect(bridge.call('phone.dial', { workflow_id: id, to: '112' })).rejects.toEqual(
        refusal('number-refused', /^Emergency numbers/),
      );
    },
    'phone.calls': async () => {
      expect(await bridge.call('phone.calls')).toEqual([]);
    },
    'phone.hang-up': () => refusedOverPhone('phone.hang-up', {}),
    'phone.hold': () => refusedOverPhone('phone.hold', { held: true }),
    'phone.press': () => refusedOverPhone('phone.press', { keys: '1' }),
    'phone.transfer': () => refusedOverPhone('phone.transfer', { kind: 'blind', to: 'sip:bob@example.com' }),
    'phone.cancel-transfer': () => refusedOverPhone('phone.cancel-transfer', {}),
    'phone.whisper': () => refusedOverPhone('phone.whisper', { text: 'Be brief.' }),
    'phone.mute-agent': () => refusedOverPhone('phone.mute-agent', { muted: true }),
    'phone.take-over': () => refusedOverPhone('phone.take-over', {}),
    'phone.hand-back': () => refusedOverPhone('phone.hand-back', {}),
    'phone.wire-log': async () => {
      expect(await bridge.call('phone.wire-log', { run_id: runId })).toEqual([]);
    },
    'trunks.list': async () => {
      const saved = await bridge.call('trunks.save', { trunk: trunk('listed') });
      expect(await bridge.call('trunks.list')).toContainEqual(saved);
    },
    'trunks.save': async () => {
      const told = pushed(bridge, 'trunks.changed', () => true);
      const saved = await bridge.call('trunks.save', { trunk: trunk('saved'), password: KEY });
      await told;
      expect(saved).toMatchObject({
        trunk: { id: 'saved', number_format: 'e164' },
        has_password: true,
        status: { state: 'disabled' },
        calls_up: 0,
      });
      expect(JSON.stringify([saved, await bridge.call('trunks.list')])).not.toContain(KEY);
    },
    'trunks.delete': async () => {
      await bridge.call('trunks.save', { trunk: trunk('gone') });
      await expect(bridge.call('trunks.delete', { id: 'gone' })).resolves.toBeUndefined();
      await expect(bridge.call('trunks.delete', { id: 'gone' })).rejects.toEqual(
        refusal('trunk-not-found', /deleted/),
      );
    },
    'trunks.restore': async () => {
      const saved = await bridge.call('trunks.save', { trunk: trunk('back') });
      await bridge.call('trunks.delete', { id: 'back' });
      expect(await bridge.call('trunks.restore', { id: 'back' })).toEqual(saved);
    },
    'trunks.test': async () => {
      await bridge.call('trunks.save', { trunk: trunk('walked') });
      const told = pushed(bridge, 'trunk.test-step', ({ id }) => id === 'walked');
      const walk = bridge.call('trunks.test', { id: 'walked' });
      await bridge.call('trunks.stop-test', { id: 'walked' });
      const steps = await walk;
      expect(steps.map(({ step }) => step)).toEqual([...trunkTestSteps]);
      expect(await told).toMatchObject({ id: 'walked', step: { step: 'dns' } });
    },
    'trunks.stop-test': async () => {
      await expect(bridge.call('trunks.stop-test', { id: 'nobody' })).resolves.toBeUndefined();
    },
    'do-not-call.list': async () => {
      await bridge.call('do-not-call.add', { numbers: ['+49 30 22222222'], reason: 'asked us' });
      expect(await bridge.call('do-not-call.list', { search: '22222222' })).toEqual({
        entries: [{ number: '+493022222222', reason: 'asked us', added_at: expect.any(String) as string }],
        total: 1,
        next: null,
      });
    },
    'do-not-call.add': async () => {
      const told = pushed(bridge, 'library.changed', ({ what }) => what === 'do-not-call');
      const numbers = [name === 'browser' ? '030 33333333' : '030 44444444', 'nobody'];
      expect(await bridge.call('do-not-call.add', { numbers, country: 'DE' })).toEqual({
        added: 1,
        known: 0,
        refused: ['nobody'],
      });
      await told;
    },
    'do-not-call.remove': async () => {
      await bridge.call('do-not-call.add', { numbers: ['+493055555555'] });
      await bridge.call('do-not-call.remove', { number: '+49 30 55555555' });
      await expect(bridge.call('do-not-call.remove', { number: '+493055555555' })).rejects.toEqual(
        refusal('number-invalid', /not on the do-not-call list/),
      );
    },
  };

  for (const [method, succeeds] of Object.entries(successes)) {
    if (typeof succeeds === 'function') test(`${method} succeeds`, succeeds);
  }

  /** Input that no caller may send, and the part of it that the error names. */
  const invalid: Record<MethodName, [input: unknown, named: string]> = {
    'app.info': [{ id: 'x' }, 'app.info'],
    'app.voices': ['all', 'app.voices'],
    'settings.get': [1, 'settings.get'],
    'settings.set': [{ theme: 'pink' }, 'theme'],
    'connections.list': [{}, 'connections.list'],
    'connections.save': [{ name: 'A', preset: 'openai', base_url: 'localhost:1' }, 'base_url'],
    'connections.delete': [{ id: '' }, 'id'],
    'connections.test': [{ id: 'a', models: { vad: 'x' } }, 'models'],
    'connections.models': [{ id: 'a', stage: 'vad' }, 'stage'],
    'connections.voices': [{ id: 7 }, 'id'],
    'connections.sample': [{ choice: { connection: 'a' }, text: '' }, 'text'],
    'connections.effective': [{ providers: { llm: 'openai' } }, 'providers.llm'],
    'secrets.status': [1, 'secrets.status'],
    'secrets.set': [{ id: 'a', key: '  ' }, 'key'],
    'secrets.delete': [{}, 'id'],
    'secrets.unlock': [{ passphrase: '' }, 'passphrase'],
    'secrets.protect': [{ passphrase: 'short' }, 'passphrase'],
    'prices.list': ['all', 'prices.list'],
    'prices.set': [{ entry: { ...price, usd_per_million_characters: -1 } }, 'usd_per_million_characters'],
    'prices.reset': [{ kind: 'llm', provider: 'openai' }, 'model'],
    'workflows.list': [[], 'workflows.list'],
    'workflows.get': [{ id: 7 }, 'id'],
    'workflows.save': [{ name: '', document: { nodes: [], edges: [] } }, 'name'],
    'workflows.publish': [{ id: 'a', expected_revision: 0 }, 'expected_revision'],
    'workflows.versions': [{}, 'id'],
    'workflows.version': [{ id: 'a' }, 'version_id'],
    'workflows.organise': [{ ids: ['a'], folder: ' ' }, 'folder'],
    'workflows.search': [{ text: 'a', limit: 0 }, 'limit'],
    'workflows.coverage': [{ id: 'a', version_id: '' }, 'version_id'],
    'workflows.duplicate': [{}, 'id'],
    'workflows.delete': [{ id: '' }, 'id'],
    'workflows.restore': [undefined, 'workflows.restore'],
    'workflows.import': [{ text: 7 }, 'text'],
    'workflows.generate': [{ request_id: 'g', description: ' ' }, 'description'],
    'workflows.stop-generating': [{}, 'request_id'],
    'exchange.templates': [1, 'exchange.templates'],
    'exchange.upload': [{ upload_id: null, data: 7 }, 'data'],
    'exchange.import': [{ upload_id: '' }, 'upload_id'],
    'exchange.pack': [{}, 'workflow_id'],
    'exchange.download': [{ download_id: 'd', offset: -1 }, 'offset'],
    'workflows.validate': ['document', 'workflows.validate'],
    'preview.step': [{ document: { nodes: [], edges: [] }, node_id: '' }, 'node_id'],
    'tools.list': [{}, 'tools.list'],
    'tools.save': [{ tool: { tool_uuid: '', definition: { type: 'end_call' } } }, 'tool_uuid'],
    'tools.delete': [{ id: '' }, 'id'],
    'tools.restore': [{}, 'id'],
    'tools.try': [{ try_id: 't' }, 'tool'],
    'tools.stop-try': [{ try_id: 7 }, 'try_id'],
    'credentials.list': [{}, 'credentials.list'],
    'credentials.set': [{ name: ' ' }, 'name'],
    'credentials.delete': [{}, 'credential_uuid'],
    'recordings.list': [{}, 'recordings.list'],
    'recordings.get': [{ id: '../x' }, 'id'],
    'recordings.add': [{ file_name: '', data: '' }, 'file_name'],
    'recordings.change': [{ id: 'a', name: '  ' }, 'name'],
    'recordings.delete': [{}, 'id'],
    'recordings.restore': [{ id: 'a.b' }, 'id'],
    'runs.list': [{ limit: 501 }, 'limit'],
    'runs.facets': [true, 'runs.facets'],
    'runs.latency': [{ workflow_id: 7 }, 'workflow_id'],
    'runs.get': [{ id: null }, 'id'],
    'runs.peaks': [{ id: ['a'] }, 'id'],
    'runs.delete': [null, 'runs.delete'],
    'runs.after': [{}, 'id'],
    'runs.redeliver': [{ delivery_uuid: 7 }, 'delivery_uuid'],
    'calls.start': [{ workflow_id: SAMPLE, initial_context: 'x' }, 'initial_context'],
    'calls.current': [{}, 'calls.current'],
    'calls.events': [{}, 'run_id'],
    'calls.type': [{ run_id: 'r', text: 'x'.repeat(2001) }, 'text'],
    'calls.mute': [{ run_id: 'r', muted: 'yes' }, 'muted'],
    'calls.press': [{ run_id: 'r', keys: '12a' }, 'keys'],
    'calls.hang-up': [{ run_id: '' }, 'run_id'],
    'tests.open': [{ workflow_id: SAMPLE, from: { run_id: 'r', after_turn: -1 } }, 'after_turn'],
    'tests.list': [{ workflow_id: '' }, 'workflow_id'],
    'tests.get': [{}, 'test_id'],
    'tests.say': [{ test_id: 't', text: '   ' }, 'text'],
    'tests.stop': [{ test_id: 7 }, 'test_id'],
    'tests.rewind': [{ test_id: 't', after_turn: 1.5 }, 'after_turn'],
    'tests.branch': [{ test_id: 't' }, 'run_id'],
    'tests.close': [undefined, 'tests.close'],
    'phone.check': [{ to: 'x'.repeat(301), trunk_id: null }, 'to'],
    'phone.dial': [{ workflow_id: SAMPLE, to: ' ' }, 'to'],
    'phone.calls': [{}, 'phone.calls'],
    'phone.hang-up': [{ run_id: '' }, 'run_id'],
    'phone.hold': [{ run_id: 'r', held: 'yes' }, 'held'],
    'phone.press': [{ run_id: 'r', keys: '12x' }, 'keys'],
    'phone.transfer': [{ run_id: 'r', kind: 'warm', to: '1' }, 'kind'],
    'phone.cancel-transfer': [{}, 'run_id'],
    'phone.whisper': [{ run_id: 'r', text: ' ' }, 'text'],
    'phone.mute-agent': [{ run_id: 'r' }, 'muted'],
    'phone.take-over': [{}, 'run_id'],
    'phone.hand-back': [{ run_id: 7 }, 'run_id'],
    'phone.wire-log': [{ run_id: '' }, 'run_id'],
    'trunks.list': [{}, 'trunks.list'],
    'trunks.save': [{ trunk: { ...trunk('t'), server: 'bob@example.com' } }, 'server'],
    'trunks.delete': [{ id: '../x' }, 'id'],
    'trunks.restore': [{ id: '' }, 'id'],
    'trunks.test': [{ id: 't', with_call: 'yes' }, 'with_call'],
    'trunks.stop-test': [{}, 'id'],
    'do-not-call.list': [{ limit: 501 }, 'limit'],
    'do-not-call.add': [{ numbers: [] }, 'numbers'],
    'do-not-call.remove': [{ number: 'x'.repeat(41) }, 'number'],
  };

  test.each(Object.entries(invalid))(
    '%s refuses invalid input and names the field',
    async (method, [input, named]) => {
      await expect(callAny(bridge, method, input)).rejects.toEqual(
        refusal('input-invalid', new RegExp(`^${method}: .*`, 's')),
      );
      await expect(callAny(bridge, method, input)).rejects.toThrow(named);
    },
  );

  test('every method has a schema, a success and a refusal', () => {
    expect(Object.keys(successes)).toEqual(Object.keys(methods));
    expect(Object.keys(invalid)).toEqual(Object.keys(methods));
  });

  test('a method that does not exist is refused with the way out', async () => {
    for (const method of ['app.quit', 'toString', '__proto__', '', 'x'.repeat(1000)])
      await expect(callAny(bridge, method)).rejects.toEqual(
        refusal('unsupported', /no method “.*reload the page/),
      );
  });

  test('errors of the studio cross with their code and words', async () => {
    await expect(bridge.call('workflows.get', { id: 'nobody' })).rejects.toEqual(
      refusal('workflow-not-found', /nobody/),
    );
    await expect(bridge.call('workflows.duplicate', { id: 'nobody' })).rejects.toEqual(
      refusal('workflow-not-found', /./),
    );
    await expect(bridge.call('runs.peaks', { id: 'none' })).rejects.toEqual(refusal('run-not-found', /none/));
    await expect(bridge.call('calls.start', { workflow_id: 'nobody' })).rejects.toEqual(
      refusal('workflow-not-found', /./),
    );
    await expect(bridge.call('calls.hang-up', { run_id: 'gone' })).rejects.toEqual(
      refusal('call-not-found', /./),
    );
    const { id } = await bridge.call('workflows.save', { name: 'Empty', document: { nodes: [], edges: [] } });
    await expect(bridge.call('calls.start', { workflow_id: id })).rejects.toEqual(
      refusal('workflow-invalid', /“Empty” cannot be called yet/),
    );
  });

  test('an import that is broken says where', async () => {
    await expect(bridge.call('workflows.import', { text: '{\n  "nodes": [,]\n}' })).rejects.toEqual(
      refusal('input-invalid', /line 2, column 13/),
    );
    await expect(
      bridge.call('workflows.import', { text: '{"nodes":[{"id":"a","type":"spaceship"}],"edges":[]}' }),
    ).rejects.toEqual(refusal('workflow-invalid', /^This is not a workflow document\. The node a/));
    await expect(bridge.call('workflows.import', { text: '[1, 2]' })).rejects.toEqual(
      refusal('workflow-invalid', /^This is not a workflow document/),
    );
  });

  test('an import that is too large is refused before it is read', async () => {
    await expect(bridge.call('workflows.import', { text: ' '.repeat(20_000_001) })).rejects.toEqual(
      refusal('input-invalid', /^workflows.import: text: /),
    );
  });

  test('sound for a call that is not up, or at no rate, is refused', async () => {
    await expect(bridge.openAudio('gone', RATE_HZ)).rejects.toEqual(refusal('call-not-found', /./));
    for (const rate of [0, 7999, 96_001, 44_100.5, Number.NaN])
      await expect(bridge.openAudio('gone', rate)).rejects.toMatchObject({ name: 'BridgeError' });
  });

  test('addresses of runs lead to this door', () => {
    const origin = name === 'browser' ? /^http:\/\/127\.0\.0\.1:\d+/ : /^app:\/\/parley/;
    expect(bridge.resolveUrl('parley://runs/r1/recording.wav')).toMatch(
      new RegExp(`${origin.source}/runs/r1/recording\\.wav$`),
    );
    expect(bridge.door).toBe(name);
    expect(bridge.status).toBe('connected');
  });
});

describe.each(doors)('sound through the $name door', ({ open }) => {
  const calls = echoCalls();
  let door: OpenDoor;
  beforeAll(async () => {
    door = await open({ ...fixture, studio: { ...fixture.studio, calls }, logger: silentLogger });
  });
  afterAll(async () => {
    await door.close();
  });

  /** What comes back, in order, until the channel closes or `count` are there. */
  const collect = (channel: AudioChannel, count: number): Promise<(number[] | AudioControl['type'])[]> =>
    new Promise((resolve) => {
      const seen: (number[] | AudioControl['type'])[] = [];
      const add = (item: number[] | AudioControl['type']): void => {
        seen.push(item);
        if (seen.length === count) resolve(seen);
      };
      channel.onFrame((frame) => {
        add([...new Int16Array(frame)]);
      });
      channel.onControl(({ type }) => {
        add(type);
      });
    });
  const frame = (...samples: number[]): ArrayBuffer => Int16Array.from(samples).buffer;

  test('comes back sample for sample, and clear keeps its place among the frames', async () => {
    const channel = await door.bridge.openAudio(ECHO_RUN, 44_100);
    expect(calls.attached.at(-1)).toBe(44_100);
    const sent = [
      [0, -32_768, 32_767],
      [1, 5],
      [9],
      Array.from({ length: 1920 }, (_, index) => (index * 37) % 30_000),
    ];
    for (const samples of sent) channel.send(frame(...samples));
    expect(await collect(channel, 5)).toEqual([sent[0], sent[1], 'clear', sent[2], sent[3]]);
    channel.close();
  });

  test.each([
    ['ended', 2],
    ['replaced', -1],
  ])('%s comes last and the channel closes', async (word, sample) => {
    const channel = await door.bridge.openAudio(ECHO_RUN, RATE_HZ);
    const closed = new Promise<void>((resolve) => {
      channel.onClose(resolve);
    });
    channel.send(frame(sample, 2));
    channel.send(frame(3, 3));
    expect(await collect(channel, 2)).toEqual([[sample, 2], word]);
    await closed;
  });

  test('what is no sound is dropped', async () => {
    const channel = await door.bridge.openAudio(ECHO_RUN, RATE_HZ);
    channel.send(new ArrayBuffer(3));
    channel.send(new ArrayBuffer(0));
    channel.send(frame(8));
    const seen = await collect(channel, 2);
    expect(seen).toEqual([[], [8]]);
    channel.close();
  });

  test('an oversized message does no harm to other channels', async () => {
    const channel = await door.bridge.openAudio(ECHO_RUN, RATE_HZ);
    channel.send(new ArrayBuffer(MAX_AUDIO_MESSAGE_BYTES + 2));
    const other = await door.bridge.openAudio(ECHO_RUN, RATE_HZ);
    other.send(frame(4));
    expect(await collect(other, 1)).toEqual([[4]]);
    channel.close();
    other.close();
  });

  test('a page that closes its channel is detached', async () => {
    const before = calls.detached();
    const channel = await door.bridge.openAudio(ECHO_RUN, RATE_HZ);
    channel.close();
    await expect.poll(() => calls.detached()).toBeGreaterThan(before);
  });
});

test('a foreign frame of the desktop door is refused, for calls and for sound', async () => {
  const door = openDesktopDoorOverNode(fixture);
  door.distrust();
  const refused = refusal('unsupported', /Only Parley’s own page/);
  await expect(door.bridge.call('workflows.list')).rejects.toEqual(refused);
  await expect(door.bridge.openAudio(ECHO_RUN, RATE_HZ)).rejects.toEqual(refused);
  await door.close();
});

test('a message over the limit of the browser door is refused without cutting the connection', async () => {
  const door = await openBrowserDoor(fixture);
  // Escaped, each of these characters takes six.
  const text = '\u0001'.repeat(Math.ceil(MAX_BRIDGE_MESSAGE_BYTES / 6));
  await expect(door.bridge.call('workflows.import', { text })).rejects.toEqual(
    refusal('input-invalid', /larger than 64 MB/),
  );
  expect(await door.bridge.call('workflows.list')).not.toHaveLength(0);
  await door.close();
});
