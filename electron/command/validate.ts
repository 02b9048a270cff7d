/** `parley validate`: what keeps a workflow from being called (errors), and what will probably disappoint (warnings). */
import { shorten } from '#shared/base/shorten.ts';
import type { WorkflowProblem } from '#shared/domain/workflow.ts';
import { lintWorkflow } from '#shared/graph/lint/index.ts';
import { parseWorkflow } from '#shared/graph/validate.ts';
import { plainLine } from './plain-text.ts';

export type Finding = { severity: 'error' | 'warning' } & WorkflowProblem;

export const asError = (problem: WorkflowProblem): Finding => ({ severity: 'error', ...problem });

/** Errors first. What the document silences is not told. */
export function findingsIn(value: unknown): Finding[] {
  const { document, problems } = parseWorkflow(value);
  return [...problems.map(asError), ...(document ? lintWorkflow(document) : [])];
}

/** JSON, or a line for each: `warning unreachable, node ask-day: …`. */
export function findingsOutput(findings: readonly Finding[], isJson: boolean): string {
  if (isJson) return `${JSON.stringify(findings, null, 2)}\n`;
  const lines = findings.map(({ severity, rule, kind, id, field, message }) => {
    const place = [kind, id === null ? null : shorten(id), field].filter((part) => part !== null).join(' ');
    return plainLine(`${severity} ${rule}, ${place}: ${message}`);
  });
  const count = (severity: Finding['severity']): number =>
    findings.filter((finding) => finding.severity === severity).length;
  const verdict = count('error') === 0 ? 'It can be called' : 'It cannot be called';
  return `${[...lines, `${verdict}: errors ${count('error')}, warnings ${count('warning')}.`].join('\n')}\n`;
}
