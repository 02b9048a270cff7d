/** The tool by which the model hands its caller on to a person: whom to call, what is said before, and what came of it. */
import { renderTemplate } from '#shared/base/templates.ts';
import { toolFunctionName } from '#shared/graph/functions.ts';
import { transferCallToolConfigSchema } from '#shared/domain/transfer-tool.ts';
import { givenValues, schemaOf } from './parameters.ts';
import type { ToolKind, ToolResult } from './tool.ts';
import { destinationOf, DestinationError } from './transfer-destination.ts';

const defaultDescription =
  'Connects the caller with a person by telephone. Call this when the caller asks for a person, or when you cannot help them yourself. Say nothing beside it.';

export const transferTool: ToolKind = (document, services) => {
  const config = transferCallToolConfigSchema.parse(document.definition.config ?? {});
  const isDynamic = config.destination_source === 'dynamic';
  const parameters = [...config.parameters, ...(isDynamic ? (config.resolver?.parameters ?? []) : [])];
  const message = config.messageType === 'none' ? '' : (config.customMessage?.trim() ?? '');
  // Who is to be asked first may have another message: then it is said once the answer is there.
  const speech = isDynamic ? (config.resolver?.wait_message?.trim() ?? '') : message;
  return {
    id: document.tool_uuid,
    function: {
      name: toolFunctionName(document.name ?? ''),
      description: document.description?.trim() ? document.description : defaultDescription,
      parameters: schemaOf(parameters),
      label: document.name ?? '',
      examples: document.caller_examples ?? [],
    },
    speech: speech === '' ? null : speech,
    speechRecordingId:
      config.messageType === 'audio' && !isDynamic ? (config.audioRecordingId ?? null) : null,
    endsCall: false,
    actsInCall: true,
    run: async (given, surroundings, signal) => {
      const values = givenValues(given, parameters);
      if (values.problem !== null) return failed(values.problem);
      try {
        const found = await destinationOf(config, values.values, services, surroundings, signal);
        const render = (text: string): string =>
          renderTemplate(text, { ...surroundings.context, ...values.values }, surroundings.clock).trim();
        if (!services.transfer)
          return {
            result: {
              status: 'error',
              error:
                'This conversation is not a telephone call, so nobody can be connected. Tell the caller that this works on the telephone only.',
              data: { destination: found.destination },
            },
          };
        const { failure } = await services.transfer.transfer({
          to: found.destination,
          timeoutMs: config.timeout * 1000,
          message: isDynamic ? (found.message ?? render(message)) : '',
          whisper: render(config.whisper ?? ''),
        });
        return failed(`The caller could not be connected: ${failure} Go on with the caller yourself.`);
      } catch (thrown) {
        if (thrown instanceof DestinationError) return failed(thrown.message);
        throw thrown;
      }
    },
  };
};

function failed(error: string): { result: ToolResult } {
  return { result: { status: 'error', error } };
}
