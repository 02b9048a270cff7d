/** The screens of telephony, and what a studio holds for them. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { trunkSchema } from '#shared/domain/trunk.ts';
import type { Screen } from './editor-screens.ts';

/** A route on this machine where nobody listens: nothing is asked of it until somebody calls. */
export async function seedTrunk(dataDir: string): Promise<void> {
  const trunk = trunkSchema.parse({
    id: 'office',
    name: 'Office line',
    preset: 'asterisk',
    kind: 'ip',
    server: '127.0.0.1:1',
    transport: 'udp',
    username: '1001',
    country: 'DE',
    caller_ids: ['+4930111000'],
    inbound: {
      is_enabled: true,
      routes: [{ called: '*', workflow_id: 'sample-appointment-booking' }],
      fallback_workflow_id: null,
      busy_message: 'All our lines are busy.',
    },
    created_at: '2026-11-20T08:00:00Z',
  });
  await mkdir(join(dataDir, 'trunks'), { recursive: true });
  await writeFile(join(dataDir, 'trunks', 'office.json'), JSON.stringify(trunk));
}

const pasted = 'customer;phone\nAda Lovelace;030 123456\nCharles Babbage;+44 20 7946 0001\n';

async function type(page: Page, number: string): Promise<void> {
  const field = page.getByLabel('Number or address');
  await field.fill('');
  await field.pressSequentially(number);
}

export const phoneScreens: Screen[] = [
  {
    name: 'phone',
    address: () => '/phone',
    shows: (page) => page.getByText('030 123456 · Germany').or(page.getByText('+49 30 123456 · Germany')),
    first: async (page) => {
      await page.getByRole('combobox', { name: 'Agent' }).click();
      await page.getByRole('option', { name: /^Guest survey/ }).click();
      await type(page, '030123456');
    },
  },
  {
    name: 'phone-emergency',
    address: () => '/phone',
    shows: (page) => page.getByText(/^Emergency numbers/),
    first: (page) => type(page, '112'),
  },
  {
    name: 'trunks',
    address: () => '/settings/trunks',
    shows: (page) => page.getByRole('list', { name: 'Trunks' }).getByText('Office line'),
  },
  {
    name: 'trunk-gallery',
    address: () => '/settings/trunks',
    shows: (page) => page.getByRole('dialog').getByRole('button', { name: /^Twilio/ }),
    first: (page) => page.getByRole('button', { name: 'Add trunk' }).click(),
  },
  {
    name: 'do-not-call',
    address: () => '/settings/do-not-call',
    shows: (page) => page.getByRole('region', { name: 'Do-not-call list' }),
  },
  {
    name: 'do-not-call-import',
    address: () => '/settings/do-not-call',
    shows: (page) => page.getByRole('dialog').getByText(/^2 numbers · 1 line without/),
    first: async (page) => {
      await page.getByRole('button', { name: 'Import' }).click();
      await page.getByRole('dialog').getByLabel('Numbers', { exact: true }).fill(pasted);
    },
  },
  {
    name: 'trunk',
    address: () => '/settings/trunks',
    shows: (page) => page.getByRole('dialog').getByRole('heading', { name: 'Good to know' }),
    first: (page) => page.getByRole('button', { name: 'Edit Office line' }).click(),
  },
];
