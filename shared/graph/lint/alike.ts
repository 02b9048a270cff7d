/**
 * Edges of one node that read alike: the model cannot tell which to take. Texts are alike when nothing is left that
 * tells them apart once filler words, endings and ways to say “wants” are gone; “not” and numbers always tell apart.
 */
import type { WorkflowEdge } from '../../domain/workflow.ts';
import { edgeLabel, functionName, isOfferedToModel } from '../functions.ts';
import { ofEdge, type WorkflowHint } from './hint.ts';
import { remembered } from './remembered.ts';

const fillers = new Set(
  'a an the this that these those of to in on at for with by from and or is are was be been being has have had do does did it its they them their he she his her you your i me my we our us as so just please then when if whenever once after user customer caller person wants want would like wish wishes need needs ask asks asked asking request requests requested say says said saying tell tells told mention mentions mentioned indicate indicates indicated express expresses state states stated'.split(
    ' ',
  ),
);

/** Letters and digits of any script; “don't” is a negation whatever its apostrophe. */
const words = /[\p{L}\p{M}\p{N}]+/gu;

function stem(word: string): string {
  return word.length > 4 ? word.replace(/(?:ing|ed|es|s)$/, '').replace(/e$/, '') : word;
}

/** What tells a text apart, in an order of its own. Empty when nothing does. */
export function gist(text: string): string {
  const plain = text.toLowerCase().replace(/n['’]t\b/g, ' not');
  const found = (plain.match(words) ?? []).filter((word) => !fillers.has(word)).map(stem);
  // Each as often as it is said: “yes or no: yes” is not “yes or no: no”.
  return found.sort().join(' ');
}

interface Reading {
  label: string;
  condition: string;
  examples: string[];
}

const readingOf = remembered(({ data }: WorkflowEdge): Reading => ({
  label: gist(data.label ?? ''),
  condition: gist(data.condition ?? ''),
  examples: (data.caller_examples ?? []).map((example) =>
    (example.toLowerCase().match(words) ?? []).join(' '),
  ),
}));

/** `edges` leave one node. */
export function alikeEdges(edges: readonly WorkflowEdge[]): WorkflowHint[] {
  const offered = edges.filter(({ data }) => isOfferedToModel(data));
  const hints: WorkflowHint[] = [];
  const labels = new Map<string, WorkflowEdge>();
  const conditions = new Map<string, WorkflowEdge>();
  for (const edge of offered) {
    const { label, condition } = readingOf(edge);
    const byCondition = condition === '' ? undefined : conditions.get(condition);
    const byLabel = label === '' ? undefined : labels.get(label);
    // Two edges of the same function name are a problem already.
    const isSameFunction =
      byLabel !== undefined && functionName(byLabel.data.label ?? '') === functionName(edge.data.label ?? '');
    if (byCondition)
      hints.push(
        ofEdge(
          'alike-edges',
          edge,
          'condition',
          `${edgeLabel(edge)} and ${edgeLabel(byCondition)} leave the same node and have conditions that read alike; the model cannot tell when to take which. Say what is different.`,
          byCondition.id,
        ),
      );
    else if (byLabel && !isSameFunction)
      hints.push(
        ofEdge(
          'alike-edges',
          edge,
          'label',
          `${edgeLabel(edge)} and ${edgeLabel(byLabel)} leave the same node and read alike. Say in the label what is different.`,
          byLabel.id,
        ),
      );
    if (condition !== '' && !byCondition) conditions.set(condition, edge);
    if (label !== '' && !byLabel) labels.set(label, edge);
  }
  return [...hints, ...sameExamples(edges)];
}

function sameExamples(edges: readonly WorkflowEdge[]): WorkflowHint[] {
  const hints: WorkflowHint[] = [];
  const holders = new Map<string, WorkflowEdge>();
  for (const edge of edges)
    readingOf(edge).examples.forEach((example, index) => {
      if (example === '') return;
      const holder = holders.get(example);
      if (!holder) holders.set(example, edge);
      else if (holder !== edge) {
        const sentence = edge.data.caller_examples?.[index] ?? '';
        hints.push(
          ofEdge(
            'same-example',
            edge,
            'caller_examples',
            `${edgeLabel(edge)} and ${edgeLabel(holder)} leave the same node, and both list “${sentence}”. Take it out of one.`,
            sentence,
          ),
        );
      }
    });
  return hints;
}
