import { useDeferredValue, useMemo, useState } from 'react';
import type {
  WorkflowDocument,
  WorkflowEdge,
  WorkflowNode,
  WorkflowProblem,
} from '#shared/domain/workflow.ts';
import { createLinter } from '#shared/graph/lint/index.ts';
import { rules } from '#shared/graph/rules.ts';
import { parseWorkflow } from '#shared/graph/validate.ts';

export interface Findings {
  /** What keeps the agent from being called. */
  problems: readonly WorkflowProblem[];
  /** What will probably disappoint. */
  hints: readonly WorkflowProblem[];
  /** Hints that this agent is not told again. */
  silenced: readonly WorkflowProblem[];
}

/** Judges documents; findings that say the same as before are the same objects, so that nothing is drawn again. */
export function createJudge(): (document: WorkflowDocument) => Findings {
  const validate = createValidator();
  const lint = createLinter();
  let findings: Findings = { problems: [], hints: [], silenced: [] };
  return (document) => {
    const problems = keepIfSame(findings.problems, validate(document));
    const found = lint(document);
    const hints = keepIfSame(findings.hints, found.hints);
    const silenced = keepIfSame(findings.silenced, found.silenced);
    if (problems !== findings.problems || hints !== findings.hints || silenced !== findings.silenced)
      findings = { problems, hints, silenced };
    return findings;
  };
}

/**
 * `validateWorkflow`, which looks at the shape of new nodes and edges only: an edit keeps the others' objects, and reading
 * a thousand of them again costs more than all rules together.
 */
function createValidator(): (document: WorkflowDocument) => WorkflowProblem[] {
  const nodes = new WeakMap<WorkflowNode, WorkflowNode>();
  const edges = new WeakMap<WorkflowEdge, WorkflowEdge>();
  return (document) => {
    const newNodes = document.nodes.filter((node) => !nodes.has(node));
    const newEdges = document.edges.filter((edge) => !edges.has(edge));
    const read = parseWorkflow({ ...document, nodes: newNodes, edges: newEdges }).document;
    // Misshapen: the messages name places in the whole document.
    if (read === null) return parseWorkflow(document).problems;
    read.nodes.forEach((node, index) => {
      const from = newNodes[index];
      if (from) nodes.set(from, node);
    });
    read.edges.forEach((edge, index) => {
      const from = newEdges[index];
      if (from) edges.set(from, edge);
    });
    const whole: WorkflowDocument = {
      ...read,
      nodes: document.nodes.map((node) => nodes.get(node) ?? node),
      edges: document.edges.map((edge) => edges.get(edge) ?? edge),
    };
    return rules.flatMap((rule) => rule(whole));
  };
}

function keepIfSame(
  before: readonly WorkflowProblem[],
  now: readonly WorkflowProblem[],
): readonly WorkflowProblem[] {
  const isSame =
    before.length === now.length &&
    now.every(({ rule, kind, id, field, message }, index) => {
      const other = before[index];
      return (
        rule === other?.rule &&
        kind === other.kind &&
        id === other.id &&
        field === other.field &&
        message === other.message
      );
    });
  return isSame ? before : now;
}

/** What is wrong with a document; a keystroke is shown before it is judged. */
export function useFindings(document: WorkflowDocument): Findings {
  const [judge] = useState(createJudge);
  const settled = useDeferredValue(document);
  return useMemo(() => judge(settled), [judge, settled]);
}
