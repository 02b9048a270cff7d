/** What a run is made of: the parts that its walk, its calls and its speculation share. */
import { machineTimeZone } from '#shared/base/time-zones.ts';
import { compileWorkflow, type CompiledNode, type CompiledWorkflow } from './compile.ts';
import { Extractor } from './extractor.ts';
import { Gathered } from './gathered.ts';
import type { StayInNode } from './guard-look.ts';
import { History } from './history.ts';
import type { RecordedLines } from './recorded-lines.ts';
import { RunContext } from './run-context.ts';
import type { Emit, WorkflowRunOptions } from './run-options.ts';
import { RunningTools } from './running-tools.ts';
import type { WorkflowLines } from './fixed-lines.ts';
import { linesOf, settingsOf, type WorkflowSettings } from './settings.ts';
import { Speaker } from './speaker.ts';
import { UsageCount } from './usage.ts';

/** Longest wait for the extraction whose values the next prompt shows or a guard compares, ms; then what is known has to do. */
const gatheredWaitMs = 3000;

/** The node that the run is in, and what one turn of the caller has led to so far. */
export class Position {
  node: CompiledNode;
  transitions = 0;
  toolRounds = 0;
  /** Guards have had their fill of edges in this turn. */
  guardsSpun = false;
  /** In this node. */
  stay: StayInNode = { turns: 0, enteredAtMs: 0 };
  readonly #gathered: Gathered;
  readonly #emit: Emit;
  readonly #now: () => Date;

  constructor(start: CompiledNode, gathered: Gathered, emit: Emit, now: () => Date) {
    this.node = start;
    this.#gathered = gathered;
    this.#emit = emit;
    this.#now = now;
  }

  enter(node: CompiledNode): void {
    this.node = node;
    this.stay = { turns: 0, enteredAtMs: this.#now().getTime() };
    this.#gathered.enter(node.name);
    this.#emit('node-enter', { node_id: node.id, node_name: node.name, node_type: node.type });
  }

  newTurn(): void {
    this.transitions = 0;
    this.toolRounds = 0;
    this.guardsSpun = false;
  }

  /** A new turn, by words of the caller. */
  callerTurn(): void {
    this.newTurn();
    this.stay.turns += 1;
  }
}

export interface RunParts extends Pick<WorkflowRunOptions, 'llm' | 'emit' | 'ids'> {
  graph: CompiledWorkflow;
  position: Position;
  context: RunContext;
  lines: WorkflowLines;
  settings: WorkflowSettings;
  history: History;
  gathered: Gathered;
  usage: UsageCount;
  extractor: Extractor;
  tools: RunningTools;
  speaker: Speaker;
  recordings: RecordedLines;
  /** Waits, within a limit, for what the present node's prompt shows, or its guards compare, of what was gathered. */
  gatheredKnown: (signal: AbortSignal) => Promise<void>;
}

/** @throws WorkflowError `workflow-invalid` naming the first problem of the document */
export function makeParts(options: WorkflowRunOptions): RunParts {
  const { document, llm, emit, ids, initialContext, now } = options;
  const recordings: RecordedLines = options.recordings ?? new Map();
  const graph = compileWorkflow(document, options.tools, recordings);
  const gathered = new Gathered();
  const timeZone = options.timeZone ?? machineTimeZone();
  const context = new RunContext({ initialContext, gathered, timeZone, now });
  const history = new History();
  const position = new Position(graph.start, gathered, emit, now);
  const usage = new UsageCount(llm, emit);
  const extractor = new Extractor({
    llm,
    emit,
    history,
    render: (text) => context.render(text),
    nowIso: () => context.iso(),
    onValues: (values) => {
      gathered.merge(values);
    },
    onUsage: usage.add,
  });
  return {
    llm,
    emit,
    ids,
    graph,
    position,
    context,
    lines: linesOf(document),
    settings: settingsOf(document),
    history,
    gathered,
    usage,
    extractor,
    tools: new RunningTools(emit, context),
    speaker: new Speaker({ ids, history, context, recordings, emit }),
    recordings,
    gatheredKnown: async (signal) => {
      if (position.node.usesGathered) await extractor.settled(gatheredWaitMs, signal);
    },
  };
}
