/**
 * Runs the task once the page has nothing else to do, at the latest after `timeoutMs`. Answers what cancels it. Safari has
 * no idle callback: there the task waits a moment.
 */
export function whenIdle(task: () => void, timeoutMs: number): () => void {
  const page: Partial<Pick<Window, 'requestIdleCallback'>> = window;
  if (page.requestIdleCallback === undefined) {
    const timer = setTimeout(task, Math.min(timeoutMs, 500));
    return () => {
      clearTimeout(timer);
    };
  }
  const request = window.requestIdleCallback(task, { timeout: timeoutMs });
  return () => {
    window.cancelIdleCallback(request);
  };
}
