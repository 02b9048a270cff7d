import { expect, test } from 'vitest';
import { menuTemplate } from './menu.ts';
import type { MenuEntry } from './menu.ts';

const names = (menu: MenuEntry[]): string[] =>
  menu.map((entry) => ('role' in entry ? entry.role : 'label' in entry ? entry.label : '–'));

test('each platform finds its menus where it looks for them', () => {
  expect(names(menuTemplate('darwin'))).toEqual(['appMenu', '&File', 'editMenu', '&View', 'windowMenu']);
  expect(names(menuTemplate('linux'))).toEqual(['&File', 'editMenu', '&View', 'windowMenu']);
  expect(menuTemplate('win32')).toEqual(menuTemplate('linux'));
});

test('the application is left by the File menu except on macOS, where it closes the window', () => {
  const file = (platform: NodeJS.Platform): MenuEntry | undefined =>
    menuTemplate(platform).find((entry) => 'label' in entry && entry.label === '&File');
  expect(file('linux')).toEqual({ label: '&File', submenu: [{ role: 'quit' }] });
  expect(file('darwin')).toEqual({ label: '&File', submenu: [{ role: 'close' }] });
});
