/** Gives the recordings that a document plays other ids, wherever it names them. */
import type { WorkflowDocument } from '../../domain/workflow.ts';
import { namesId } from '../../graph/recordings.ts';

/** The id of every recording that the document may play, in no order. */
export function recordingsOf(document: WorkflowDocument, known: readonly string[]): string[] {
  const named = new Set<string>();
  const texts: string[] = [];
  for (const { data } of document.nodes) {
    if (data.greeting_recording_id) named.add(data.greeting_recording_id);
    if (data.prompt) texts.push(data.prompt);
  }
  for (const { data } of document.edges)
    if (data.transition_speech_recording_id) named.add(data.transition_speech_recording_id);
  for (const { definition } of document.workflow_configurations?.tools ?? [])
    for (const key of toolKeys) {
      const id = definition.config?.[key];
      if (typeof id === 'string') named.add(id);
    }
  return known.filter((id) => named.has(id) || texts.some((text) => namesId(text, id)));
}

const toolKeys = ['audioRecordingId', 'customMessageRecordingId'] as const;

/** `ids`: old to new. A document of which nothing changes comes back as the same object. */
export function renameRecordings(
  document: WorkflowDocument,
  ids: ReadonlyMap<string, string>,
): WorkflowDocument {
  if (ids.size === 0) return document;
  const id = <T>(old: T): T | string => (typeof old === 'string' ? (ids.get(old) ?? old) : old);
  const configurations = document.workflow_configurations;
  return {
    ...document,
    nodes: document.nodes.map((node) => ({
      ...node,
      data: {
        ...node.data,
        ...(node.data.greeting_recording_id
          ? { greeting_recording_id: id(node.data.greeting_recording_id) }
          : {}),
        ...(node.data.prompt === undefined ? {} : { prompt: inText(node.data.prompt, ids) }),
      },
    })),
    edges: document.edges.map((edge) =>
      edge.data.transition_speech_recording_id
        ? {
            ...edge,
            data: {
              ...edge.data,
              transition_speech_recording_id: id(edge.data.transition_speech_recording_id),
            },
          }
        : edge,
    ),
    ...(configurations?.tools
      ? {
          workflow_configurations: {
            ...configurations,
            tools: configurations.tools.map((tool) => {
              const config = tool.definition.config;
              if (!config) return tool;
              const changed = Object.fromEntries(
                toolKeys.filter((key) => key in config).map((key) => [key, id(config[key])]),
              );
              return { ...tool, definition: { ...tool.definition, config: { ...config, ...changed } } };
            }),
          },
        }
      : {}),
  };
}

/** As words of their own, as prompts name recordings. All at once, so that swapped ids do not meet. */
const inText = (text: string, ids: ReadonlyMap<string, string>): string =>
  text.replaceAll(/[A-Za-z0-9_-]+/g, (word) => ids.get(word) ?? word);
