/** Where a workflow uses a recording. */
import type { ToolDocument } from '../domain/tool.ts';
import type { WorkflowDocument } from '../domain/workflow.ts';
import { edgeLabel, nodeLabel } from './functions.ts';

/** Places in words, in the order of the document; empty when it is not used. */
export function recordingPlaces(document: WorkflowDocument, id: string): string[] {
  const places: string[] = [];
  for (const node of document.nodes) {
    if (node.data.greeting_type === 'audio' && node.data.greeting_recording_id === id)
      places.push(`the greeting of ${nodeLabel(node)}`);
    if (namesId(node.data.prompt ?? '', id)) places.push(`the prompt of ${nodeLabel(node)}`);
  }
  for (const edge of document.edges)
    if (edge.data.transition_speech_type === 'audio' && edge.data.transition_speech_recording_id === id)
      places.push(`what is said along ${edgeLabel(edge)}`);
  for (const tool of document.workflow_configurations?.tools ?? [])
    if (toolPlays(tool, id)) places.push(`the message of the tool “${tool.name ?? tool.tool_uuid}”`);
  return places;
}

function toolPlays({ definition }: ToolDocument, id: string): boolean {
  const config = definition.config ?? {};
  return (
    (config['messageType'] === 'audio' && config['audioRecordingId'] === id) ||
    (config['customMessageType'] === 'audio' && config['customMessageRecordingId'] === id)
  );
}

/** Is the id there as a word of its own, as prompts name recordings that the model may play? */
export function namesId(text: string, id: string): boolean {
  for (let at = text.indexOf(id); at >= 0; at = text.indexOf(id, at + 1)) {
    const around = (text[at - 1] ?? ' ') + (text[at + id.length] ?? ' ');
    if (!/[A-Za-z0-9_-]/.test(around)) return true;
  }
  return false;
}
