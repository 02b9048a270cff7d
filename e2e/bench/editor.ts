/**
 * The editor as a designer's hand meets it, in Chromium: what a frame costs the main thread while the canvas is panned,
 * zoomed and a card is dragged, with 100 and 1,000 nodes, at reading size and with everything in view; frames that were
 * dropped, beside an empty page in the same run; from a keystroke to the problem it makes; and automatic layout.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { stderrLogger } from '#engine/base/logger.ts';
import { openLibrary } from '#library/index.ts';
import { lintWorkflow } from '#shared/graph/lint/index.ts';
import { validateWorkflow } from '#shared/graph/validate.ts';
import { startStudio } from '../studio.ts';
import { largeGraph } from './editor-graph.ts';
import { framesDuring, type Frames } from './frames.ts';
import { machine, printDistribution, printValue, type Conditions } from './harness.ts';

const counts = [100, 1000];
const moves = 80;
const keystrokes = 20;
const layouts = 5;
const size = { width: 1440, height: 900 };

const agentOf = (count: number): string => `bench-${count}`;

async function fill(dataDir: string): Promise<void> {
  const library = await openLibrary({ dataDir, logger: stderrLogger('error') });
  for (const count of counts)
    await library.saveWorkflow({
      id: agentOf(count),
      name: `${count} nodes`,
      document: largeGraph(count),
      expectedRevision: null,
    });
  await library.close();
}

/** A hand that goes to and fro, one report a frame. */
async function sway(page: Page, at: { x: number; y: number }): Promise<void> {
  for (let step = 1; step <= moves; step += 1) {
    const angle = (step / moves) * 4 * Math.PI;
    await page.mouse.move(at.x + 160 * Math.sin(angle), at.y + 90 * Math.sin(angle / 2));
  }
}

async function pan(page: Page): Promise<void> {
  const at = { x: 700, y: 780 };
  await page.mouse.move(at.x, at.y);
  await page.keyboard.down('Space');
  await page.mouse.down();
  await sway(page, at);
  await page.mouse.up();
  await page.keyboard.up('Space');
}

async function zoom(page: Page): Promise<void> {
  await page.mouse.move(620, 460);
  await page.keyboard.down('Control');
  for (let step = 0; step < moves; step += 1) {
    await page.mouse.wheel(0, step % 40 < 20 ? -12 : 12);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  await page.keyboard.up('Control');
}

async function drag(page: Page, card: { x: number; y: number }): Promise<void> {
  await page.mouse.move(card.x, card.y);
  await page.mouse.down();
  await sway(page, card);
  await page.mouse.up();
  await page.keyboard.press('Control+z');
}

/**
 * A card near the middle of the canvas: the pointer looks for one, as from afar cards are painted and only what lies under it
 * is an element.
 */
async function middleCard(page: Page): Promise<{ x: number; y: number }> {
  const box = await page.locator('.react-flow').boundingBox();
  if (!box) throw new Error('the editor has no canvas');
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  for (let away = 0; away < 200; away += 4)
    for (const [x, y] of [
      [middle.x + away, middle.y + away / 2],
      [middle.x - away, middle.y - away / 2],
    ] as const) {
      await page.mouse.move(x, y);
      const isOver = await page.evaluate(
        ([atX, atY]) => document.elementFromPoint(atX, atY)?.closest('.react-flow__node-card') != null,
        [x, y] as const,
      );
      if (isOver) return { x, y };
    }
  throw new Error('there is no card near the middle of the canvas');
}

function report(hand: string, frames: Frames, conditions: Conditions): void {
  printDistribution('editor', 'frame-work', 'ms', frames.workMs, { ...conditions, hand });
  const share = (100 * frames.dropped) / Math.max(1, frames.shown + frames.dropped);
  printValue('editor', 'frames-dropped', '%', share, { ...conditions, hand });
}

async function openAgent(page: Page, url: string, count: number): Promise<void> {
  await page.goto(`${new URL(url).origin}/#/agents/${agentOf(count)}`);
  await page.locator('.react-flow__pane').waitFor();
  await page.locator('.react-flow').focus();
}

async function measureHand(browser: Browser, page: Page, count: number): Promise<void> {
  for (const view of ['reading', 'all'] as const) {
    const conditions = { ...machine, nodes: count, view };
    for (const [hand, work] of Object.entries({ pan, zoom, drag })) {
      await page.locator('.react-flow').focus();
      await page.keyboard.press('Shift+Digit1');
      if (view === 'reading') await page.keyboard.press('Shift+Digit0');
      await page.waitForTimeout(400);
      const card = await middleCard(page);
      report(hand, await framesDuring(browser, page, () => work(page, card)), conditions);
    }
  }
}

/** From the key to the frame in which the editor's bar counts the problem, ms. */
async function measureLint(page: Page, count: number): Promise<void> {
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  const field = page.getByRole('textbox', { name: 'Name', exact: true }).last();
  await field.fill('X');
  await page.waitForTimeout(600);
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(window, { parleyBenchTimes: times });
    let pressedMs: number | null = null;
    const words = (): string => document.querySelector('[role="toolbar"]')?.textContent ?? '';
    window.addEventListener(
      'keydown',
      ({ timeStamp }) => {
        pressedMs = timeStamp;
      },
      true,
    );
    let before = words();
    new MutationObserver(() => {
      const now = words().replace(/Saved|Edited|Saving…/g, '');
      if (now === before || pressedMs === null) return;
      before = now;
      const startMs = pressedMs;
      pressedMs = null;
      requestAnimationFrame(() => times.push(performance.now() - startMs));
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  for (let stroke = 0; stroke < keystrokes; stroke += 1) {
    await field.press(stroke % 2 === 0 ? 'Backspace' : 'x');
    await page.waitForTimeout(250);
  }
  const times = await page.evaluate(
    () => (window as unknown as { parleyBenchTimes: number[] }).parleyBenchTimes,
  );
  const conditions = { ...machine, nodes: count };
  printDistribution('editor', 'lint-time', 'ms', times, { ...conditions, from: 'keystroke' });
  const graph = largeGraph(count);
  const pure: number[] = [];
  for (let repeat = 0; repeat < 40; repeat += 1) {
    const startMs = performance.now();
    validateWorkflow(graph);
    lintWorkflow(graph);
    pure.push(performance.now() - startMs);
  }
  printDistribution('editor', 'lint-time', 'ms', pure, { ...conditions, from: 'document' });
}

/** From the key to the frame that shows the new places, ms; the first also starts the engine. */
async function measureLayout(page: Page, count: number): Promise<void> {
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(window, { parleyBenchTimes: times });
    let pressedMs = 0;
    window.addEventListener(
      'keydown',
      ({ timeStamp, code }) => {
        if (code === 'KeyT') pressedMs = timeStamp;
      },
      true,
    );
    const notice = (): boolean => document.querySelector('.react-flow [role="status"]') !== null;
    let wasShown = notice();
    new MutationObserver(() => {
      const isShown = notice();
      if (wasShown && !isShown) requestAnimationFrame(() => times.push(performance.now() - pressedMs));
      wasShown = isShown;
    }).observe(document.querySelector('.react-flow') ?? document.body, { subtree: true, childList: true });
  });
  const laidOut = (): Promise<number[]> =>
    page.evaluate(() => (window as unknown as { parleyBenchTimes: number[] }).parleyBenchTimes);
  for (let repeat = 1; repeat <= layouts; repeat += 1) {
    await page.locator('.react-flow').focus();
    await page.keyboard.press('Alt+Shift+t');
    while ((await laidOut()).length < repeat) await page.waitForTimeout(100);
    await page.keyboard.press('Control+z');
    await page.waitForTimeout(200);
  }
  printDistribution('editor', 'layout-time', 'ms', await laidOut(), { ...machine, nodes: count });
}

const dataDir = await mkdtemp(join(tmpdir(), 'parley-bench-'));
await fill(dataDir);
const studio = await startStudio(dataDir);
const systemChromium = '/usr/bin/chromium';
const browser = await chromium.launch({
  ...(existsSync(systemChromium) ? { executablePath: systemChromium } : {}),
  args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-gpu'],
});
try {
  const context = await browser.newContext({ viewport: size });
  const page = await context.newPage();
  const empty = await context.newPage();
  await empty.setContent('<p>Empty</p>');
  report('sway', await framesDuring(browser, empty, () => sway(empty, { x: 700, y: 400 })), {
    ...machine,
    page: 'empty',
  });
  await empty.close();
  await page.goto(studio.url);
  for (const count of counts) {
    await openAgent(page, studio.url, count);
    await measureHand(browser, page, count);
    await measureLint(page, count);
    await measureLayout(page, count);
  }
} finally {
  await browser.close();
  await studio.stop();
  await rm(dataDir, { recursive: true, force: true });
}
