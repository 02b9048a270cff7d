/**
 * The build: main and its workers as one file a module, so that paths relative to a module hold as in the sources;
 * the preload as one sandbox-ready file; the page with everything it loads beside it, nothing from the network.
 */
import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';

const root = import.meta.dirname;

/** Module paths without extension become the output's paths: `electron/main` → `out/main/electron/main.js`. */
function mainEntries(): Record<string, string> {
  const entries = ['electron/main.ts', 'electron/host.ts', 'electron/cli.ts'];
  const workers = globSync('electron/**/*-worker.ts', { cwd: root });
  return Object.fromEntries(
    [...entries, ...workers].map((path) => [path.slice(0, -'.ts'.length), join(root, path)]),
  );
}

/** Speech detection in the page: the model, its audio worklet and the WebAssembly runtime, by path. */
function speechDetectionFiles(): string[] {
  const vadWeb = createRequire(join(root, 'package.json')).resolve('@ricky0123/vad-web');
  const runtime = createRequire(vadWeb).resolve('onnxruntime-web/wasm');
  return [
    join(dirname(vadWeb), 'silero_vad_v5.onnx'),
    join(dirname(vadWeb), 'vad.worklet.bundle.min.js'),
    join(dirname(runtime), 'ort-wasm-simd-threaded.mjs'),
    join(dirname(runtime), 'ort-wasm-simd-threaded.wasm'),
  ];
}

const contentTypes: Record<string, string> = {
  mjs: 'text/javascript',
  js: 'text/javascript',
  wasm: 'application/wasm',
  onnx: 'application/octet-stream',
};

/** Puts those files at `vad/` beside the page, in the build and on the development server. */
function speechDetectionAssets(): Plugin {
  const files = new Map(speechDetectionFiles().map((path) => [basename(path), path]));
  return {
    name: 'parley-speech-detection-assets',
    generateBundle() {
      for (const [name, path] of files) {
        this.emitFile({ type: 'asset', fileName: `vad/${name}`, source: readFileSync(path) });
      }
    },
    configureServer(server) {
      server.middlewares.use('/vad/', (request, response, next) => {
        const name = (request.url ?? '').slice(1).replace(/\?.*$/, '');
        const path = files.get(name);
        if (path === undefined) {
          next();
          return;
        }
        response.setHeader(
          'content-type',
          contentTypes[name.replace(/.*\./, '')] ?? 'application/octet-stream',
        );
        response.end(readFileSync(path));
      });
    },
  };
}

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      // Built in, so that its 64 languages stay out: each thread would load them at every start.
      externalizeDeps: { exclude: ['zod'] },
      target: 'node24',
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        input: mainEntries(),
        output: {
          format: 'es',
          preserveModules: true,
          preserveModulesRoot: root,
          // Not under the name node_modules, which the packaged app and Node treat in their own ways.
          entryFileNames: ({ name }) => `${name.replace('node_modules/', 'packages/')}.js`,
        },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload may require nothing but electron, so everything else goes into its one file.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: join(root, 'electron/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    base: './',
    plugins: [react(), speechDetectionAssets()],
    build: {
      outDir: join(root, 'out/renderer'),
      target: 'es2022',
      chunkSizeWarningLimit: 2000,
      // The notices of the packages that are built into the page go with it.
      license: { fileName: 'licences.md' },
      rolldownOptions: { input: join(root, 'renderer/index.html') },
    },
  },
});
