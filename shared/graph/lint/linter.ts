/** All rules together, incremental: what an edit has not touched is not looked at again. */
import type { WorkflowDocument, WorkflowEdge } from '../../domain/workflow.ts';
import { VariableScope } from '../variables.ts';
import { alikeEdges } from './alike.ts';
import { missingGlobal, sameNames, triggerEdges } from './among-nodes.ts';
import { edgeHints } from './edge-hints.ts';
import { guardHints } from './guard-sense.ts';
import type { LintRule, WorkflowHint } from './hint.ts';
import { missingSteps } from './missing-steps.ts';
import { nodeHints } from './node-hints.ts';
import { createReachRule } from './reach.ts';
import { whileSame } from './remembered.ts';
import { isSilenced } from './silence.ts';
import { createVariableRule, scopeParts, unusedVariables } from './variable-hints.ts';
import { voiceLanguage } from './voice.ts';

export interface LintResult {
  hints: WorkflowHint[];
  /** Not told: the agent's `lint_ignored` names them. */
  silenced: WorkflowHint[];
}

/** Judges the edges of each node together; those of a node whose edges are the same are not looked at again. */
function createSiblingRule(scopeOf: (document: WorkflowDocument) => VariableScope): LintRule {
  let known = new Map<string, { edges: WorkflowEdge[]; scope: VariableScope; hints: WorkflowHint[] }>();
  return (document) => {
    const scope = scopeOf(document);
    const bySource = new Map<string, WorkflowEdge[]>();
    for (const edge of document.edges) {
      const others = bySource.get(edge.source);
      if (others) others.push(edge);
      else bySource.set(edge.source, [edge]);
    }
    const next: typeof known = new Map();
    for (const [source, edges] of bySource) {
      const before = known.get(source);
      const isSame =
        before?.edges.length === edges.length &&
        before.edges.every((edge, index) => edge === edges[index]) &&
        (before.scope === scope || !edges.some(({ data }) => data.guard));
      next.set(
        source,
        isSame ? before : { edges, scope, hints: [...alikeEdges(edges), ...guardHints(edges, scope)] },
      );
    }
    known = next;
    return [...next.values()].flatMap(({ hints }) => hints);
  };
}

/** A linter remembers what it has found; give each editor its own. Never throws. */
export function createLinter(): (document: WorkflowDocument) => LintResult {
  const scopeOf = whileSame(scopeParts, (document) => new VariableScope(document));
  const rules: readonly LintRule[] = [
    createReachRule(),
    nodeHints,
    sameNames,
    triggerEdges,
    missingGlobal,
    edgeHints,
    createSiblingRule(scopeOf),
    createVariableRule(scopeOf),
    unusedVariables,
    missingSteps,
    voiceLanguage,
  ];
  return (document) => {
    const found = rules.flatMap((rule) => rule(document));
    const isIgnored = isSilenced(document);
    return {
      hints: found.filter((each) => !isIgnored(each)),
      silenced: found.filter(isIgnored),
    };
  };
}

/** Everything worth a second look in a well-formed document, but what it silences. Never throws. */
export function lintWorkflow(document: WorkflowDocument): WorkflowHint[] {
  return createLinter()(document).hints;
}
