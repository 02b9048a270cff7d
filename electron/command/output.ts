/** How a run appears on standard output: one JSON line an event, or lines for a person. */
import type { CallProgress } from '#shared/domain/phone-call.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { Run } from '#shared/domain/run.ts';
import { plainLine } from './plain-text.ts';

export interface RunOutput {
  event(event: RunEvent): void;
  /** The closed run; the last thing written. */
  run(run: Run): void;
}

/**
 * The `run-completed` event waits for the record and for what comes after the run, and carries the record as `run`.
 *
 * @param more on each line, e.g. of which run it is where there are several
 */
export function jsonOutput(write: (line: string) => void, more: Record<string, unknown> = {}): RunOutput {
  let last: RunEvent | null = null;
  return {
    event: (event) => {
      if (event.type === 'run-completed') last = event;
      else write(`${JSON.stringify({ ...event, ...more })}\n`);
    },
    run: (run) => {
      write(`${JSON.stringify({ ...last, type: 'run-completed', ...more, run })}\n`);
    },
  };
}

export function textOutput(write: (line: string) => void): RunOutput {
  return {
    event: (event) => {
      const line = lineOf(event);
      if (line !== null) write(`${clock(event.at_ms)}  ${plainLine(line.replace(/[\r\n\t]+/g, ' '))}\n`);
    },
    run: (run) => {
      const {
        call_disposition: disposition,
        nodes_visited: path,
        extracted_variables: found,
      } = run.gathered_context;
      write(
        `\n${run.status ?? 'unknown'}: ${plainLine(disposition ?? 'unknown')}\npath: ${plainLine((path ?? []).join(' → '))}\n`,
      );
      if (found) write(`gathered: ${JSON.stringify(found)}\n`);
      write(`run: ${run.id}\n`);
    },
  };
}

function clock(atMs: number | null): string {
  if (atMs === null) return '     ';
  const seconds = Math.floor(atMs / 1000);
  return `${String(Math.floor(seconds / 60)).padStart(2)}:${String(seconds % 60).padStart(2, '0')}`;
}

const progressWords: Readonly<Record<CallProgress, string>> = {
  initiated: 'calling',
  ringing: 'ringing',
  'early-media': 'something is played before the answer',
  answered: 'answered',
  'in-progress': 'in progress',
  'on-hold': 'on hold',
  transferring: 'being transferred',
  completed: 'hung up',
  failed: 'failed',
  busy: 'busy',
  'no-answer': 'no answer',
  canceled: 'given up',
};

function lineOf(event: RunEvent): string | null {
  switch (event.type) {
    case 'agent-text':
      return `agent   ${event.payload.text}`;
    case 'operator-text':
      return `person  ${event.payload.understood ? event.payload.text : '(not understood)'}`;
    case 'transcript-final':
      return `caller  ${event.payload.understood ? event.payload.text : '(not understood)'}`;
    case 'transition':
      return `        ── ${event.payload.label} → ${event.payload.to_node_name}`;
    case 'interruption':
      return `        ── the caller spoke over the agent`;
    case 'call-progress': {
      const { state, reason } = event.payload;
      return `        ── ${progressWords[state]}${reason === '' ? '' : `: ${reason}`}`;
    }
    case 'call-hold':
      return `        ── ${event.payload.held ? 'on hold' : 'off hold'}`;
    case 'call-transfer': {
      const { stage, reason } = event.payload;
      return `        ── transfer ${stage}${reason === '' ? '' : `: ${reason}`}`;
    }
    case 'qa-result': {
      const { node_name, review, reason } = event.payload;
      const told = review ? `${review.score ?? '–'} of 10: ${review.summary}` : (reason ?? '');
      return `        ── review “${node_name}”: ${told}`;
    }
    case 'webhook-attempt': {
      const { node_name, state, error } = event.payload;
      return `        ── webhook “${node_name}”: ${state === 'succeeded' ? 'delivered' : (error ?? 'not delivered')}`;
    }
    case 'error':
      return `        ── error (${event.payload.stage}): ${event.payload.message}`;
    default:
      return null;
  }
}
