/** The menu as data, in the order of each platform. Roles bring their own words, keys and translations. */

export type MenuRole =
  | 'appMenu'
  | 'close'
  | 'quit'
  | 'editMenu'
  | 'reload'
  | 'toggleDevTools'
  | 'resetZoom'
  | 'zoomIn'
  | 'zoomOut'
  | 'togglefullscreen'
  | 'windowMenu';

export type MenuEntry = { role: MenuRole } | { type: 'separator' } | { label: string; submenu: MenuEntry[] };

export function menuTemplate(platform: NodeJS.Platform): MenuEntry[] {
  const isMac = platform === 'darwin';
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    { label: '&File', submenu: [{ role: isMac ? 'close' : 'quit' }] },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'reload' },
        { role: 'toggleDevTools' },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
  ];
}
