/** What an edge alone tells, and whether callers' sentences are there at all. */
import type { WorkflowDocument, WorkflowEdge } from '../../domain/workflow.ts';
import { edgeLabel, functionName, isOfferedToModel, maxFunctionNameLength } from '../functions.ts';
import { ofEdge, ofWorkflow, type WorkflowHint } from './hint.ts';
import { remembered } from './remembered.ts';

const hasExamples = ({ data }: WorkflowEdge): boolean =>
  (data.caller_examples ?? []).some((example) => example.trim() !== '');

const longLabel = remembered((edge: WorkflowEdge): WorkflowHint[] =>
  functionName(edge.data.label ?? '').length > maxFunctionNameLength && isOfferedToModel(edge.data)
    ? [
        ofEdge(
          'long-label',
          edge,
          'label',
          `${edgeLabel(edge)} makes a function name of more than ${maxFunctionNameLength} characters, which hosted models refuse. Shorten the label.`,
        ),
      ]
    : [],
);

const noExamples = remembered((edge: WorkflowEdge): WorkflowHint[] =>
  hasExamples(edge) || !isOfferedToModel(edge.data)
    ? []
    : [
        ofEdge(
          'no-examples',
          edge,
          'caller_examples',
          `${edgeLabel(edge)} has no caller examples; without them the rehearsal only knows the words of its label and condition. Write a sentence or two.`,
        ),
      ],
);

/** One edge without examples was forgotten; where no edge of many has any, one line says so for all. */
const fewEdges = 3;

export function edgeHints({ edges }: WorkflowDocument): WorkflowHint[] {
  const labels = edges.flatMap(longLabel);
  const without = edges.flatMap(noExamples);
  if (edges.length <= fewEdges || edges.some(hasExamples)) return [...labels, ...without];
  if (without.length === 0) return labels;
  return [
    ...labels,
    ofWorkflow(
      'no-examples',
      'edges',
      `None of the ${edges.length} edges has caller examples; without them the rehearsal only knows the words of labels and conditions. Hosted models do not need them.`,
    ),
  ];
}
