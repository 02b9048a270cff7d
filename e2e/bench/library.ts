/**
 * A library of many runs, as a person meets it: list and filter, page down, open a run, and the writing of events while
 * calls are up. `--runs N` (200,000 unless given) generated runs over a year, ten agents, nine outcomes. Beside them a
 * thousand agents of twelve nodes are listed, searched, saved and published.
 * Each figure is the time from asking to the answer on the asking thread, through the worker.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stderrLogger } from '#engine/base/logger.ts';
import { openForWriting } from '#library/connection.ts';
import { openLibrary, type Library } from '#library/index.ts';
import { dataLayout } from '#library/layout.ts';
import { thisProcess } from '#library/process-identity.ts';
import { Statements } from '#library/statements.ts';
import { appendEvents } from '#library/store/run-events.ts';
import { insertRun } from '#library/store/runs.ts';
import { saveWorkflow } from '#library/store/workflows.ts';
import { refreshDerived } from '#library/store/derived.ts';
import { pinVersion } from '#library/store/workflow-versions.ts';
import type { RunFilter } from '#shared/bridge/contract.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { Run } from '#shared/domain/run.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { machine, printDistribution, printValue } from './harness.ts';

const BATCH = 20_000;
const YEAR_MS = 365 * 86_400_000;
const FIRST_MS = Date.UTC(2026, 0, 1);
const REPEATS = 40;
const EVENTS_A_RUN = 60;
/** Every so many runs has an event log, so that opening one is measured without filling the disk. */
const LOGGED_EVERY = 500;

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '200000' }, json: { type: 'boolean', default: false } },
});
const runCount = Number(values.runs);
const conditions = { ...machine, runs: runCount };

const outcomes: [status: NonNullable<Run['status']>, disposition: string][] = [
  ['completed', 'user_hangup'],
  ['completed', 'end_call_tool'],
  ['completed', 'user_qualified'],
  ['completed', 'user_disqualified'],
  ['completed', 'call_transferred'],
  ['failed', 'pipeline_error'],
  ['busy', 'busy'],
  ['no-answer', 'no-answer'],
  ['interrupted', 'interrupted'],
];

const workflowDocument: WorkflowDocument = {
  nodes: [
    { id: 'start', type: 'startCall', position: { x: 0, y: 0 }, data: { name: 'Start', prompt: 'Greet.' } },
  ],
  edges: [],
  viewport: { x: 0, y: 0, zoom: 1 },
};

function eventsOf(from: number, count: number): RunEvent[] {
  return Array.from({ length: count }, (_, at) => ({
    seq: from + at,
    time: new Date(FIRST_MS + at * 400).toISOString(),
    at_ms: at * 400,
    turn: Math.floor(at / 8),
    node_id: 'start',
    node_name: 'Start',
    type: 'transcript-final',
    payload: {
      text: 'I would like to book an appointment for Tuesday morning.',
      understood: true,
      typed: false,
    },
  }));
}

/** The same each time; outcomes of very different frequency, so that rare filters are measured too. */
function generatedRun(at: number, definitionId: string): Run {
  const agent = at % 10;
  const rarity = Math.floor(((at * 0.618_033_988_75) % 1) * 1000);
  const outcome = outcomes[rarity < 3 ? 8 : rarity < 20 ? 7 : rarity % 7] ?? outcomes[0];
  const [status, disposition] = outcome ?? ['completed', 'user_hangup'];
  const createdMs = FIRST_MS + Math.floor((at / runCount) * YEAR_MS);
  return {
    id: `run_${String(at).padStart(8, '0')}`,
    name: `Web call ${String(at)}`,
    workflow_id: `workflow_${String(agent)}`,
    workflow_name: `Agent ${String(agent)}`,
    definition_id: definitionId,
    mode: rarity % 5 === 0 ? 'text' : 'web',
    call_type: 'inbound',
    state: 'completed',
    status,
    is_completed: true,
    recording_url: null,
    transcript_url: null,
    usage_info: { llm: {}, tts: { 'flite|||slt': 900 }, stt: {}, call_duration_seconds: 61 },
    cost_info: { total_usd: 0, lines: [] },
    initial_context: { name: 'Ada', phone_number: '+15550100' },
    gathered_context: { call_disposition: disposition, nodes_visited: ['Start', 'Ask', 'Book', 'End'] },
    logs: {},
    annotations: {},
    extra: {},
    campaign_id: null,
    queued_run_id: null,
    created_at: new Date(createdMs).toISOString(),
    started_at: new Date(createdMs + 100).toISOString(),
    ended_at: new Date(createdMs + 61_000).toISOString(),
  };
}

function fill(dataDir: string): void {
  const db = openForWriting(dataLayout(dataDir).databasePath);
  const statements = new Statements(db, () => undefined);
  const owner = thisProcess();
  for (let first = 0; first < runCount; first += BATCH)
    statements.transaction(() => {
      for (let at = first; at < Math.min(first + BATCH, runCount); at += 1) {
        const workflowId = `workflow_${String(at % 10)}`;
        const run = generatedRun(
          at,
          pinVersion(statements, workflowId, workflowDocument, '2026-01-01T00:00:00.000Z'),
        );
        insertRun(statements, run, owner);
        if (at % LOGGED_EVERY === 0) appendEvents(statements, run.id, eventsOf(1, EVENTS_A_RUN));
      }
    });
  refreshDerived(statements);
  statements.transaction(() => {
    for (let at = 0; at < AGENTS; at += 1) {
      const name = `Agent ${String(at)}`;
      const input = { id: `workflow_${String(at)}`, name, document: agentDocument(at) };
      saveWorkflow(statements, input, '2026-01-01T00:00:00.000Z');
    }
  });
  db.pragma('optimize');
  db.close();
}

const AGENTS = 1000;
const NODES = 12;
const words = [
  ...[
    'appointment',
    'order',
    'parcel',
    'invoice',
    'dentist',
    'window',
    'caller',
    'morning',
    'reference',
    'number',
  ],
  ...[
    'delivery',
    'garage',
    'insurance',
    'holiday',
    'repair',
    'meeting',
    'question',
    'answer',
    'weekday',
    'address',
  ],
];

/** Twelve steps of 60 words each; one word of every agent is its own. */
function agentDocument(at: number): WorkflowDocument {
  const text = (step: number): string =>
    Array.from({ length: 60 }, (_, word) => words[(at * 7 + step * 13 + word * word) % words.length]).join(
      ' ',
    );
  const steps = Array.from({ length: NODES }, (_, step) => step);
  return {
    nodes: steps.map((step) => ({
      id: `n${String(step)}`,
      type: step === 0 ? 'startCall' : step === NODES - 1 ? 'endCall' : 'agentNode',
      position: { x: 300 * step, y: 0 },
      data: { name: `Step ${String(step)}`, prompt: `${text(step)} own${String(at)}own` },
    })),
    edges: steps.slice(1).map((step) => ({
      id: `e${String(step)}`,
      source: `n${String(step - 1)}`,
      target: `n${String(step)}`,
      data: { label: `To step ${String(step)}`, condition: `The caller has told the ${words[step] ?? ''}.` },
    })),
    viewport: { x: 0, y: 0, zoom: 1 },
  };
}

const filters: Record<string, RunFilter> = {
  all: {},
  agent: { workflow_id: 'workflow_3' },
  status: { status: 'failed' },
  'agent-status-disposition': {
    workflow_id: 'workflow_3',
    status: 'completed',
    disposition: 'user_qualified',
  },
  rare: { workflow_id: 'workflow_7', disposition: 'interrupted' },
  dates: { from: '2026-03-03T05:30:00Z', to: '2026-11-09T17:00:00Z' },
  'dates-agent-mode': {
    workflow_id: 'workflow_2',
    mode: 'text',
    from: '2026-03-03T05:30:00Z',
    to: '2026-11-09T17:00:00Z',
  },
};

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

async function measure(library: Library): Promise<void> {
  const everything: number[] = [];
  for (const [name, filter] of Object.entries(filters)) {
    const times: number[] = [];
    for (let repeat = 0; repeat < REPEATS; repeat += 1) {
      // Ever further down, because a page at the end is to cost what the first does.
      const after = `${new Date(FIRST_MS + YEAR_MS * (1 - repeat / REPEATS)).toISOString()}~run_`;
      times.push(await timed(() => library.listRuns({ ...filter, after })));
    }
    everything.push(...times);
    printDistribution('library', `list-${name}`, 'ms', times, conditions);
  }
  printDistribution('library', 'list', 'ms', everything, conditions);

  const opened: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    const at = Math.floor(((repeat / REPEATS) * runCount) / LOGGED_EVERY) * LOGGED_EVERY;
    const id = `run_${String(at).padStart(8, '0')}`;
    opened.push(
      await timed(() => Promise.all([library.getRun(id), library.getRunDocument(id), library.getEvents(id)])),
    );
  }
  printDistribution('library', 'open-run', 'ms', opened, conditions);

  const facets: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat += 1) facets.push(await timed(() => library.runFacets()));
  printDistribution('library', 'facets', 'ms', facets, conditions);

  await measureAgents(library);

  const run = await library.createRun({
    workflow_id: 'workflow_1',
    workflow_name: 'Agent 1',
    document: workflowDocument,
    mode: 'web',
    call_type: 'inbound',
    initial_context: {},
  });
  const events = 20_000;
  const waits: number[] = [];
  for (let seq = 1; seq <= 500; seq += 1)
    waits.push(await timed(() => library.appendEvents(run.id, eventsOf(seq, 1))));
  printDistribution('library', 'append-one-event', 'ms', waits, conditions);
  const tookMs = await timed(() =>
    Promise.all(
      Array.from({ length: events }, (_, at) => library.appendEvents(run.id, eventsOf(501 + at, 1))),
    ),
  );
  printValue('library', 'events-written', '1/s', (events * 1000) / tookMs, conditions);
}

async function measureAgents(library: Library): Promise<void> {
  const of = { ...conditions, agents: AGENTS };
  const each = async (metric: string, work: (repeat: number) => Promise<unknown>): Promise<void> => {
    const times: number[] = [];
    for (let repeat = 0; repeat < REPEATS; repeat += 1) times.push(await timed(() => work(repeat)));
    printDistribution('library', metric, 'ms', times, of);
  };
  await each('list-agents', () => library.listWorkflows());
  await each('search-common', (repeat) => library.searchWorkflows(words[repeat % words.length] ?? '', 60));
  await each('search-rare', (repeat) => library.searchWorkflows(`own${String(repeat * 20)}own`, 60));
  await each('search-several-words', (repeat) =>
    library.searchWorkflows(`parcel ${words[repeat % words.length] ?? ''} step`, 60),
  );
  await each('search-name', (repeat) => library.searchWorkflows(`agent ${String(repeat)}`, 60));
  await each('save-agent', (repeat) => {
    const document = agentDocument(repeat);
    for (const node of document.nodes.slice(1, 2)) node.data.prompt = `Changed ${String(repeat)}`;
    return library.saveWorkflow({
      id: `workflow_${String(repeat)}`,
      name: `Agent ${String(repeat)}`,
      document,
    });
  });
  await each('publish-agent', (repeat) =>
    library.publishWorkflow(`workflow_${String(repeat)}`, 'Next', null),
  );
  await each('versions', (repeat) => library.listVersions(`workflow_${String(repeat % 10)}`));
  await each('coverage', (repeat) => library.workflowCoverage(`workflow_${String(repeat % 10)}`, null));
}

const dataDir = await mkdtemp(join(tmpdir(), 'parley-bench-'));
try {
  printValue(
    'library',
    'generate',
    'ms',
    await timed(() => {
      fill(dataDir);
      return Promise.resolve();
    }),
    conditions,
  );
  let library: Library | null = null;
  printValue(
    'library',
    'open',
    'ms',
    await timed(async () => {
      library = await openLibrary({ dataDir, logger: stderrLogger('error') });
    }),
    conditions,
  );
  const opened = library as Library | null;
  if (opened !== null) {
    await measure(opened);
    await opened.close();
  }
} finally {
  await rm(dataDir, { recursive: true, force: true });
}
