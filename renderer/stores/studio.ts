/** What the studio is and how it is set: its info, its voices and the person's settings. */
import { create } from 'zustand';
import type { AppInfo } from '#shared/bridge/contract.ts';
import type { Settings } from '#shared/domain/settings.ts';
import { bridge } from '../bridge/index.ts';
import { errorText } from '../ui/error-text.ts';
import { showError } from '../ui/toast.tsx';

interface StudioStore {
  info: AppInfo | null;
  settings: Settings | null;
  voices: readonly { id: string; name: string }[];
  /** Why the studio could not be asked; null while all is well. */
  failure: string | null;
}

export const useStudio = create<StudioStore>()(() => ({
  info: null,
  settings: null,
  voices: [],
  failure: null,
}));

/** Asks the studio for everything; a failure is kept for the screens to show. */
export async function loadStudio(): Promise<void> {
  try {
    const [info, settings, voices] = await Promise.all([
      bridge.call('app.info', undefined),
      bridge.call('settings.get', undefined),
      bridge.call('app.voices', undefined),
    ]);
    useStudio.setState({ info, settings, voices, failure: null });
  } catch (thrown) {
    useStudio.setState({ failure: errorText(thrown) });
  }
}

let following = false;

/** Loads once and keeps up with settings changed elsewhere; later calls do nothing. */
export function followStudio(): void {
  if (following) return;
  following = true;
  bridge.on('settings.changed', (settings) => {
    useStudio.setState({ settings });
  });
  bridge.on('providers.changed', () => {
    void loadStudio();
  });
  void loadStudio();
}

/** Changes settings at once on the screen, then in the studio; put back with a notice when it refuses. */
export async function changeSettings(change: Partial<Settings>): Promise<void> {
  const before = useStudio.getState().settings;
  if (before !== null) useStudio.setState({ settings: { ...before, ...change } });
  try {
    useStudio.setState({ settings: await bridge.call('settings.set', change) });
  } catch (thrown) {
    useStudio.setState({ settings: before });
    showError('The setting was not saved', thrown);
  }
}
