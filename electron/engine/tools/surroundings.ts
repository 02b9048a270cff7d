import type { TemplateClock } from '#shared/base/templates.ts';

/** What is known when a tool is called. */
export interface ToolSurroundings {
  /** What templates see: the initial context's keys, `initial_context`, `gathered_context`. */
  context: Record<string, unknown>;
  clock: TemplateClock;
}
