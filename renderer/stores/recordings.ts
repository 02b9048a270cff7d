/** Recorded speech of the studio: asked once, and again whenever it changed. */
import { create } from 'zustand';
import type { Recording } from '#shared/domain/sound.ts';
import { bridge } from '../bridge/index.ts';
import { errorText } from '../ui/error-text.ts';

interface RecordingsStore {
  /** The newest first; null while it is not known. */
  recordings: readonly Recording[] | null;
  /** Why the studio could not be asked; null while all is well. */
  failure: string | null;
}

export const useRecordings = create<RecordingsStore>()(() => ({ recordings: null, failure: null }));

async function load(): Promise<void> {
  try {
    useRecordings.setState({ recordings: await bridge.call('recordings.list'), failure: null });
  } catch (thrown) {
    useRecordings.setState({ failure: errorText(thrown) });
  }
}

let following = false;

/** Loads once and keeps up with changes; later calls do nothing. */
export function followRecordings(): void {
  if (following) return;
  following = true;
  bridge.on('recordings.changed', () => {
    void load();
  });
  void load();
}
