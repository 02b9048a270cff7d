/** The studio's tools and credentials: asked once, and again whenever they changed. */
import { create } from 'zustand';
import type { CredentialInfo, LibraryTool } from '#shared/bridge/tools.ts';
import { bridge } from '../bridge/index.ts';
import { errorText } from '../ui/error-text.ts';

interface ToolsStore {
  /** In the order of their names; null while they are not known. */
  tools: readonly LibraryTool[] | null;
  credentials: readonly CredentialInfo[] | null;
  /** Why the studio could not be asked; null while all is well. */
  failure: string | null;
}

export const useTools = create<ToolsStore>()(() => ({ tools: null, credentials: null, failure: null }));

export async function loadTools(): Promise<void> {
  try {
    const [tools, credentials] = await Promise.all([
      bridge.call('tools.list'),
      bridge.call('credentials.list'),
    ]);
    useTools.setState({ tools, credentials, failure: null });
  } catch (thrown) {
    useTools.setState({ failure: errorText(thrown) });
  }
}

let following = false;

/** Loads once and keeps up with changes; later calls do nothing. */
export function followTools(): void {
  if (following) return;
  following = true;
  bridge.on('tools.changed', () => void loadTools());
  // Unlocked, or a secret that is gone.
  bridge.on('providers.changed', () => void loadTools());
  void loadTools();
}

/** Loads, and again whenever an agent has changed, until the function that it answers is called: for where uses are shown. */
export function followUses(): () => void {
  followTools();
  void loadTools();
  return bridge.on('library.changed', ({ what }) => {
    if (what === 'workflows') void loadTools();
  });
}
