/** The tool by which the model ends the call, with the reason as the disposition where the document asks for one. */
import { toolFunctionName } from '#shared/graph/functions.ts';
import { endCallToolConfigSchema, type ToolParameter } from '#shared/domain/tool.ts';
import { schemaOf } from './parameters.ts';
import type { ToolKind } from './tool.ts';

/** Models say goodbye and forget to hang up unless they are told plainly (the reference's issue 640). */
const defaultDescription =
  'Ends the call and hangs up. Call this as soon as the conversation is over or the caller says goodbye: words alone leave the line open.';
const defaultReason =
  'Why the call ends, as a short name, for example customer_requested, issue_resolved or voicemail_detected.';
/** A disposition is a name, not a story, in characters. */
const longestDisposition = 80;

export const endCallTool: ToolKind = (document) => {
  const config = endCallToolConfigSchema.parse(document.definition.config ?? {});
  const reason: ToolParameter = {
    name: 'reason',
    type: 'string',
    description: config.endCallReasonDescription?.trim() ? config.endCallReasonDescription : defaultReason,
    required: true,
  };
  const speech = config.messageType === 'none' ? '' : (config.customMessage ?? '');
  return {
    id: document.tool_uuid,
    function: {
      name: toolFunctionName(document.name ?? ''),
      description: document.description?.trim() ? document.description : defaultDescription,
      parameters: schemaOf(config.endCallReason ? [reason] : []),
      label: document.name ?? '',
      examples: document.caller_examples ?? [],
    },
    speech: speech.trim() === '' ? null : speech,
    speechRecordingId: config.messageType === 'audio' ? (config.audioRecordingId ?? null) : null,
    endsCall: true,
    run: (given) => {
      // A model that wants to end the call but forgets the reason still wants to end it.
      const text = config.endCallReason && typeof given['reason'] === 'string' ? given['reason'].trim() : '';
      const disposition = text === '' ? null : text.slice(0, longestDisposition);
      return Promise.resolve({ result: { status: 'success' }, endCall: { disposition } });
    },
  };
};
