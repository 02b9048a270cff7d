/** The states of the editor and what belongs to it that a designer would look at; see `screens.spec.ts`. */
import { expect, type Locator, type Page } from '@playwright/test';

export interface Screen {
  name: string;
  address: () => string;
  /** What it is for. */
  shows: (page: Page) => Locator;
  /** Done before the picture. */
  first?: (page: Page) => Promise<void>;
}

const booking = (): string => '/agents/sample-appointment-booking';
const survey = (): string => '/agents/sample-survey';
const card = (page: Page, name: string): Locator => page.getByRole('group', { name, exact: true });

/** A dialog of the screen before. */
async function putAway(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog');
  if ((await dialog.count()) > 0) await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
}

/** The canvas is ready for keys; a panel of the screen before is put away. */
async function onCanvas(page: Page): Promise<void> {
  await putAway(page);
  const close = page.getByRole('button', { name: 'Close the drawer' });
  await expect(page.locator('.react-flow__node').first()).toBeVisible();
  if ((await close.count()) > 0) await close.click();
  const call = page.getByRole('button', { name: 'Hide call' });
  if ((await call.count()) > 0) await call.click();
  await page.locator('.react-flow__pane').click({ position: { x: 12, y: 12 } });
}

async function keys(page: Page, ...chords: string[]): Promise<void> {
  await onCanvas(page);
  for (const chord of chords) await page.keyboard.press(chord);
}

export const editorScreens: Screen[] = [
  {
    name: 'editor-add',
    address: booking,
    shows: (page) => page.getByRole('option', { name: /^Confirm/ }).first(),
    first: async (page) => {
      await onCanvas(page);
      await page.keyboard.type('con');
    },
  },
  {
    name: 'editor-keys',
    address: booking,
    shows: (page) => page.getByRole('textbox', { name: 'Find a key' }),
    first: (page) => keys(page, '?'),
  },
  {
    name: 'editor-many',
    address: booking,
    shows: (page) => page.getByText(/nodes, \d+ edges selected/),
    first: (page) => keys(page, 'ControlOrMeta+a'),
  },
  {
    name: 'editor-completion',
    address: () => '/agents/sample-lead-qualification',
    shows: (page) => page.getByRole('listbox', { name: 'Completions' }),
    first: async (page) => {
      await onCanvas(page);
      await card(page, 'Timeline').click();
      await page.getByRole('textbox', { name: 'Prompt', exact: true }).focus();
      await page.keyboard.press('ControlOrMeta+End');
      // Not a second one, where another look has written it already.
      const isThere = /\{\{$/.test(
        await page.getByRole('textbox', { name: 'Prompt', exact: true }).innerText(),
      );
      if (isThere) await page.keyboard.press('Backspace');
      await page.keyboard.type(isThere ? '{' : ' {{');
    },
  },
  {
    name: 'editor-edge',
    address: () => '/agents/sample-order-status?edge=greeting-number',
    shows: (page) => page.getByRole('textbox', { name: 'Condition' }),
  },
  {
    name: 'editor-find',
    address: booking,
    shows: (page) => page.getByText(/\d+ in \d+ texts|\d+ places/).first(),
    first: async (page) => {
      await keys(page, 'ControlOrMeta+f');
      await page.getByRole('textbox', { name: 'Find' }).fill('appointment');
    },
  },
  {
    name: 'editor-preview',
    address: booking,
    shows: (page) => page.getByText('Prompt of this step'),
    first: async (page) => {
      await onCanvas(page);
      await card(page, 'Confirm').click();
      await page.keyboard.press('ControlOrMeta+Shift+p');
    },
  },
  {
    name: 'editor-problems',
    address: survey,
    shows: (page) => page.getByRole('combobox', { name: 'Rule' }),
    first: async (page) => {
      await onCanvas(page);
      await page
        .getByRole('toolbar', { name: 'Editor' })
        .getByRole('button', { name: /problem|hint/i })
        .click();
    },
  },
  {
    name: 'editor-diff',
    address: survey,
    shows: (page) => page.getByRole('region', { name: 'Changes' }).getByText('wants the manager'),
    first: async (page) => {
      await onCanvas(page);
      await page.keyboard.press('Alt+r');
      await page.getByRole('button', { name: /As it was drawn/ }).click();
      await page.getByRole('button', { name: 'Next change' }).click();
    },
  },
  {
    name: 'editor-publish',
    address: survey,
    shows: (page) => page.getByRole('dialog').getByText(/^Since v2/),
    first: (page) => keys(page, 'Alt+p'),
  },
  {
    name: 'editor-coverage',
    address: booking,
    shows: (page) => page.getByRole('region', { name: 'Coverage' }).getByRole('status'),
    first: async (page) => {
      await onCanvas(page);
      await page.keyboard.press('Alt+r');
      const painted = page.getByRole('switch', { name: 'On the canvas' });
      if (!(await painted.isChecked())) await page.keyboard.press('Alt+c');
      await expect(painted).toBeChecked();
    },
  },
  {
    name: 'agents-folder',
    address: () => '/agents',
    shows: (page) => page.getByRole('link', { name: 'Lead qualification' }),
    first: async (page) => {
      await putAway(page);
      await page
        .getByRole('navigation', { name: 'Folders and tags' })
        .getByRole('button', { name: /^Outbound/ })
        .click();
    },
  },
  {
    name: 'tools',
    address: () => '/settings/tools',
    shows: (page) => page.getByRole('list', { name: 'Tools' }).getByText('Free slots'),
  },
  {
    name: 'tool-tried',
    address: () => '/settings/tools',
    shows: (page) => page.getByRole('region', { name: 'Try it' }).getByText('200').first(),
    first: async (page) => {
      await page.getByRole('list', { name: 'Tools' }).getByText('Free slots').click();
      const trial = page.getByRole('region', { name: 'Try it' });
      await trial.getByLabel('Value of day').fill('2026-12-01');
      await trial.getByRole('button', { name: 'Try' }).click();
    },
  },
  {
    name: 'credentials',
    address: () => '/settings/credentials',
    shows: (page) => page.getByRole('heading', { name: 'Credentials' }),
  },
];
