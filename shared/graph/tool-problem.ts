/** What is wrong with a tool, in words that go on from its name. */
import type { z } from 'zod';

export interface ToolProblem {
  /** Key of its config; null for the whole tool. */
  field: string | null;
  message: string;
}

export const at = (field: string | null, message: string): ToolProblem => ({ field, message });

export const ofIssue = (issue: z.core.$ZodIssue, what: string): ToolProblem => {
  const [field] = issue.path;
  return at(typeof field === 'string' ? field : null, `${what}: ${wordsOf(issue)}`);
};

/** `parameters.0.name` and what is wrong with it. */
function wordsOf(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.');
  return path === '' ? issue.message : `${path}: ${issue.message}`;
}
