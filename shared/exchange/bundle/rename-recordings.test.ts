import { expect, test } from 'vitest';
import type { WorkflowDocument } from '../../domain/workflow.ts';
import { recordingsOf, renameRecordings } from './rename-recordings.ts';

const document: WorkflowDocument = {
  nodes: [
    {
      id: 's',
      type: 'startCall',
      position: { x: 0, y: 0 },
      data: { greeting_recording_id: 'a', prompt: 'Play ● b [hours], not ab or b-2.' },
    },
  ],
  edges: [
    { id: 'e', source: 's', target: 's', data: { transition_speech_recording_id: 'b' } },
    { id: 'f', source: 's', target: 's', data: { label: 'a' } },
  ],
  viewport: { x: 0, y: 0, zoom: 1 },
  workflow_configurations: {
    language: 'en-US',
    tools: [
      {
        tool_uuid: 't',
        definition: { type: 'end_call', config: { audioRecordingId: 'a', messageType: 'audio' } },
      },
    ],
  },
};

test('recordings are found wherever a document names them', () => {
  expect(recordingsOf(document, ['a', 'b', 'ab', 'c'])).toEqual(['a', 'b', 'ab']);
});

test('recordings get other ids everywhere at once, and nothing else changes', () => {
  const swapped = renameRecordings(
    document,
    new Map([
      ['a', 'b'],
      ['b', 'a'],
    ]),
  );
  expect(swapped).toEqual({
    ...document,
    nodes: [
      {
        ...document.nodes[0],
        data: { greeting_recording_id: 'b', prompt: 'Play ● a [hours], not ab or b-2.' },
      },
    ],
    edges: [{ ...document.edges[0], data: { transition_speech_recording_id: 'a' } }, document.edges[1]],
    workflow_configurations: {
      language: 'en-US',
      tools: [
        {
          tool_uuid: 't',
          definition: { type: 'end_call', config: { audioRecordingId: 'b', messageType: 'audio' } },
        },
      ],
    },
  });
  expect(renameRecordings(document, new Map())).toBe(document);
});
