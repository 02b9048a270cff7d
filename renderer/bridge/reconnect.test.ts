/** What a page of the browser door sees when the connection fails and comes back. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { Emitter } from '#engine/base/event.ts';
import type { CallState, ConnectionStatus } from '#shared/bridge/contract.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { CallsPort } from '../../electron/ipc/ports.ts';
import { echoCalls } from '../../electron/ipc/testing/echo-calls.ts';
import { openStudioFixture } from '../../electron/ipc/testing/studio-fixture.ts';
import type { StudioFixture } from '../../electron/ipc/testing/studio-fixture.ts';
import { openBrowserDoor } from './testing/doors.ts';
import type { BrowserDoor } from './testing/doors.ts';

const state: CallState = {
  run_id: 'run_1',
  workflow_id: 'w1',
  workflow_name: 'Agent',
  mode: 'web',
  state: 'listening',
  node_id: null,
  muted: false,
  started_at: '2026-01-01T00:00:00.000Z',
};
const eventOf = (seq: number): RunEvent => ({
  seq,
  time: '2026-01-01T00:00:00.000Z',
  at_ms: null,
  turn: 0,
  node_id: null,
  node_name: null,
  type: 'disposition',
  payload: { call_disposition: 'user_hangup' },
});

/** A call whose events come when the test says. */
function scriptedCall(): {
  calls: CallsPort;
  happen: (seq: number) => void;
  become: (next: CallState) => void;
} {
  const events: RunEvent[] = [];
  let current: CallState | null = null;
  const eventEmitter = new Emitter<{ runId: string; event: RunEvent }>();
  const stateEmitter = new Emitter<CallState>();
  return {
    calls: {
      ...echoCalls(),
      onEvent: eventEmitter.on,
      onState: stateEmitter.on,
      current: () => current,
      events: () => events,
    },
    happen: (seq) => {
      events.push(eventOf(seq));
      eventEmitter.emit({ runId: state.run_id, event: eventOf(seq) });
    },
    become: (next) => {
      current = next.state === 'ended' ? null : next;
      stateEmitter.emit(next);
    },
  };
}

let fixture: StudioFixture;
let script: ReturnType<typeof scriptedCall>;
let door: BrowserDoor;

beforeAll(async () => {
  fixture = await openStudioFixture();
}, 60_000);
afterAll(async () => {
  await fixture.dispose();
});
beforeEach(async () => {
  script = scriptedCall();
  door = await openBrowserDoor({ ...fixture, studio: { ...fixture.studio, calls: script.calls } });
});
afterEach(async () => {
  await door.close();
});

const becomes = (wanted: ConnectionStatus): Promise<void> =>
  new Promise((resolve) => {
    const stop = door.bridge.onStatus((status) => {
      if (status !== wanted) return;
      stop();
      resolve();
    });
  });

test('calls in flight are refused with retryable, later ones succeed again', async () => {
  const { bridge } = door;
  await bridge.call('app.info');
  const down = becomes('reconnecting');
  const inFlight = bridge.call('workflows.list');
  door.cut();
  await expect(inFlight).rejects.toMatchObject({ code: 'connection-lost', retryable: true });
  await down;
  await expect(bridge.call('workflows.list')).rejects.toMatchObject({
    code: 'connection-lost',
    retryable: true,
  });
  await becomes('connected');
  expect(bridge.status).toBe('connected');
  expect(await bridge.call('workflows.list')).not.toHaveLength(0);
});

test('what was missed is delivered once and in order, with the present state', async () => {
  const { bridge } = door;
  await bridge.call('app.info');
  const seqs: number[] = [];
  const states: CallState['state'][] = [];
  const changes: string[] = [];
  bridge.on('call.event', ({ event }) => seqs.push(event.seq));
  bridge.on('call.state', (next) => states.push(next.state));
  bridge.on('library.changed', ({ what }) => changes.push(what));
  const settled = new Promise((resolve) => bridge.on('settings.changed', resolve));
  script.become(state);
  script.happen(1);
  script.happen(2);
  await expect.poll(() => seqs).toEqual([1, 2]);
  door.cut();
  script.happen(3);
  script.happen(4);
  script.become({ ...state, state: 'agent-speaking' });
  await settled;
  script.happen(5);
  await expect.poll(() => seqs).toEqual([1, 2, 3, 4, 5]);
  expect(states).toEqual(['listening', 'agent-speaking']);
  expect(changes).toEqual(['workflows', 'runs']);
});

test('a call that ended meanwhile is told as ended', async () => {
  const { bridge } = door;
  await bridge.call('app.info');
  script.become(state);
  const ended = new Promise<CallState>((resolve) => {
    bridge.on('call.state', (next) => {
      if (next.state === 'ended') resolve(next);
    });
  });
  await bridge.call('app.info');
  door.cut();
  script.become({ ...state, state: 'ended' });
  expect(await ended).toEqual({ ...state, state: 'ended' });
});

test('a studio that has gone leaves the page reconnecting, with every call refused', async () => {
  const { bridge } = door;
  await bridge.call('app.info');
  const down = becomes('reconnecting');
  await door.stop();
  await down;
  await expect(bridge.call('app.info')).rejects.toMatchObject({ code: 'connection-lost', retryable: true });
});

test('a page of an earlier launch is told that it is refused, and goes on once the browser has entered anew', async () => {
  const { bridge } = door;
  await bridge.call('app.info');
  const statuses: ConnectionStatus[] = [];
  bridge.onStatus((status) => statuses.push(status));
  await door.stop();
  await door.restart();
  await becomes('refused');
  await expect(bridge.call('app.info')).rejects.toMatchObject({ code: 'connection-lost', retryable: true });
  const back = becomes('connected');
  await door.enter();
  await back;
  expect(await bridge.call('workflows.list')).not.toHaveLength(0);
  expect(statuses).toEqual(['reconnecting', 'refused', 'connected']);
});
