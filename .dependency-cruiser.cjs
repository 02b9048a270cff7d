/**
 * Who may import whom. The floors of the engine, from the ground: base; audio; providers/spec; providers/wire;
 * the vendor folders of providers; workflow, tools, voice, telephony; calls; campaigns, evals, after-run. See ARCHITECTURE.md.
 */

const engine = '^electron/engine';
const npm = '(^|/)node_modules/';

/** Tests may look at what they check from outside; the shipped code may not. */
const test = '\\.test\\.tsx?$';
const testing = '(\\.test\\.tsx?$|/testing/)';

/** A floor of the engine may import itself and what lies below it. */
function floor(name, folders, below) {
  const own = folders.length === 1 ? [`${engine}/${folders[0]}/`] : [];
  return {
    name: `floor-${name}`,
    comment: `${folders.join(', ')} may import only ${[...own.map(() => 'itself'), ...below].join(', ')}, shared and packages`,
    severity: 'error',
    from: { path: `${engine}/(${folders.join('|')})/`, pathNot: testing },
    to: { path: '^electron/', pathNot: [...own, ...below.map((folder) => `${engine}/${folder}/`)] },
  };
}

/** Neighbours on one floor meet only in calls: each of them may import itself and what lies below. */
function neighbours(folders, below) {
  return folders.map((folder) => floor(folder, [folder], below));
}

const ground = ['base'];
const specified = [...ground, 'audio', 'providers/spec'];
/** What several vendors' sockets need: a vendor may build on it, it knows no vendor. */
const wired = [...specified, 'providers/wire'];
const withVendors = [...specified, 'providers'];
const middle = ['workflow', 'tools', 'voice', 'telephony'];

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Modules that import each other cannot be understood, tested or loaded one at a time',
      from: { pathNot: '(^|/)node_modules/' },
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      comment: 'Every import resolves to a file or to a package',
      from: {},
      to: { couldNotResolve: true, path: '.', pathNot: '[?]' },
    },
    {
      name: 'no-dev-packages-in-main',
      severity: 'error',
      comment: 'What the studio imports at run time has to be in dependencies',
      from: { path: '^(electron|shared)/', pathNot: testing },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg'],
        dependencyTypesNot: ['type-only'],
        pathNot: '^(electron$|.*node_modules/(electron/|@types/))',
      },
    },
    {
      name: 'shared-alone',
      severity: 'error',
      comment:
        'shared imports only shared, zod and re2js (guards match in linear time): it runs in the page, in main, in workers and in plain Node',
      from: { path: '^shared/', pathNot: testing },
      to: { pathNot: ['^shared/', `${npm}(zod|re2js)/`] },
    },
    {
      name: 'engine-alone',
      severity: 'error',
      comment: 'The engine runs in Electron, a worker or plain Node: it knows no library, door or page',
      from: { path: `${engine}/`, pathNot: testing },
      to: { path: '^(electron/(?!engine/)|renderer/|e2e/|scripts/)' },
    },
    floor('base', ['base'], []),
    floor('audio', ['audio'], ground),
    floor('provider-spec', ['providers/spec'], [...ground, 'audio']),
    floor('provider-wire', ['providers/wire'], specified),
    {
      name: 'floor-vendors',
      severity: 'error',
      comment: 'A vendor folder may import only itself, wire, spec, audio, base, shared and packages',
      from: { path: `${engine}/providers/(?!spec/|wire/)([^/]+)/`, pathNot: testing },
      to: {
        path: '^electron/',
        pathNot: [`${engine}/providers/$1/`, ...wired.map((folder) => `${engine}/${folder}/`)],
      },
    },
    ...neighbours(middle, withVendors),
    floor('calls', ['calls'], [...withVendors, ...middle]),
    ...neighbours(['campaigns', 'evals', 'after-run'], [...withVendors, ...middle, 'calls']),
    {
      name: 'library-implements-ports',
      severity: 'error',
      comment:
        'The library knows the engine (whose ports it implements) and shared, not the doors or the studio',
      from: { path: '^electron/library/', pathNot: testing },
      to: { path: '^(electron/(?!library/|engine/)|renderer/|e2e/|scripts/)' },
    },
    {
      name: 'electron-only-in-its-door',
      severity: 'error',
      comment: 'Everything else runs in plain Node, where no Electron binary can be had',
      from: {
        path: '.',
        pathNot: '^(electron/app/|electron/main\\.ts$|electron/preload/|e2e/electron\\.spec\\.ts$)',
      },
      to: { path: ['^electron$', `${npm}electron/`, `${npm}electron-store/`] },
    },
    {
      name: 'app-only-from-main',
      severity: 'error',
      comment: 'Only the desktop entry builds windows',
      from: { pathNot: '^(electron/app/|electron/main\\.ts$)' },
      to: { path: '^electron/(app|main\\.ts)' },
    },
    {
      name: 'preload-only-exposes-the-bridge',
      severity: 'error',
      comment: 'The preload exposes shared/bridge and nothing else',
      from: { path: '^electron/preload/', pathNot: test },
      to: { pathNot: ['^electron/preload/', '^shared/bridge/', '^electron$', `${npm}electron/`] },
    },
    {
      name: 'renderer-alone',
      severity: 'error',
      comment: 'The page knows only itself and shared; everything else goes over the bridge',
      from: { path: '^renderer/', pathNot: testing },
      to: { path: ['^(electron/|e2e/|scripts/)'] },
    },
    {
      name: 'renderer-runs-in-a-page',
      severity: 'error',
      comment: 'There is no Node in the page',
      from: { path: '^renderer/', pathNot: testing },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'nothing-outside-imports-the-page',
      severity: 'error',
      comment: 'The page is built, not imported',
      from: { pathNot: '^(renderer/|e2e/)' },
      to: { path: '^renderer/' },
    },
    {
      name: 'contract-behind-the-renderer-bridge',
      severity: 'error',
      comment:
        'The channels of both transports are for renderer/bridge; the rest of the page calls its client',
      from: { path: '^renderer/(?!bridge/)', pathNot: testing },
      to: { path: '^shared/bridge/channels\\.ts$' },
    },
    {
      name: 'no-test-code-in-the-product',
      severity: 'error',
      comment: 'Scripted fakes and tests stay out of what ships',
      from: { path: '^(electron|renderer|shared)/', pathNot: testing },
      to: { path: testing },
    },
  ],
  options: {
    exclude: { path: '^(out|dist|test-results|playwright-report|\\.cache)/' },
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    moduleSystems: ['es6', 'cjs', 'tsd'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
    skipAnalysisNotInRules: true,
    reporterOptions: { text: { highlightFocused: true } },
  },
};
