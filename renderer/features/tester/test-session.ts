/** A text test as this page knows it, as pure state: how the studio's news change it, and what is looked at. */
import type { PushPayload } from '#shared/bridge/contract.ts';
import type { TestState, TestView } from '#shared/bridge/text-tests.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import {
  conversationOf,
  emptyConversation,
  type Conversation,
  type SpokenLine,
} from '../call/conversation/conversation.ts';
import { turnsOf, type TestTurn } from './turns.ts';

/** One branch as it is read. */
export interface Course {
  runId: string;
  events: readonly RunEvent[];
  conversation: Conversation;
  turns: readonly TestTurn[];
  /** Through the graph, as the canvas draws it; its lists stay the same while they say the same. */
  path: ShownPath;
}

export interface ShownPath {
  activeNodeId: string | null;
  lastEdgeId: string | null;
  visitedNodeIds: readonly string[];
  visitedEdgeIds: readonly string[];
}

export const noPath: ShownPath = {
  activeNodeId: null,
  lastEdgeId: null,
  visitedNodeIds: [],
  visitedEdgeIds: [],
};

export interface TestSession {
  state: TestState;
  /** The run that goes on. */
  course: Course;
  /** The answer that streams; null when none does. */
  words: PushPayload<'test.words'> | null;
  /** Another branch that is looked at. */
  looked: Course | null;
  /** The turn that the inspector shows; null follows the newest. */
  selectedTurn: number | null;
  /** The draft that the run was begun with; null when that was in another window, or before a reload. */
  document: WorkflowDocument | null;
}

export const emptyCourse = (runId: string): Course => ({
  runId,
  events: [],
  conversation: emptyConversation,
  turns: [],
  path: noPath,
});

/** The course with its whole log read again; a shorter log of the same run changes nothing. */
export function withLog(course: Course, runId: string, events: readonly RunEvent[]): Course {
  const before = course.runId === runId ? course : emptyCourse(runId);
  if (events.length <= before.events.length) return before;
  const conversation = conversationOf(events, before.conversation);
  return {
    runId,
    events,
    conversation,
    turns: turnsOf(events, conversation, before.turns),
    path: pathOf(conversation.path, before.path),
  };
}

/** The session after a method has answered. `document`: the draft that it was asked with, if it began a run. */
export function withView(
  session: TestSession | null,
  { state, events }: TestView,
  document: WorkflowDocument | null,
): TestSession {
  const isSame = session?.state.test_id === state.test_id;
  const isSameRun = isSame && session.course.runId === state.run_id;
  return {
    state: isSame && session.state.change > state.change ? session.state : state,
    course: withLog(isSame ? session.course : emptyCourse(state.run_id), state.run_id, events),
    words: isSameRun ? session.words : null,
    looked: null,
    selectedTurn: null,
    document: document ?? (isSameRun ? session.document : null),
  };
}

/** The session after a push; `isIncomplete` when the log has to be read again. */
export function withState(
  session: TestSession,
  state: TestState,
): { session: TestSession; isIncomplete: boolean } {
  if (state.test_id !== session.state.test_id || state.change < session.state.change)
    return { session, isIncomplete: false };
  if (state.run_id === session.course.runId) return { session: { ...session, state }, isIncomplete: false };
  return {
    session: {
      ...session,
      state,
      course: emptyCourse(state.run_id),
      words: null,
      looked: null,
      selectedTurn: null,
      document: null,
    },
    isIncomplete: true,
  };
}

/** The session after some events that came in order; those of other runs and those that are known change nothing. */
export function withEvents(
  session: TestSession,
  pushed: readonly PushPayload<'test.event'>[],
): { session: TestSession; isIncomplete: boolean } {
  const { course, state } = session;
  const events = [...course.events];
  for (const { test_id: testId, run_id: runId, event } of pushed) {
    if (testId !== state.test_id || runId !== course.runId || event.seq <= events.length) continue;
    if (event.seq > events.length + 1) return { session, isIncomplete: true };
    events.push(event);
  }
  if (events.length === course.events.length) return { session, isIncomplete: false };
  const isSaid = session.words !== null && hasSpeech(events, session.words.speech_id);
  return {
    session: {
      ...session,
      course: withLog(course, course.runId, events),
      words: isSaid ? null : session.words,
    },
    isIncomplete: false,
  };
}

const hasSpeech = (events: readonly RunEvent[], speechId: string): boolean =>
  events.findLast((event) => event.type === 'agent-text' && event.payload.speech_id === speechId) !==
  undefined;

export function withWords(session: TestSession, words: PushPayload<'test.words'>): TestSession {
  const { state, course } = session;
  if (words.test_id !== state.test_id || words.run_id !== course.runId) return session;
  if (hasSpeech(course.events, words.speech_id)) return session;
  return { ...session, words };
}

type TestPush = 'test.state' | 'test.event' | 'test.words';
export type TestNews = { [P in TestPush]: { name: P; payload: PushPayload<P> } }[TestPush];

/** The session after several pushes in their order; the log is read once for events that follow each other. */
export function withNews(
  before: TestSession,
  news: readonly TestNews[],
): { session: TestSession; isIncomplete: boolean } {
  let session = before;
  let isIncomplete = false;
  let events: PushPayload<'test.event'>[] = [];
  const take = (after: { session: TestSession; isIncomplete: boolean }): void => {
    ({ session } = after);
    isIncomplete ||= after.isIncomplete;
  };
  const takeEvents = (): void => {
    if (events.length > 0) take(withEvents(session, events));
    events = [];
  };
  for (const one of news) {
    if (one.name === 'test.event') {
      events.push(one.payload);
      continue;
    }
    takeEvents();
    if (one.name === 'test.state') take(withState(session, one.payload));
    else session = withWords(session, one.payload);
  }
  takeEvents();
  return { session, isIncomplete };
}

/** The branch that is looked at. */
export const shownCourse = ({ looked, course }: TestSession): Course => looked ?? course;

/** The words that stream, as a line of the conversation; null when there are none, or another branch is looked at. */
export function streamingLine({ words, looked, course }: TestSession): SpokenLine | null {
  if (!words || looked) return null;
  const node = course.conversation.path.at(-1);
  return {
    kind: 'line',
    key: `words ${words.speech_id}`,
    atMs: null,
    time: '',
    turn: words.turn,
    party: 'agent',
    text: words.text.trim(),
    endMs: null,
    nodeId: node?.nodeId ?? null,
    nodeName: node?.nodeName ?? null,
    partial: true,
    understood: true,
    typed: false,
    interrupted: false,
    source: words.source,
    speechIds: [words.speech_id],
    latencyMs: null,
    unheard: '',
    latency: null,
  };
}

/** The turn that the inspector shows; null while there is none. */
export function inspectedTurn(session: TestSession): TestTurn | null {
  const { turns } = shownCourse(session);
  return turns.find(({ turn }) => turn === session.selectedTurn) ?? turns.at(-1) ?? null;
}

/** The turn before or after the one that is inspected. */
export function neighbourTurn(session: TestSession, step: -1 | 1): number | null {
  const { turns } = shownCourse(session);
  const at = turns.findIndex(({ turn }) => turn === inspectedTurn(session)?.turn);
  const next = turns[at + step];
  // The newest is followed, not held.
  return next === undefined ? session.selectedTurn : next === turns.at(-1) ? null : next.turn;
}

function pathOf(steps: Conversation['path'], before: ShownPath): ShownPath {
  const path: ShownPath = {
    activeNodeId: steps.at(-1)?.nodeId ?? null,
    lastEdgeId: steps.findLast(({ edgeId }) => edgeId !== null)?.edgeId ?? null,
    visitedNodeIds: unchanged(before.visitedNodeIds, [...new Set(steps.map(({ nodeId }) => nodeId))]),
    visitedEdgeIds: unchanged(before.visitedEdgeIds, [
      ...new Set(steps.flatMap(({ edgeId }) => (edgeId === null ? [] : [edgeId]))),
    ]),
  };
  const keys = Object.keys(path) as (keyof ShownPath)[];
  return keys.every((key) => path[key] === before[key]) ? before : path;
}

const unchanged = (before: readonly string[], now: readonly string[]): readonly string[] =>
  before.length === now.length && before.every((id, index) => id === now[index]) ? before : now;

const pathsByTurn = new WeakMap<Course, Map<number, ShownPath>>();

/** Up to the end of the turn that is looked at; the same for the same course and turn. */
export function shownPathOf(session: TestSession): ShownPath {
  const { selectedTurn: turn } = session;
  const course = shownCourse(session);
  if (turn === null) return course.path;
  const known = pathsByTurn.get(course) ?? new Map<number, ShownPath>();
  pathsByTurn.set(course, known);
  const { events, conversation } = course;
  const entered = events.filter((event) => event.type === 'node-enter' && event.turn <= turn).length;
  const path = known.get(turn) ?? pathOf(conversation.path.slice(0, entered), course.path);
  known.set(turn, path);
  return path;
}

/** The agent has the floor, or what it found out is still being kept. */
export const isAnswering = ({ state: { phase } }: TestSession): boolean =>
  phase === 'answering' || phase === 'settling';
