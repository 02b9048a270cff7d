/** Tools as the walk sees them: functions that it offers beside the edges. `tools` fulfils this; `calls` joins the two. */
import type { TemplateClock } from '#shared/base/templates.ts';
import type { FunctionSpec } from '../providers/spec/functions.ts';

export interface ToolOutcome {
  /** What the model is told; JSON, also for a failure. */
  result: unknown;
  /** The call is to be closed with this disposition; null takes the default. */
  endCall?: { disposition: string | null };
}

export interface OfferedTool {
  readonly function: FunctionSpec;
  /** Spoken while it runs; a template. Null for none. */
  readonly speech: string | null;
  /** Played instead. */
  readonly speechRecordingId?: string | null;
  /** Closing the line is what it is for: it is the last thing that is done, and never waited for. */
  readonly endsCall: boolean;
  /** Never rejects; aborting gives up at once. */
  run(
    given: Record<string, unknown>,
    surroundings: { context: Record<string, unknown>; clock: TemplateClock },
    signal: AbortSignal,
  ): Promise<ToolOutcome>;
}

export interface OfferedTools {
  /** The tools with these `tool_uuids`, in this order; unknown ones are left out. */
  pick(toolIds: readonly string[]): OfferedTool[];
}
