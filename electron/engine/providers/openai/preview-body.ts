/** What a request would be, for looking at it: nothing is sent. */
import type { OpenAiPresetId } from '#shared/domain/provider-presets.ts';
import type { LlmRequest } from '../spec/llm.ts';
import { Adjustments } from './adjustments.ts';
import { chatBody } from './chat-request.ts';
import { quirksOf } from './presets.ts';
import { ThoughtSignatures } from './thought-signatures.ts';

/** The body of the first request to a server of that kind; one that turns something down is sent it without that. */
export function chatBodyPreview(
  request: LlmRequest,
  { preset, model }: { preset: OpenAiPresetId; model: string },
): Record<string, unknown> {
  const quirks = quirksOf(preset);
  const signatures = new ThoughtSignatures(quirks.thoughtSignatures?.test(model) ?? false);
  const adjusted = new Adjustments(quirks, model, undefined);
  return chatBody(request, { model }, adjusted, { toolCallIds: quirks.toolCallIds, signatures });
}
