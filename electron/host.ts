/**
 * The browser door: the same studio behind loopback HTTP and WebSocket, in plain Node. `host/run-host.ts` does the
 * work; it is loaded after the compile cache is on, which saves a good part of each later start.
 */
import { enableCompileCache } from 'node:module';

const { directory } = enableCompileCache();
// Worker threads turn theirs on by this variable alone (Node, module.enableCompileCache).
if (directory !== undefined) process.env['NODE_COMPILE_CACHE'] ??= directory;
const { runHost } = await import('./host/run-host.ts');
await runHost(process.argv.slice(2));
