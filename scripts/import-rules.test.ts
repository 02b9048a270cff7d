import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ESLint } from 'eslint';
import { expect, onTestFinished, test } from 'vitest';

const projectDir = dirname(import.meta.dirname);

/** A project in which each file imports what its own rule forbids, or only what it may. */
const planted: Record<string, string[]> = {
  // Allowed, from the ground up.
  'shared/domain/run.ts': ['zod'],
  'electron/engine/base/ids.ts': ['node:crypto'],
  'electron/engine/audio/frame.ts': ['../base/ids.ts', '#shared/domain/run.ts'],
  'electron/engine/providers/spec/stt.ts': ['../../audio/frame.ts', '../../base/ids.ts'],
  'electron/engine/providers/wire/vendor-socket.ts': ['../spec/stt.ts', '../../base/ids.ts'],
  'electron/engine/providers/silero/index.ts': ['../wire/vendor-socket.ts'],
  'electron/engine/providers/flite/index.ts': ['../spec/stt.ts', '../../audio/frame.ts', './voice.ts'],
  'electron/engine/providers/flite/voice.ts': ['zod'],
  'electron/engine/providers/grammar/index.ts': [],
  'electron/engine/voice/session.ts': ['../providers/spec/stt.ts', '#engine/audio/frame.ts'],
  'electron/engine/workflow/run.ts': ['../providers/spec/stt.ts'],
  'electron/engine/tools/http.ts': [],
  'electron/engine/telephony/sip.ts': [],
  'electron/engine/calls/call.ts': ['../voice/session.ts', '../workflow/run.ts', '../telephony/sip.ts'],
  'electron/engine/campaigns/pacing.ts': ['../calls/call.ts'],
  'electron/engine/evals/judge.ts': ['../calls/call.ts'],
  'electron/engine/after-run/webhooks.ts': ['../calls/call.ts'],
  'electron/engine/voice/session.test.ts': ['../workflow/run.ts', './testing/script.ts'],
  'electron/engine/voice/testing/script.ts': [],
  'electron/library/index.ts': ['#engine/calls/call.ts'],
  'electron/ipc/runs.ts': ['#library/index.ts'],
  'electron/studio.ts': ['#engine/calls/call.ts', '#library/index.ts'],
  'electron/app/window.ts': ['electron', 'electron-store', '../ipc/runs.ts'],
  'electron/main.ts': ['electron', './app/window.ts', './studio.ts'],
  'electron/preload/index.ts': ['electron', '#shared/bridge/channels.ts'],
  'shared/bridge/channels.ts': [],
  'renderer/bridge/client.ts': ['#shared/bridge/channels.ts'],
  'renderer/features/call.tsx': ['../bridge/client.ts', 'react'],

  // Forbidden.
  'shared/bad-engine.ts': ['#engine/base/ids.ts'],
  'shared/bad-package.ts': ['react'],
  'shared/bad-node.ts': ['node:fs'],
  'electron/engine/base/bad-audio.ts': ['../audio/frame.ts'],
  'electron/engine/audio/bad-spec.ts': ['../providers/spec/stt.ts'],
  'electron/engine/providers/spec/bad-vendor.ts': ['../flite/index.ts'],
  'electron/engine/providers/wire/bad-vendor.ts': ['../flite/index.ts'],
  'electron/engine/providers/grammar/bad-neighbour.ts': ['../flite/index.ts'],
  'electron/engine/providers/grammar/bad-floor.ts': ['../../workflow/run.ts'],
  'electron/engine/voice/bad-neighbour.ts': ['../workflow/run.ts'],
  'electron/engine/workflow/bad-neighbour.ts': ['../tools/http.ts'],
  'electron/engine/tools/bad-floor.ts': ['../calls/call.ts'],
  'electron/engine/telephony/bad-neighbour.ts': ['../voice/session.ts'],
  'electron/engine/calls/bad-floor.ts': ['../campaigns/pacing.ts'],
  'electron/engine/campaigns/bad-neighbour.ts': ['../evals/judge.ts'],
  'electron/engine/evals/bad-library.ts': ['#library/index.ts'],
  'electron/engine/after-run/bad-neighbour.ts': ['../evals/judge.ts'],
  'electron/engine/calls/bad-electron.ts': ['electron'],
  'electron/library/bad-studio.ts': ['../studio.ts'],
  'electron/ipc/bad-electron.ts': ['electron'],
  'electron/bad-app.ts': ['./app/window.ts'],
  'electron/bad-page.ts': ['../renderer/bridge/client.ts'],
  'electron/bad-dev-package.ts': ['dev-only'],
  'electron/bad-fake.ts': ['./engine/voice/testing/script.ts'],
  'electron/bad-missing.ts': ['./nowhere.ts'],
  'electron/preload/bad-ipc.ts': ['../ipc/runs.ts'],
  'renderer/bad-engine.ts': ['#engine/base/ids.ts'],
  'renderer/bad-node.ts': ['node:path'],
  'renderer/bad-channels.ts': ['#shared/bridge/channels.ts'],
  'electron/ipc/bad-cycle-a.ts': ['./bad-cycle-b.ts'],
  'electron/ipc/bad-cycle-b.ts': ['./bad-cycle-a.ts'],
};

const expected = `
electron/bad-app.ts app-only-from-main electron/app/window.ts
electron/bad-dev-package.ts no-dev-packages-in-main node_modules/dev-only/index.js
electron/bad-fake.ts no-test-code-in-the-product electron/engine/voice/testing/script.ts
electron/bad-missing.ts no-unresolvable ./nowhere.ts
electron/bad-page.ts nothing-outside-imports-the-page renderer/bridge/client.ts
electron/engine/after-run/bad-neighbour.ts floor-after-run electron/engine/evals/judge.ts
electron/engine/audio/bad-spec.ts floor-audio electron/engine/providers/spec/stt.ts
electron/engine/base/bad-audio.ts floor-base electron/engine/audio/frame.ts
electron/engine/calls/bad-electron.ts electron-only-in-its-door node_modules/electron/index.js
electron/engine/calls/bad-floor.ts floor-calls electron/engine/campaigns/pacing.ts
electron/engine/campaigns/bad-neighbour.ts floor-campaigns electron/engine/evals/judge.ts
electron/engine/evals/bad-library.ts engine-alone electron/library/index.ts
electron/engine/evals/bad-library.ts floor-evals electron/library/index.ts
electron/engine/providers/grammar/bad-floor.ts floor-vendors electron/engine/workflow/run.ts
electron/engine/providers/grammar/bad-neighbour.ts floor-vendors electron/engine/providers/flite/index.ts
electron/engine/providers/spec/bad-vendor.ts floor-provider-spec electron/engine/providers/flite/index.ts
electron/engine/providers/wire/bad-vendor.ts floor-provider-wire electron/engine/providers/flite/index.ts
electron/engine/telephony/bad-neighbour.ts floor-telephony electron/engine/voice/session.ts
electron/engine/tools/bad-floor.ts floor-tools electron/engine/calls/call.ts
electron/engine/voice/bad-neighbour.ts floor-voice electron/engine/workflow/run.ts
electron/engine/workflow/bad-neighbour.ts floor-workflow electron/engine/tools/http.ts
electron/ipc/bad-cycle-a.ts no-cycles electron/ipc/bad-cycle-b.ts
electron/ipc/bad-electron.ts electron-only-in-its-door node_modules/electron/index.js
electron/library/bad-studio.ts library-implements-ports electron/studio.ts
electron/preload/bad-ipc.ts preload-only-exposes-the-bridge electron/ipc/runs.ts
renderer/bad-channels.ts contract-behind-the-renderer-bridge shared/bridge/channels.ts
renderer/bad-engine.ts renderer-alone electron/engine/base/ids.ts
renderer/bad-node.ts renderer-runs-in-a-page path
shared/bad-engine.ts shared-alone electron/engine/base/ids.ts
shared/bad-node.ts shared-alone fs
shared/bad-package.ts shared-alone node_modules/react/index.js
`;

interface CruiseReport {
  summary: { violations: { from: string; to: string; rule: { name: string } }[] };
}

function plantProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-import-rules-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const packages = ['zod', 'react', 'electron', 'electron-store', 'dev-only'];
  for (const name of packages) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    write(`node_modules/${name}/index.js`, '');
  }
  write(
    'package.json',
    JSON.stringify({
      name: 'planted',
      type: 'module',
      dependencies: { zod: '1.0.0', react: '1.0.0', 'electron-store': '1.0.0' },
      devDependencies: { electron: '1.0.0', 'dev-only': '1.0.0' },
      imports: {
        '#shared/*': './shared/*',
        '#engine/*': './electron/engine/*',
        '#library/*': './electron/library/*',
      },
    }),
  );
  for (const [path, imports] of Object.entries(planted)) {
    write(
      path,
      imports
        .map((target, index) => `import * as i${index} from '${target}';\nexport { i${index} };\n`)
        .join(''),
    );
  }
  return folder;
}

test('each import rule fires on a planted violation, and on nothing else', { timeout: 60_000 }, async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      join(projectDir, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
      `--config=${join(projectDir, '.dependency-cruiser.cjs')}`,
      '--output-type=json',
      'electron',
      'renderer',
      'shared',
    ],
    { cwd: plantProject(), maxBuffer: 64 * 1024 * 1024 },
  ).catch((error: unknown) => error as { stdout: string });
  const { summary } = JSON.parse(stdout) as CruiseReport;
  const found = summary.violations.map(({ from, rule, to }) => `${from} ${rule.name} ${to}`).sort();
  expect(found).toEqual(expected.trim().split('\n'));
});

test(
  'the page may not go around its bridge, nor anything but electron/app listen to pages',
  { timeout: 60_000 },
  async () => {
    const eslint = new ESLint({
      cwd: projectDir,
      overrideConfig: { languageOptions: { parserOptions: { project: false } } },
      ruleFilter: ({ ruleId }) => ruleId.startsWith('no-restricted-'),
    });
    const messagesFor = async (filePath: string, text: string) => {
      const results = await eslint.lintText(text, { filePath: join(projectDir, filePath) });
      return results.flatMap((result) => result.messages.map((message) => message.ruleId));
    };
    const page = 'export const bridge = [window.parley, new WebSocket("ws://x")];';
    const listens = "import { ipcMain } from 'electron';\nipcMain.handle('x', () => 1);";
    expect({
      page: await messagesFor('renderer/features/planted.ts', page),
      bridge: await messagesFor('renderer/bridge/planted.ts', page),
      main: await messagesFor('electron/main.ts', listens),
      app: await messagesFor('electron/app/planted.ts', listens),
    }).toEqual({
      page: ['no-restricted-syntax', 'no-restricted-globals'],
      bridge: [],
      main: ['no-restricted-imports'],
      app: [],
    });
  },
);
