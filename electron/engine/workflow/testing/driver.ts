/** Drives a run in tests and writes down what it does. */
import type { RunEventType } from '#shared/domain/run-event.ts';
import { runEventPayloads } from '#shared/domain/run-event.ts';
import type { WorkflowDocument, WorkflowNode } from '#shared/domain/workflow.ts';
import { countingIds } from '../../base/ids.ts';
import type { RunAct } from '../acts.ts';
import { createWorkflowRun, type WorkflowRun, type WorkflowRunOptions } from '../index.ts';
import type { ScriptedModel } from './scripted-model.ts';

export interface DrivenRun {
  run: WorkflowRun;
  llm: ScriptedModel;
  /** Every event, its payload checked against its schema. */
  events: { type: RunEventType; payload: Record<string, unknown> }[];
  open: (signal?: AbortSignal) => Promise<string[]>;
  /** The caller's turn; an empty text is one that was not understood. */
  say: (text: string, signal?: AbortSignal) => Promise<string[]>;
  idle: (attempt: number) => Promise<string[]>;
}

/** Acts as short lines: `model: Hello there.`, `hang-up: end_call_tool`; `!` marks speech that may not be interrupted. */
export async function transcribe(acts: AsyncIterable<RunAct>): Promise<string[]> {
  const lines: string[] = [];
  const open = new Map<string, number>();
  for await (const act of acts) {
    if (act.type === 'hang-up') lines.push(`hang-up: ${act.disposition}`);
    else if (act.type === 'mute') lines.push(act.muted ? 'mute' : 'unmute');
    else if (act.type === 'say-end') open.delete(act.speechId);
    else {
      const at = open.get(act.speechId);
      if (at === undefined) {
        open.set(act.speechId, lines.length);
        lines.push(`${act.source}${act.interruptible ? '' : '!'}: ${act.text}`);
      } else lines[at] = `${lines[at] ?? ''}${act.text}`;
    }
  }
  if (open.size > 0) lines.push('(cut)');
  return lines;
}

export function drive(
  document: WorkflowDocument,
  llm: ScriptedModel,
  options: Partial<WorkflowRunOptions> = {},
): DrivenRun {
  const events: DrivenRun['events'] = [];
  const run = createWorkflowRun({
    document,
    llm,
    emit: (type, payload) => {
      events.push({ type, payload: runEventPayloads[type].parse(payload) });
    },
    now: () => new Date('2026-03-05T09:00:00Z'),
    ids: countingIds(),
    initialContext: {},
    timeZone: 'UTC',
    tools: null,
    ...options,
  });
  const { signal: never } = new AbortController();
  return {
    run,
    llm,
    events,
    open: (signal = never) => transcribe(run.open(signal)),
    say: (text, signal = never) => transcribe(run.reply({ text, understood: text !== '' }, signal)),
    idle: (attempt) => transcribe(run.idle(attempt, never)),
  };
}

export const testNode = (
  id: string,
  type: WorkflowNode['type'],
  data: WorkflowNode['data'] = {},
): WorkflowNode => ({
  id,
  type,
  position: { x: 0, y: 0 },
  data: { name: id.toUpperCase(), prompt: `Prompt of ${id}.`, ...data },
});

/** `a>b` is an edge labelled `to b`; `a>b*Hold on` speaks. */
export function testDocument(nodes: WorkflowNode[], edges: string[], more: object = {}): WorkflowDocument {
  return {
    nodes,
    edges: edges.map((text) => {
      const [link = '', speech] = text.split('*');
      const [source = '', target = ''] = link.split('>');
      return {
        id: link,
        source,
        target,
        data: { label: `to ${target}`, condition: `Go to ${target}.`, transition_speech: speech ?? null },
      };
    }),
    viewport: { x: 0, y: 0, zoom: 1 },
    ...more,
  };
}
