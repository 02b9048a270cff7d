import { Menu } from 'electron';
import { menuTemplate } from './decisions/menu.ts';

export function installMenu(): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform)));
}
