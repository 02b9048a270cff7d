/**
 * The web call that is up (or has just ended), read from the bridge: its state line, path through the graph and
 * conversation. Any screen may look at it; `features/call` drives it.
 */
import { create } from 'zustand';
import { useEffect } from 'react';
import type { CallState } from '#shared/bridge/contract.ts';
import { bridge } from '../bridge/index.ts';
import { withEvent, withLog, withState, type LiveCall } from './live-call-state.ts';

export type { LiveCall } from './live-call-state.ts';

interface LiveCallStore {
  call: LiveCall | null;
  /** The studio cannot be reached: what is shown may be old. */
  isStale: boolean;
}

export const useLiveCallStore = create<LiveCallStore>()(() => ({ call: null, isStale: false }));

/** The live call, or null. The first user of this hook begins to follow the bridge. */
export function useLiveCall(): LiveCall | null {
  useEffect(followCalls, []);
  return useLiveCallStore((store) => store.call);
}

function setCall(change: (call: LiveCall | null) => LiveCall | null): void {
  useLiveCallStore.setState((store) => ({ call: change(store.call) }));
}

/** Takes over a call state that a method returned (`calls.start`) without waiting for the push. */
export function adoptCallState(state: CallState): void {
  setCall((call) => withState(call, state, Date.now()));
}

/** Forgets an ended call. */
export function dismissCall(): void {
  setCall((call) => (call?.state === 'ended' ? null : call));
}

/** Reads the whole log again: after a reload, and when an event went missing on the way. */
async function catchUp(runId: string): Promise<void> {
  const events = await bridge.call('calls.events', { run_id: runId });
  setCall((call) => (call?.runId === runId ? withLog(call, events) : call));
}

let following = false;

/** Begins to follow the studio's calls; later calls do nothing. */
export function followCalls(): void {
  if (following) return;
  following = true;
  bridge.on('call.state', (state) => {
    if (state.mode === 'web') adoptCallState(state);
  });
  bridge.on('call.event', ({ run_id: runId, event }) => {
    const call = useLiveCallStore.getState().call;
    if (call?.runId !== runId) return;
    if (event.seq > call.lastSeq + 1) void catchUp(runId).catch(markStale);
    else setCall((now) => (now?.runId === runId ? withEvent(now, event) : now));
  });
  void attachToCurrent().catch(markStale);
}

function markStale(): void {
  useLiveCallStore.setState({ isStale: true });
}

/** Asks which call is up and reads its log; resolves to it, or null. */
export async function attachToCurrent(): Promise<LiveCall | null> {
  const state = await bridge.call('calls.current', undefined);
  useLiveCallStore.setState({ isStale: false });
  const known = useLiveCallStore.getState().call;
  if (state === null) {
    // The studio has no call: one that this page still shows as up ended while it could not hear of it.
    if (known !== null && known.state !== 'ended')
      setCall((call) => (call === null ? null : { ...call, state: 'ended', endedAtMs: Date.now() }));
    return null;
  }
  adoptCallState(state);
  await catchUp(state.run_id);
  return useLiveCallStore.getState().call;
}
