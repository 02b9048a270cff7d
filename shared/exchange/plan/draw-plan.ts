/** A plan as a workflow document, placed on the canvas. */
import type {
  ExtractionVariable,
  NodeData,
  WorkflowDocument,
  WorkflowEdge,
  WorkflowNode,
} from '../../domain/workflow.ts';
import { placed } from '../place.ts';
import type { ReadPlan } from './plan.ts';

type Step = ReadPlan['steps'][number];

/** Whatever the plan says is drawn, right or wrong; `parseWorkflow` and the linter tell what is wrong. */
export function drawPlan({ name, persona, steps }: ReadPlan): WorkflowDocument {
  const edges = steps.flatMap(edgesOf);
  const nodes = steps.map(nodeOf);
  const global: WorkflowNode[] =
    persona === ''
      ? []
      : [
          {
            id: unusedId('global', steps),
            type: 'globalNode',
            position: { x: 0, y: 0 },
            data: { name: 'Role', prompt: persona },
          },
        ];
  return {
    ...(name === '' ? {} : { name }),
    nodes: placed([...global, ...nodes], edges),
    edges,
    viewport: { x: 40, y: 280, zoom: 0.7 },
    // A plan asks in order to keep the answers with the run, whether or not the call reads them again.
    ...(steps.some(({ variables }) => variables.length > 0)
      ? { workflow_configurations: { lint_ignored: [{ rule: 'unused-variable', id: null }] } }
      : {}),
  };
}

function unusedId(wanted: string, steps: readonly Step[]): string {
  let id = wanted;
  for (let count = 2; steps.some((step) => step.id === id); count += 1) id = `${wanted}-${count}`;
  return id;
}

const typeOf = { start: 'startCall', step: 'agentNode', end: 'endCall' } as const;

function nodeOf(step: Step): WorkflowNode {
  const { id, kind, name, prompt, say, greeting, variables, outcome } = step;
  // The convention of all samples, by which the rehearsal finds what to say.
  const spoken = say === '' ? prompt : `${prompt}\n\nSay: "${say}"`.trim();
  const data: NodeData = {
    name: name === '' ? id : name,
    prompt: spoken,
    ...(kind === 'start' && greeting !== '' ? { greeting_type: 'text', greeting } : {}),
    ...(kind === 'end' ? {} : { allow_interrupt: kind === 'step' }),
    add_global_prompt: kind !== 'end',
    ...(variables.length === 0
      ? {}
      : {
          extraction_enabled: true,
          extraction_prompt: 'Take what the caller said last.',
          extraction_variables: variables.map(variableOf),
        }),
    ...(kind === 'end' && outcome !== '' ? { call_disposition: outcome } : {}),
  };
  return { id, type: typeOf[kind], position: { x: 0, y: 0 }, data };
}

const variableOf = ({ name, type, prompt, options }: Step['variables'][number]): ExtractionVariable => ({
  name,
  type,
  ...(prompt === '' ? {} : { prompt }),
  ...(options.length === 0 ? {} : { options }),
});

function edgesOf({ id, exits }: Step): WorkflowEdge[] {
  const taken = new Map<string, number>();
  return exits.map(({ to, label, condition, examples, speech, guard }) => {
    const count = (taken.get(to) ?? 0) + 1;
    taken.set(to, count);
    return {
      id: `${id}-${to}${count === 1 ? '' : `-${count}`}`,
      source: id,
      target: to,
      data: {
        label,
        condition,
        ...(speech === '' ? {} : { transition_speech: speech, transition_speech_type: 'text' as const }),
        ...(examples.length === 0 ? {} : { caller_examples: examples }),
        ...(guard === undefined ? {} : { guard }),
      },
    };
  });
}
