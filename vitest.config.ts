import { defineConfig } from 'vitest/config';

/**
 * Tests stand beside the code they test and run in plain Node: the engine, the library and both transports need
 * nothing else, and the renderer's stores are kept free of the DOM. What needs a page is driven by Playwright.
 */
export default defineConfig({
  test: {
    environment: 'node',
    testTimeout: 15_000,
    // Two forks at most: the speech models and SQLite each bring their own worker threads.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: { name: 'studio', include: ['{electron,shared}/**/*.test.ts', 'resources/**/*.test.ts'] },
      },
      { extends: true, test: { name: 'renderer', include: ['renderer/**/*.test.{ts,tsx}'] } },
      { extends: true, test: { name: 'house', include: ['*.test.ts', 'scripts/**/*.test.ts'] } },
    ],
  },
});
