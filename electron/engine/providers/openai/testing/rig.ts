/** What the tests of the adapters set up, and take down after each test. */
import { afterEach } from 'vitest';
import { WireServer, type RequestHandler } from './wire-server.ts';

export interface Rig {
  /** Done after the test, the last one first. */
  cleanUps: (() => unknown)[];
  wire: (handler: RequestHandler) => Promise<WireServer>;
}

/** Call it once a test file. */
export function createRig(): Rig {
  const cleanUps: (() => unknown)[] = [];
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });
  return {
    cleanUps,
    wire: async (handler) => {
      const server = await WireServer.start(handler);
      cleanUps.push(() => server.close());
      return server;
    },
  };
}
