/**
 * Prompts that send the call to a step, or call a function, that the agent does not have. Only wordings that name the
 * step are read (`transfer_to_billing`, go to “Billing”), and any node, edge or tool that is called so answers them.
 */
import type { WorkflowDocument, WorkflowNode } from '../../domain/workflow.ts';
import { shorten } from '../../base/shorten.ts';
import { maxPromptLength } from '../../nodes/common-fields.ts';
import { functionName, nodeLabel, toolFunctionName } from '../functions.ts';
import { ofNode, type WorkflowHint } from './hint.ts';
import { remembered } from './remembered.ts';

const moves = String.raw`\b(?:transfer|go|proceed|move(?: on)?|switch|continue|jump|route|return)(?: (?:the )?(?:call|caller|customer|them|him|her))? to (?:the )?(?:step |node )?`;
const claims: readonly RegExp[] = [
  /\b((?:transfer|go|move|switch|route|connect|proceed)_to_[a-z0-9_]+)\b/gi,
  /\b(?:call|use|run|invoke) (?:the )?(?:function |tool )?`([a-z0-9]+(?:_[a-z0-9]+)+)`/gi,
  new RegExp(String.raw`${moves}["“]([^"”\n]{1,60})["”]`, 'gi'),
  // Without quotes only words that are capitalised and followed by “step” or “node”.
  new RegExp(
    String.raw`${moves.replace('(?:step |node )?', '')}([A-Z]\w*(?: [A-Z]\w*){0,3}) (?:step|node)\b`,
    'g',
  ),
  // Departments and people: somewhere that the graph has to lead to.
  /\b(?:transfer|put|hand|pass|connect|forward)(?: (?:the )?(?:call|caller|customer|them|him|her))(?: (?:through|over|on))? to (?:the |our |an? )?([a-z]{3,20}(?: [a-z]{3,20})?)(?= (?:team|department|desk|line|agent)\b|[.,;\n]|$)/gi,
  /\b(?:then|and) transfer to (?:the |our )?([a-z]{3,20})\b/gi,
];
const denied = /\b(?:not|never|cannot|n['’]t|no|without|unable)\b[^.!?\n]*$/i;

/** Names that a prompt says there are. */
const claimedBy = remembered((node: WorkflowNode): string[] => {
  const text = node.data.prompt ?? '';
  if (text.length > maxPromptLength) return [];
  const names: string[] = [];
  for (const claim of claims)
    for (const match of text.matchAll(claim)) {
      const [, name = ''] = match;
      if (!denied.test(text.slice(Math.max(0, match.index - 80), match.index))) names.push(name.trim());
    }
  return [...new Set(names)];
});

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [];

export function missingSteps({
  nodes,
  edges,
  workflow_configurations: settings,
}: WorkflowDocument): WorkflowHint[] {
  const claimants = nodes.filter((node) => claimedBy(node).length > 0);
  if (claimants.length === 0) return [];
  const tools = settings?.tools ?? [];
  const texts = [
    ...nodes.map(({ data }) => data.name ?? ''),
    ...edges.flatMap(({ data }) => [data.label ?? '', data.condition ?? '']),
    ...tools.flatMap(({ name, description }) => [name ?? '', description ?? '']),
  ];
  const functions = new Set([
    ...edges.map(({ data }) => functionName(data.label ?? '')),
    ...nodes.map(({ data }) => functionName(data.name ?? '')),
    ...tools.map(({ name }) => toolFunctionName(name ?? '')),
  ]);
  const known = new Set(texts.flatMap(wordsOf));
  const isThere = (name: string): boolean =>
    functions.has(functionName(name)) ||
    (!name.includes('_') && wordsOf(name).some((word) => known.has(word) || known.has(`${word}s`)));
  return claimants.flatMap((node) =>
    claimedBy(node)
      .filter((name) => wordsOf(name).length > 0 && !isThere(name))
      .map((name) =>
        ofNode(
          'missing-step',
          node,
          'prompt',
          `The prompt of ${nodeLabel(node)} tells of “${shorten(name)}”, but no node, edge or tool is called so. Add it, or change the prompt.`,
          name,
        ),
      ),
  );
}
