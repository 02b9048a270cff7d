import { previewStep } from '#engine/calls/step-preview.ts';
import { chatBodyPreview } from '#engine/providers/openai/index.ts';
import { machineTimeZone } from '#shared/base/time-zones.ts';
import { openAiPresetIds, type OpenAiPresetId } from '#shared/domain/provider-presets.ts';
import { validateWorkflow } from '#shared/graph/validate.ts';
import type { EffectiveChoice } from '../providers/effective.ts';
import type { NamespaceHandlers } from './handler.ts';
import type { HandlerContext } from './ports.ts';

const obstaclesNamed = 5;

export const previewHandlers: NamespaceHandlers<'preview'> = {
  'preview.step': async ({ document, node_id, context, gathered }, { studio, settings }) => {
    const [recordings, choice, { time_zone }] = await Promise.all([
      studio.recordings.list(),
      answerer(studio, document.workflow_configurations?.providers),
      settings.get(),
    ]);
    const { request, ...preview } = previewStep({
      document,
      nodeId: node_id,
      initialContext: context,
      gathered,
      recordings: new Map(recordings.map((recording) => [recording.id, recording])),
      timeZone: time_zone === '' ? machineTimeZone() : time_zone,
      now: new Date(),
    });
    const isRehearsal = choice?.connection === 'rehearsal';
    const problems = validateWorkflow(document);
    const rest = problems.length - obstaclesNamed;
    return {
      ...preview,
      obstacles: [
        ...problems.slice(0, obstaclesNamed).map(({ message }) => message),
        ...(rest > 0 ? [`And ${rest} more.`] : []),
      ],
      model: {
        connection: choice?.connection ?? '',
        connection_name: choice?.connection_name ?? 'Nobody',
        model: choice?.model ?? null,
        is_rehearsal: isRehearsal,
      },
      body: chatBodyPreview(request, {
        preset: isRehearsal ? 'openai' : await presetOf(settings, choice?.connection),
        model: isRehearsal ? usualModel : (choice?.model ?? usualModel),
      }),
    };
  },
};

/** Where no language model is set up: what one would be sent. */
const usualModel = 'gpt-4.1-mini';

async function answerer(
  studio: HandlerContext['studio'],
  chains: Parameters<HandlerContext['studio']['effectiveProviders']>[0],
): Promise<EffectiveChoice | null> {
  const { chain } = (await studio.effectiveProviders(chains)).llm;
  return chain.find(({ problem }) => problem === null) ?? chain[0] ?? null;
}

async function presetOf(
  settings: HandlerContext['settings'],
  connectionId: string | undefined,
): Promise<OpenAiPresetId> {
  const { connections } = await settings.get();
  const preset = connections.find(({ id }) => id === connectionId)?.preset;
  return openAiPresetIds.find((known) => known === preset) ?? 'other';
}
