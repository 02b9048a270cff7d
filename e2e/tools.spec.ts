/** The tool library as a person uses it: a credential and a tool made, tried for real, chosen in a step, and kept up to date. */
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startStudio, temporaryFolder, type RunningStudio } from './studio.ts';

const secret = 'sk-e2e-not-to-be-shown';
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let studio: RunningStudio;
let api: Server;
let address: string;
const asked: string[] = [];

test.beforeAll(async () => {
  folder = await temporaryFolder();
  api = createServer((request, response) => {
    asked.push(`${request.url ?? ''} ${request.headers.authorization ?? ''}`);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ state: 'in transit', you_sent: request.headers.authorization }));
  });
  api.listen(0, '127.0.0.1');
  await once(api, 'listening');
  address = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  studio = await startStudio(join(folder.path, 'data'));
});

test.afterAll(async () => {
  await studio.stop();
  api.close();
  await folder.remove();
});

test('a tool is made with its credential, tried, chosen in a step, and updated when the library has moved on', async ({
  context,
}) => {
  const page = await context.newPage();
  await page.goto(studio.url);
  const at = (hash: string): string => `${new URL(studio.url).origin}/#${hash}`;

  await page.goto(at('/settings/tools'));
  await page.getByRole('button', { name: 'New tool' }).click();
  await page.getByRole('menuitem', { name: 'HTTP request' }).click();
  const form = page.getByRole('dialog');
  await form.getByRole('textbox', { name: 'Name', exact: true }).fill('Track parcel');
  await form.getByRole('textbox', { name: /^Address/ }).fill(`${address}/parcels/{{parcel}}`);
  await form.getByRole('button', { name: 'Add…' }).click();
  const credential = page.getByRole('dialog', { name: 'Add a credential' });
  await credential.getByRole('textbox', { name: 'Name' }).fill('Post account');
  await credential.locator('input[type=password]').fill(secret);
  await credential.getByRole('button', { name: 'Save' }).click();
  await expect(credential).toBeHidden();
  await form.getByRole('button', { name: 'Add parameter' }).click();
  await form.getByRole('textbox', { name: 'Name of parameter 1' }).fill('parcel');
  await form.getByRole('textbox', { name: 'Value of parcel' }).fill('RX 17');
  await form.getByRole('button', { name: 'Try', exact: true }).click();
  await expect(form.getByText('200 OK')).toBeVisible();
  expect(asked).toEqual([`/parcels/RX%2017 Bearer ${secret}`]);
  await form.getByText('Request as sent').click();
  await expect(form.getByText('Bearer ••••••')).toBeVisible();
  expect(await page.content()).not.toContain(secret);
  await form.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('list', { name: 'Tools' })).toContainText('Track parcel');
  const [kept] = await Promise.all([
    readFile(join(folder.path, 'data', 'secrets.json'), 'utf8'),
    expect(page.getByText('In no agent')).toBeVisible(),
  ]);
  expect(kept).toContain(secret);

  await page.goto(at('/agents/sample-order-status'));
  await page.locator('.react-flow__node').filter({ hasText: 'Order number' }).first().click();
  const tools = page.getByRole('group', { name: 'Tools' });
  await tools.getByRole('button', { name: 'Add tool' }).click();
  await page.getByRole('menuitem', { name: 'Track parcel' }).click();
  await expect(tools.getByRole('checkbox', { name: 'Use Track parcel here' })).toBeChecked();

  const other = await context.newPage();
  await other.goto(at('/settings/tools'));
  await expect(other.getByText('In 1 agent')).toBeVisible();
  await other.getByRole('button', { name: /^Track parcel/ }).click();
  await other.getByRole('textbox', { name: 'Description', exact: true }).fill('Tells where a parcel is.');
  await other.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(other.getByRole('dialog')).toBeHidden();

  await expect(tools.getByText('Changed in the library')).toBeVisible();
  await tools.getByRole('button', { name: 'Edit Track parcel' }).click();
  const difference = page.getByRole('region', { name: 'Compared with the library' });
  await expect(difference.getByRole('listitem')).toHaveText('DescriptionnoneTells where a parcel is.');
  await difference.getByRole('button', { name: 'Update' }).click();
  await expect(difference).toBeHidden();
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(tools.getByText('Changed in the library')).toBeHidden();
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(tools.getByText('Changed in the library')).toBeVisible();
});
