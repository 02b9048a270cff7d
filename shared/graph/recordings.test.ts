import { expect, test } from 'vitest';
import type { WorkflowDocument } from '../domain/workflow.ts';
import { recordingPlaces } from './recordings.ts';

const node = (id: string, data: object): object => ({
  id,
  type: 'agentNode',
  position: { x: 0, y: 0 },
  data: { name: id, ...data },
});

const document = {
  nodes: [
    node('Start', { greeting_type: 'audio', greeting_recording_id: 'rec' }),
    node('Ask', {
      prompt: 'For the price, play rec. Not rec-2.',
      greeting_type: 'text',
      greeting_recording_id: 'rec',
    }),
    node('End', { prompt: 'Play rec-2 or wreck.' }),
  ],
  edges: [
    {
      id: 'e',
      source: 'Start',
      target: 'Ask',
      data: { label: 'go on', transition_speech_type: 'audio', transition_speech_recording_id: 'rec' },
    },
  ],
  workflow_configurations: {
    tools: [
      {
        tool_uuid: 't',
        name: 'Hang up',
        definition: { type: 'end_call', config: { messageType: 'audio', audioRecordingId: 'rec' } },
      },
    ],
  },
} as unknown as WorkflowDocument;

test('a recording is found wherever it is played or may be, and nowhere else', () => {
  expect(recordingPlaces(document, 'rec')).toEqual([
    'the greeting of “Start” (Start)',
    'the prompt of “Ask” (Ask)',
    'what is said along “go on” (e)',
    'the message of the tool “Hang up”',
  ]);
  expect(recordingPlaces(document, 'rec-2')).toEqual([
    'the prompt of “Ask” (Ask)',
    'the prompt of “End” (End)',
  ]);
  expect(recordingPlaces(document, 'other')).toEqual([]);
});
