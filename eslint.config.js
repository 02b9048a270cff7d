import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const nodeGlobals = [
  'AbortController',
  'AbortSignal',
  'Buffer',
  'URL',
  'clearTimeout',
  'console',
  'fetch',
  'performance',
  'process',
  'setTimeout',
];

/** The six programs by name: each file is in exactly one, and that is half as long as looking for it. */
const programs = ['shared', 'node', 'electron', 'renderer', 'renderer-tests', 'e2e'].map(
  (name) => `./tsconfig.${name}.json`,
);

export default defineConfig(
  globalIgnores([
    'node_modules/',
    'out/',
    'dist/',
    'test-results/',
    'playwright-report/',
    'resources/**/*.js',
  ]),
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: programs, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
      ],
    },
  },
  {
    // `tsc` forbids dot access on index signatures (noPropertyAccessFromIndexSignature); the two must agree.
    files: ['**/*.{ts,tsx}'],
    rules: { '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }] },
  },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat['recommended-latest']],
  },
  {
    // The page reaches the studio through renderer/bridge alone.
    files: ['renderer/**/*.{ts,tsx}'],
    ignores: ['renderer/bridge/**'],
    rules: {
      'no-restricted-globals': ['error', { name: 'WebSocket', message: 'Use renderer/bridge.' }],
      'no-restricted-syntax': [
        'error',
        { selector: "MemberExpression[property.name='parley']", message: 'Use renderer/bridge.' },
      ],
    },
  },
  {
    // Every message from a page passes the sender check and the contract's schemas in electron/app.
    files: ['**/*.{ts,tsx}'],
    ignores: ['electron/app/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            { name: 'electron', importNames: ['ipcMain'], message: 'Only electron/app listens to pages.' },
          ],
        },
      ],
    },
  },
  {
    // The command, the benches and the two entries are where standard output belongs.
    files: ['electron/cli.ts', 'electron/cli/**/*.ts', 'electron/host.ts', 'electron/main.ts', 'e2e/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: { globals: Object.fromEntries(nodeGlobals.map((name) => [name, 'readonly'])) },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-undef': 'error',
      'no-unused-vars': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: { module: 'readonly', require: 'readonly' } },
  },
);
