/** `npm run -s bench -- NAME --json`: runs e2e/bench/NAME.ts; without a name, lists them. */
import { existsSync, readdirSync } from 'node:fs';
import { inRoot, rootDir, toolEnvironment, wantedNode } from './house.mjs';
import { become } from './children.mjs';
import { ensureModules } from './modules.mjs';

const [name, ...args] = process.argv.slice(2);
const script = inRoot('e2e', 'bench', `${name}.ts`);

if (name === undefined || !/^[a-z0-9-]+$/.test(name) || !existsSync(script)) {
  const names = readdirSync(inRoot('e2e', 'bench'), { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => entry.name.slice(0, -'.ts'.length));
  process.stderr.write(`Usage: npm run -s bench -- NAME [--json]\nNAME is one of: ${names.join(', ')}\n`);
  process.exit(2);
}

try {
  await ensureModules();
  await become(wantedNode(), ['--disable-warning=ExperimentalWarning', script, ...args], {
    cwd: rootDir,
    env: toolEnvironment(),
  });
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
