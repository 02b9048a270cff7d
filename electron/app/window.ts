/** The studio's window: hardened, and where it was when it was last closed. */
import { BrowserWindow, nativeTheme, screen } from 'electron';
import ElectronStore from 'electron-store';
import { appOrigin } from '#shared/bridge/channels.ts';
import { preloadPath } from '../paths.ts';
import { minimumSize, wasMaximized, windowBounds } from './decisions/window-bounds.ts';
import type { WindowState } from './decisions/window-bounds.ts';

/** Shown until the page has drawn itself: the page's own background in each theme. */
const background = { light: '#ffffff', dark: '#141517' } as const;

export function openWindow(): BrowserWindow {
  const store = new ElectronStore<Partial<WindowState>>({ name: 'window', clearInvalidConfig: true });
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
  const bounds = windowBounds(
    store.store,
    [primary, ...others].map(({ workArea }) => workArea),
  );
  const window = new BrowserWindow({
    ...bounds,
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    show: false,
    title: 'Parley',
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    webPreferences: {
      preload: preloadPath(),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // A call goes on while another window is in front.
      backgroundThrottling: false,
      autoplayPolicy: 'no-user-gesture-required',
    },
  });
  if (wasMaximized(store.store)) window.maximize();
  window.once('ready-to-show', () => {
    window.show();
  });
  window.on('close', () => {
    store.store = { bounds: window.getNormalBounds(), maximized: window.isMaximized() };
  });
  void window.loadURL(`${appOrigin}/`);
  return window;
}
