/** Every window and frame that ever comes into being shows our page or nothing; the decision is `decisions/navigation.ts`. */
import { app, shell } from 'electron';
import { navigationOf } from './decisions/navigation.ts';

export function installNavigationGuard(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-frame-navigate', (details) => {
      if (navigationOf(details.url) === 'stay') return;
      details.preventDefault();
      if (details.isMainFrame) openOutside(details.url);
    });
    contents.on('will-redirect', (details) => {
      if (navigationOf(details.url) !== 'stay') details.preventDefault();
    });
    contents.on('will-attach-webview', (event) => {
      event.preventDefault();
    });
    contents.setWindowOpenHandler(({ url }) => {
      openOutside(url);
      return { action: 'deny' };
    });
  });
}

function openOutside(url: string): void {
  if (navigationOf(url) === 'browser') void shell.openExternal(url);
}
