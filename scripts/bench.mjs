/** `npm run -s bench -- NAME --json`: runs e2e/bench/NAME.ts; without a name, lists them. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot, rootDir, studioFlags, toolEnvironment, wantedNode } from './house.mjs';
import { become } from './children.mjs';
import { ensureModules } from './modules.mjs';

const [name, ...args] = process.argv.slice(2);
const folder = inRoot('e2e', 'bench');
// What exports something is a part that benches share.
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && !/^export /m.test(readFileSync(join(folder, file), 'utf8')))
  .map((file) => file.slice(0, -'.ts'.length));

if (!names.includes(name)) {
  process.stderr.write(`Usage: npm run -s bench -- NAME [--json]\nNAME is one of: ${names.join(', ')}\n`);
  process.exit(2);
}
const script = join(folder, `${name}.ts`);

try {
  await ensureModules();
  await become(wantedNode(), [...studioFlags, script, ...args], {
    cwd: rootDir,
    env: toolEnvironment(),
  });
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
