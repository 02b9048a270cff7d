/** What a page's main thread did for each frame, from Chromium's own trace. */
import type { Browser, Page } from '@playwright/test';

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Microseconds. */
  ts: number;
  dur?: number;
  /** The part of `dur` in which the thread had the processor. */
  tdur?: number;
}

export interface Frames {
  /** Processor time of the main thread for each frame, ms: what other programs take meanwhile is not in it. */
  workMs: number[];
  /** Frames that a display of 60 Hz would have shown, and those that it did not get. */
  shown: number;
  dropped: number;
}

const frameMs = 1000 / 60;

/** Marks each frame of the page until it is told to stop. */
async function startMarking(page: Page): Promise<void> {
  await page.evaluate(() => {
    const state = { isOn: true };
    Object.assign(window, { parleyBenchFrames: state });
    const mark = (): void => {
      if (!state.isOn) return;
      performance.mark('parley-frame');
      requestAnimationFrame(mark);
    };
    requestAnimationFrame(mark);
  });
}

async function stopMarking(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { parleyBenchFrames } = window as unknown as { parleyBenchFrames: { isOn: boolean } };
    parleyBenchFrames.isOn = false;
  });
}

/** Runs `work` on the page and answers what its frames cost. */
export async function framesDuring(browser: Browser, page: Page, work: () => Promise<void>): Promise<Frames> {
  await browser.startTracing(page, { categories: ['toplevel', 'blink.user_timing'] });
  await startMarking(page);
  await work();
  await stopMarking(page);
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[];
  };
  return framesOf(traceEvents);
}

function framesOf(events: readonly TraceEvent[]): Frames {
  const marks = events.filter(({ name }) => name === 'parley-frame').sort((a, b) => a.ts - b.ts);
  const [first] = marks;
  if (!first) throw new Error('the trace has no frame of the page');
  const tasks = events
    .filter(
      ({ name, ph, pid, tid }) =>
        ph === 'X' &&
        pid === first.pid &&
        tid === first.tid &&
        (name === 'ThreadControllerImpl::RunTask' || name === 'RunTask'),
    )
    .sort((a, b) => a.ts - b.ts);
  const workMs: number[] = [];
  let dropped = 0;
  let at = 0;
  for (let index = 1; index < marks.length; index += 1) {
    const from = marks[index - 1]?.ts ?? 0;
    const to = marks[index]?.ts ?? 0;
    let busy = 0;
    while (at < tasks.length && (tasks[at]?.ts ?? 0) < from) at += 1;
    for (let next = at; next < tasks.length && (tasks[next]?.ts ?? 0) < to; next += 1)
      busy += tasks[next]?.tdur ?? tasks[next]?.dur ?? 0;
    workMs.push(busy / 1000);
    dropped += Math.max(0, Math.round((to - from) / 1000 / frameMs) - 1);
  }
  return { workMs, shown: marks.length - 1, dropped };
}
