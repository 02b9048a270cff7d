/**
 * The desktop door, driven through the Electron binary. Where none can be had this file is skipped and says so; the
 * door's decisions have unit tests of their own beside them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { _electron, expect, test, type ElectronApplication, type Page } from '@playwright/test';
import { electronBinary } from '../scripts/electron-binary.mjs';

const projectDir = dirname(import.meta.dirname);
const binary = electronBinary();
const noDisplay =
  process.platform === 'linux' &&
  process.env['DISPLAY'] === undefined &&
  process.env['WAYLAND_DISPLAY'] === undefined;

test.describe('the Electron window', () => {
  test.skip(binary === null, 'no Electron binary could be fetched on this machine');
  test.skip(noDisplay, 'there is no display to open a window on');

  let dataDir: string;
  let app: ElectronApplication;
  let page: Page;

  test.beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'parley-electron-'));
    app = await _electron.launch({
      executablePath: binary ?? '',
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--use-fake-device-for-media-stream',
        projectDir,
        '--data',
        dataDir,
      ],
      cwd: projectDir,
    });
    page = await app.firstWindow();
  });

  test.afterAll(async () => {
    await app.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  test('shows the studio under its own origin', async () => {
    await expect(page).toHaveTitle(/Parley/);
    expect(new URL(page.url()).origin).toBe('app://parley');
    await expect
      .poll(() =>
        app.evaluate(({ BrowserWindow }) =>
          BrowserWindow.getAllWindows().map((window) => window.isVisible()),
        ),
      )
      .toEqual([true]);
  });

  test('gives the page the bridge and nothing of Node', async () => {
    const globals = await page.evaluate(() =>
      ['parley', 'require', 'process', 'module', 'Buffer'].map(
        (name) => `${name}: ${typeof Reflect.get(globalThis, name)}`,
      ),
    );
    expect(globals).toEqual([
      'parley: object',
      'require: undefined',
      'process: undefined',
      'module: undefined',
      'Buffer: undefined',
    ]);
  });

  test('keeps the bridge out of the page’s reach', async () => {
    // The context bridge freezes what it exposes; without context isolation the page could put its own in its place.
    const outcome = await page.evaluate(() => {
      const bridge: unknown = Reflect.get(window, 'parley');
      return { frozen: Object.isFrozen(bridge), replaced: Reflect.set(window, 'parley', {}) };
    });
    expect(outcome).toEqual({ frozen: true, replaced: false });
  });

  test('refuses to leave its page or to open another window', async () => {
    const before = page.url();
    await page.evaluate(() => {
      location.href = 'https://example.com/';
      window.open('https://example.com/');
    });
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    expect(page.url()).toBe(before);
    expect(app.windows()).toHaveLength(1);
  });

  test('answers a call over the bridge', async () => {
    await expect(page.getByRole('navigation').first()).toBeVisible();
    await page.screenshot({ path: test.info().outputPath('electron-window.png') });
  });
});
