/** Trunks with their state: asked once, and again whenever the studio says that they changed. */
import { useEffect } from 'react';
import { create } from 'zustand';
import { isOver, type TrunkInfo } from '#shared/bridge/phone.ts';
import { bridge } from '../bridge/index.ts';
import { errorText } from '../ui/error-text.ts';

interface TrunksStore {
  /** In the order of their names; null until the first answer. */
  trunks: readonly TrunkInfo[] | null;
  /** Why the studio could not be asked; null while all is well. */
  failure: string | null;
}

export const useTrunks = create<TrunksStore>()(() => ({ trunks: null, failure: null }));

/** Counts the questions: an answer that comes after a newer question is not the newest. */
let asked = 0;

export async function loadTrunks(): Promise<void> {
  asked += 1;
  const mine = asked;
  try {
    const trunks = await bridge.call('trunks.list');
    if (mine !== asked) return;
    useTrunks.setState({
      trunks: trunks.toSorted((a, b) => a.trunk.name.localeCompare(b.trunk.name)),
      failure: null,
    });
  } catch (thrown) {
    if (mine === asked) useTrunks.setState({ failure: errorText(thrown) });
  }
}

/** Changes told within this time are asked for once: a trunk that registers tells of several states. */
const gatherMs = 100;
let following = false;

/** Loads once and keeps up with changes; later calls do nothing. */
export function followTrunks(): void {
  if (following) return;
  following = true;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const gather = (): void => {
    timer ??= setTimeout(() => {
      timer = null;
      void loadTrunks();
    }, gatherMs);
  };
  bridge.on('trunks.changed', gather);
  // What a trunk has done today changes with the beginning and the end of its calls.
  bridge.on('phone.call', (call) => {
    if (call.answered_at === null || isOver(call)) gather();
  });
  bridge.onStatus((status) => {
    if (status === 'connected') void loadTrunks();
  });
  void loadTrunks();
}

/** ISO 3166, of the first trunk that has a country: numbers of its customers are written as it writes them. */
export function useHomeCountry(): string | null {
  useEffect(followTrunks, []);
  return useTrunks(
    (store) => store.trunks?.map(({ trunk }) => trunk.country).find((country) => country !== null) ?? null,
  );
}
