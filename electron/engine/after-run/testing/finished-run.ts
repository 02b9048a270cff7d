/** A run that is over, in a real library, and the work after it. */
import { silentLogger } from '../../base/logger.ts';
import { openLibrary, type Library } from '#library/index.ts';
import { temporaryDataDir } from '#library/testing/fixtures.ts';
import type { RunEvent, RunEventPayload, RunEventType } from '#shared/domain/run-event.ts';
import type { Run } from '#shared/domain/run.ts';
import type { NodeData, WorkflowDocument, WorkflowNode } from '#shared/domain/workflow.ts';
import { testDocument, testNode } from '../../workflow/testing/driver.ts';
import { AfterRuns, type AfterRunsOptions } from '../after-runs.ts';
import { manualClock, type ManualClock } from './manual-clock.ts';

export interface LibraryUnderTest {
  library: Library;
  dataDir: string;
  clock: ManualClock;
  /** Ends the run of a document with these nodes after the call. */
  finish: (after: WorkflowNode[], run?: Partial<Run>) => Promise<string>;
  /** Begins a run of such a document, which nobody ends. */
  begin: (after: WorkflowNode[]) => Promise<string>;
  /** Starts the work on what is due. */
  work: (options?: Partial<AfterRunsOptions>) => AfterRuns;
  reopen: () => Promise<void>;
  /** As it was in the beginning. */
  clear: () => Promise<void>;
  close: () => Promise<void>;
}

export const webhook = (id: string, data: NodeData): WorkflowNode => testNode(id, 'webhook', data);
export const qa = (id: string, data: NodeData = {}): WorkflowNode => testNode(id, 'qa', data);

function documentWith(after: WorkflowNode[]): WorkflowDocument {
  const nodes = [testNode('s', 'startCall', { greeting: 'Hello.' }), testNode('e', 'endCall'), ...after];
  return testDocument(nodes, ['s>e']);
}

/** `Hello.`, `four please`, then `Bye.` in the next node. */
function eventsOf(): RunEvent[] {
  const events: RunEvent[] = [];
  let node: [string, string] = ['s', 'S'];
  const add = <T extends RunEventType>(type: T, payload: RunEventPayload<T>): void => {
    events.push({
      seq: events.length + 1,
      time: '2026-11-26T08:59:00.000Z',
      at_ms: null,
      turn: 0,
      node_id: node[0],
      node_name: node[1],
      type,
      payload,
    } as RunEvent);
  };
  add('node-enter', { node_id: 's', node_name: 'S', node_type: 'startCall' });
  add('agent-text', { speech_id: 'a', text: 'Hello.', source: 'greeting' });
  add('transcript-final', { text: 'four please', understood: true, typed: true });
  node = ['e', 'E'];
  add('node-enter', { node_id: 'e', node_name: 'E', node_type: 'endCall' });
  add('agent-text', { speech_id: 'b', text: 'Bye.', source: 'model' });
  add('run-completed', { status: 'completed', call_disposition: 'done' });
  return events;
}

export async function libraryUnderTest(): Promise<LibraryUnderTest> {
  const { dataDir, remove } = await temporaryDataDir();
  const open = (): Promise<Library> => openLibrary({ dataDir, logger: silentLogger });
  const works: AfterRuns[] = [];
  let made = 0;
  let ids = 0;
  const under: LibraryUnderTest = {
    library: await open(),
    dataDir,
    clock: manualClock(),
    begin: async (after) => {
      const { id } = await under.library.createRun({
        id: `run_${String((made += 1))}`,
        workflow_id: 'w',
        workflow_name: 'Shop',
        document: documentWith(after),
        mode: 'text',
        call_type: 'inbound',
        initial_context: { name: 'Ana', size: 42 },
      });
      return id;
    },
    finish: async (after, more = {}) => {
      const id = await under.begin(after);
      await under.library.appendEvents(id, eventsOf());
      await under.library.updateRun(id, {
        state: 'completed',
        is_completed: true,
        status: 'completed',
        gathered_context: { call_disposition: 'done', size: 42, extracted_variables: { size: 42 } },
        usage_info: { llm: {}, tts: {}, stt: {}, call_duration_seconds: 30 },
        ...more,
      });
      return id;
    },
    work: (options = {}) => {
      const work = new AfterRuns({
        store: under.library,
        reviewer: () => Promise.reject(new Error('No model.')),
        prices: () => Promise.resolve({ entries: [], presets: {} }),
        newId: () => `delivery_${String((ids += 1))}`,
        secrets: { credential: () => Promise.resolve(null) },
        clock: under.clock,
        logger: silentLogger,
        ...options,
      });
      works.push(work);
      return work;
    },
    reopen: async () => {
      await under.library.close();
      under.library = await open();
    },
    clear: async () => {
      for (const work of works.splice(0)) await work.dispose();
      for (const { id } of (await under.library.listRuns({})).runs) await under.library.deleteRun(id);
      [made, ids, under.clock] = [0, 0, manualClock()];
    },
    close: async () => {
      await under.library.close();
      await remove();
    },
  };
  return under;
}
