/** An agent walked in text with the keyless model, as a person would who says these lines. */
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { countingIds } from '../../base/ids.ts';
import { createRehearsalModel } from '../../providers/rehearsal/index.ts';
import { createWorkflowRun, type RunAct } from '../../workflow/index.ts';

export interface Walk {
  /** What the agent said, a string a turn, the opening first. */
  agent: string[];
  /** Null when the lines were over before the agent hung up. */
  disposition: string | null;
  visited: string[];
  values: Record<string, unknown>;
  errors: RunEvent['payload'][];
}

/** A Wednesday. */
const now = new Date('2026-11-25T10:00:00Z');

export async function walkDocument(
  document: WorkflowDocument,
  lines: string[],
  initialContext: Record<string, unknown> = {},
): Promise<Walk> {
  const errors: Walk['errors'] = [];
  const run = createWorkflowRun({
    document,
    llm: createRehearsalModel(),
    emit: (type, payload) => {
      if (type === 'error') errors.push(payload);
    },
    now: () => now,
    ids: countingIds(),
    initialContext,
    timeZone: 'UTC',
    tools: null,
  });
  const { signal } = new AbortController();
  const agent: string[] = [];
  const hangUps: string[] = [];
  const listen = async (acts: AsyncIterable<RunAct>): Promise<void> => {
    const said: string[] = [];
    let speech = '';
    for await (const act of acts) {
      if (act.type === 'hang-up') hangUps.push(act.disposition);
      else if (act.type === 'mute') continue;
      else if (act.type === 'say') speech += act.text;
      else {
        said.push(speech.trim());
        run.heard(act.speechId, speech.trim());
        speech = '';
      }
    }
    agent.push(said.join(' '));
  };
  await listen(run.open(signal));
  for (const text of lines) {
    if (hangUps.length > 0) throw new Error(`The agent had hung up before “${text}”.`);
    await listen(run.reply({ text, understood: text !== '' }, signal));
  }
  const disposition = hangUps.at(-1) ?? null;
  await run.finish(disposition ?? 'user_hangup', signal);
  const { nodes_visited: visited = [], extracted_variables: values = {} } = run.gatheredContext;
  return { agent, disposition, visited, values, errors };
}
