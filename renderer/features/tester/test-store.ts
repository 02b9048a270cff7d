/** The text tests that this page knows, one for each agent, and what a person does with them. */
import { create } from 'zustand';
import type { MethodInput } from '#shared/bridge/contract.ts';
import type { TestView } from '#shared/bridge/text-tests.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { bridge, BridgeError } from '../../bridge/index.ts';
import { errorText } from '../../ui/error-text.ts';
import {
  emptyCourse,
  neighbourTurn,
  shownCourse,
  shownPathOf,
  withLog,
  withNews,
  withView,
  type ShownPath,
  type TestNews,
  type TestSession,
} from './test-session.ts';

/** What the page is waiting for, or what it could not do; one for each agent. */
export interface TestDoing {
  /** A line or a rewind is on its way; `line` is shown until the studio has it. */
  busy: { line: string | null } | null;
  /** What was tried, and why it did not work. */
  failure: { title: string; detail: string } | null;
}

interface TestStore {
  sessions: Readonly<Record<string, TestSession>>;
  doing: Readonly<Record<string, TestDoing>>;
}

const idle: TestDoing = { busy: null, failure: null };

const useTestStore = create<TestStore>()(() => ({ sessions: {}, doing: {} }));

export const useTest = (workflowId: string): TestSession | null =>
  useTestStore(({ sessions }) => sessions[workflowId] ?? null);
export const useTestDoing = (workflowId: string): TestDoing =>
  useTestStore(({ doing }) => doing[workflowId] ?? idle);
/** The course that the canvas draws; the same while it says the same. Null without a test. */
export const useTestPath = (workflowId: string): ShownPath | null =>
  useTestStore(({ sessions: { [workflowId]: session } }) => (session ? shownPathOf(session) : null));
export const testOf = (workflowId: string): TestSession | null =>
  useTestStore.getState().sessions[workflowId] ?? null;

function setSession(workflowId: string, session: TestSession | null): void {
  useTestStore.setState(({ sessions }) => {
    const { [workflowId]: _before, ...others } = sessions;
    return { sessions: session ? { ...others, [workflowId]: session } : others };
  });
}

function change(workflowId: string, how: (session: TestSession) => TestSession): void {
  const session = testOf(workflowId);
  const next = session && how(session);
  if (next && next !== session) setSession(workflowId, next);
}

function setDoing(workflowId: string, doing: Partial<TestDoing>): void {
  useTestStore.setState((store) => ({
    doing: { ...store.doing, [workflowId]: { ...(store.doing[workflowId] ?? idle), ...doing } },
  }));
}

/** Came since the last frame: nothing of it could have been seen before the next. */
let waiting: TestNews[] = [];

function push(news: TestNews): void {
  waiting.push(news);
  if (waiting.length > 1) return;
  requestAnimationFrame(takeNews);
  // A page in the background has no frames.
  setTimeout(takeNews, 50);
}

/** Takes in what was pushed, in its order, with one change of each test. */
function takeNews(): void {
  const news = waiting;
  waiting = [];
  if (news.length === 0) return;
  for (const [workflowId, before] of Object.entries(useTestStore.getState().sessions)) {
    const { session, isIncomplete } = withNews(before, news);
    if (session !== before) setSession(workflowId, session);
    if (isIncomplete) void readAgain(workflowId);
  }
}

let isFollowing = false;

/** Begins to follow the studio's tests; later calls do nothing. */
function followTests(): void {
  if (isFollowing) return;
  isFollowing = true;
  bridge.on('test.state', (payload) => {
    push({ name: 'test.state', payload });
  });
  bridge.on('test.event', (payload) => {
    push({ name: 'test.event', payload });
  });
  bridge.on('test.words', (payload) => {
    push({ name: 'test.words', payload });
  });
  // Pushes that were missed meanwhile do not come again.
  bridge.onStatus((status) => {
    if (status === 'connected')
      for (const workflowId of Object.keys(useTestStore.getState().sessions)) void readAgain(workflowId);
  });
}

async function readAgain(workflowId: string): Promise<void> {
  const testId = testOf(workflowId)?.state.test_id;
  if (testId === undefined) return;
  try {
    const view = await bridge.call('tests.get', { test_id: testId });
    change(workflowId, (session) => ({
      ...withView(session, view, null),
      looked: session.looked,
      selectedTurn: session.selectedTurn,
    }));
  } catch (thrown) {
    if (isOver(thrown)) {
      change(workflowId, (session) => ({ ...session, state: { ...session.state, phase: 'closed' } }));
      return;
    }
    setDoing(workflowId, { failure: { title: 'This test cannot be read', detail: errorText(thrown) } });
  }
}

/** The studio was started anew, or the test was ended elsewhere. */
const isOver = (thrown: unknown): boolean =>
  thrown instanceof BridgeError && thrown.code === 'call-not-found';

/** Finds the test of an agent that is open in the studio, from before a reload or in another window. */
export async function findTest(workflowId: string): Promise<void> {
  followTests();
  if (testOf(workflowId)) return;
  try {
    const open = await bridge.call('tests.list', { workflow_id: workflowId });
    const newest = open.at(-1);
    if (!newest || testOf(workflowId)) return;
    const view = await bridge.call('tests.get', { test_id: newest.test_id });
    if (!testOf(workflowId)) setSession(workflowId, withView(null, view, null));
  } catch {
    // The studio cannot be reached, or the test has ended meanwhile: there is none to show.
  }
}

/** Asks for something that answers with the test; what fails is told where it was asked for. */
async function ask(
  workflowId: string,
  title: string,
  line: string | null,
  method: () => Promise<TestView>,
  document: WorkflowDocument | null,
): Promise<boolean> {
  followTests();
  setDoing(workflowId, { busy: { line }, failure: null });
  try {
    const view = await method();
    takeNews();
    setSession(workflowId, withView(testOf(workflowId), view, document));
    setDoing(workflowId, { busy: null });
    return true;
  } catch (thrown) {
    setDoing(workflowId, { busy: null, failure: { title, detail: errorText(thrown) } });
    if (isOver(thrown)) void readAgain(workflowId);
    return false;
  }
}

/** Of the draft as it is in the editor. */
export interface Draft {
  document: WorkflowDocument;
  /** Saves what is not saved yet; rejects when that cannot be. */
  flush: () => Promise<void>;
}

export function openTest(
  workflowId: string,
  draft: Draft,
  from?: MethodInput<'tests.open'>['from'],
): Promise<boolean> {
  return ask(
    workflowId,
    'The test could not begin',
    null,
    async () => {
      await draft.flush();
      return bridge.call('tests.open', {
        workflow_id: workflowId,
        initial_context: draft.document.workflow_configurations?.test_context ?? {},
        ...(from === undefined ? {} : { from }),
      });
    },
    draft.document,
  );
}

/** Goes on with a run of the library from where no editor is open: the draft is the stored one. */
export function resumeTest(workflowId: string, runId: string): Promise<boolean> {
  return ask(
    workflowId,
    'The test could not be gone on with',
    null,
    () => bridge.call('tests.open', { workflow_id: workflowId, from: { run_id: runId } }),
    null,
  );
}

/** Says a line on the branch that is looked at. */
export async function sayLine(workflowId: string, draft: Draft, text: string): Promise<boolean> {
  const session = testOf(workflowId);
  if (!session) return false;
  const { state, looked } = session;
  return ask(
    workflowId,
    'The line was not sent',
    text,
    async () => {
      if (looked) await draft.flush();
      return bridge.call('tests.say', {
        test_id: state.test_id,
        text,
        ...(looked ? { run_id: looked.runId } : {}),
      });
    },
    looked ? draft.document : null,
  );
}

/** Goes on from the end of a turn of the branch that is looked at, with the draft as it is now. */
export async function rewindTo(
  workflowId: string,
  draft: Draft,
  afterTurn: number | null,
  text?: string,
): Promise<boolean> {
  const session = testOf(workflowId);
  if (!session) return false;
  return ask(
    workflowId,
    'The talk could not go on from there',
    text ?? null,
    async () => {
      await draft.flush();
      return bridge.call('tests.rewind', {
        test_id: session.state.test_id,
        run_id: shownCourse(session).runId,
        after_turn: afterTurn,
        ...(text === undefined ? {} : { text }),
      });
    },
    draft.document,
  );
}

export async function stopAnswer(workflowId: string): Promise<void> {
  const session = testOf(workflowId);
  if (!session) return;
  try {
    await bridge.call('tests.stop', { test_id: session.state.test_id });
  } catch (thrown) {
    setDoing(workflowId, { failure: { title: 'The answer was not stopped', detail: errorText(thrown) } });
  }
}

/** Ends the test; its branches stay in the library, and here until they are put away. */
export async function closeTest(workflowId: string): Promise<void> {
  const session = testOf(workflowId);
  if (!session) return;
  try {
    await bridge.call('tests.close', { test_id: session.state.test_id });
    setSession(workflowId, null);
  } catch (thrown) {
    setDoing(workflowId, { failure: { title: 'The test was not ended', detail: errorText(thrown) } });
  }
}

/** Forgets a test that is over. */
export function putAway(workflowId: string): void {
  setSession(workflowId, null);
  setDoing(workflowId, idle);
}

export const dismissFailure = (workflowId: string): void => {
  setDoing(workflowId, { failure: null });
};

/** Shows another branch without leaving the one that goes on. */
export async function lookAt(workflowId: string, runId: string): Promise<void> {
  const session = testOf(workflowId);
  if (!session) return;
  if (runId === session.course.runId) {
    change(workflowId, (now) => ({ ...now, looked: null, selectedTurn: null }));
    return;
  }
  try {
    const events = await bridge.call('tests.branch', { test_id: session.state.test_id, run_id: runId });
    change(workflowId, (now) => ({
      ...now,
      looked: withLog(emptyCourse(runId), runId, events),
      selectedTurn: null,
    }));
  } catch (thrown) {
    setDoing(workflowId, { failure: { title: 'That branch cannot be read', detail: errorText(thrown) } });
  }
}

export function selectTurn(workflowId: string, turn: number | null): void {
  change(workflowId, (session) => ({ ...session, selectedTurn: turn }));
}

export function stepTurn(workflowId: string, step: -1 | 1): void {
  change(workflowId, (session) => ({ ...session, selectedTurn: neighbourTurn(session, step) }));
}
