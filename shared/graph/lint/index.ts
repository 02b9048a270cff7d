/** The lint: warnings, which forbid nothing. What forbids a call is a problem (`../validate.ts`). */
export type { WorkflowHint } from './hint.ts';
export { createLinter, lintWorkflow, type LintResult } from './linter.ts';
export { reservedVariableNames } from './node-hints.ts';
export { silence, unsilence } from './silence.ts';
