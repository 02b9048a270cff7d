/** What a model may call: one function an edge, plus tools. */
import type { ExtractionVariable } from '#shared/domain/workflow.ts';

export interface FunctionSpec {
  /** `[a-z0-9_]+`, unique within a request. */
  name: string;
  /** For an edge: its condition. */
  description: string;
  /** JSON Schema of the arguments; an edge takes none. */
  parameters: { type: 'object'; properties: Record<string, unknown>; required?: string[] };
  /** The edge's label as drawn, for messages to a person. */
  label?: string;
  /** Sentences a caller may say that mean this call. Keyless adapters read them; hosted ones append them to the description. */
  examples?: string[];
  /** Values to be filled in (extraction). Keyless adapters read them; hosted ones describe them in `parameters`. */
  variables?: ExtractionVariable[];
}
