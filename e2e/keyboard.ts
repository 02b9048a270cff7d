/** A person who works by keys alone: each step waits until the page shows what came of it. */
import { expect, type Locator, type Page } from '@playwright/test';

/** How many times Tab is pressed at most to come to a field. */
const mostTabs = 60;

export interface Keyboard {
  page: Page;
  press: (...chords: string[]) => Promise<void>;
  /** Into whatever has the focus. */
  type: (text: string) => Promise<void>;
  /** Tab, until it has the focus. */
  tabTo: (target: Locator) => Promise<void>;
  /** Tabs to a field and writes into it, over what stood there. */
  fill: (target: Locator, text: string) => Promise<void>;
  /** Chooses an action in the command palette by its words. */
  command: (words: string) => Promise<void>;
}

export function keyboardOf(page: Page): Keyboard {
  const { keyboard } = page;
  const press: Keyboard['press'] = async (...chords) => {
    for (const chord of chords) await keyboard.press(chord);
  };
  const type: Keyboard['type'] = (text) => keyboard.type(text);
  const tabTo: Keyboard['tabTo'] = async (target) => {
    await expect(target).toBeVisible();
    for (let tabs = 0; tabs < mostTabs; tabs += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await keyboard.press('Tab');
    }
    await expect(target, 'Tab leads to it').toBeFocused();
  };
  return {
    page,
    press,
    type,
    tabTo,
    fill: async (target, text) => {
      await tabTo(target);
      await press('ControlOrMeta+a');
      await type(text);
    },
    command: async (words) => {
      await press('ControlOrMeta+k');
      const search = page.getByPlaceholder('Find an agent, a run or an action');
      await expect(search).toBeFocused();
      await type(words);
      await expect(page.locator('.mantine-Spotlight-action').first()).toContainText(words);
      await press('Enter');
      await expect(search).toHaveCount(0);
    },
  };
}

/** Counts every press of a mouse or finger in the page, also after it is loaded anew; the wheel too. */
export async function countPointing(page: Page): Promise<() => number> {
  let count = 0;
  await page.exposeFunction('tellPointing', () => {
    count += 1;
  });
  await page.addInitScript(() => {
    const tell = (): void => {
      void (window as unknown as { tellPointing: () => Promise<void> }).tellPointing();
    };
    for (const kind of ['pointerdown', 'mousedown', 'touchstart', 'wheel', 'dragstart'])
      window.addEventListener(kind, tell, { capture: true, passive: true });
  });
  return () => count;
}
