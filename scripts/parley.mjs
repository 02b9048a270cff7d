#!/usr/bin/env node
/**
 * The `parley` command. In the project it runs the sources; in an installed package, where Node does not strip types
 * below node_modules, it runs the build. Where this Node is new enough the command runs in this very process, so that
 * signals and exit codes are its own.
 */
import { existsSync } from 'node:fs';
import module from 'node:module';
import { pathToFileURL } from 'node:url';
import { compileCacheDir, inRoot, rootDir, runsInWantedNode, studioFlags, wantedNode } from './house.mjs';
import { become } from './children.mjs';
import { ensureModules } from './modules.mjs';

const installed = /[\\/]node_modules[\\/]/.test(rootDir) || !existsSync(inRoot('electron', 'cli.ts'));
const entry = installed ? inRoot('out', 'main', 'electron', 'cli.js') : inRoot('electron', 'cli.ts');

// Child processes and worker threads turn it on by this variable alone.
process.env.NODE_COMPILE_CACHE = compileCacheDir;

try {
  if (!installed) await ensureModules();
  if (runsInWantedNode()) {
    process.argv[1] = entry;
    module.enableCompileCache?.(compileCacheDir);
    await import(pathToFileURL(entry).href);
  } else {
    await become(wantedNode(), [...studioFlags, entry, ...process.argv.slice(2)]);
  }
} catch (error) {
  process.stderr.write(`${error.stack ?? error.message}\n`);
  process.exit(3);
}
