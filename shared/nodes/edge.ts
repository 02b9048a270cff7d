import { maxSpeechLength } from './common-fields.ts';
import type { EdgeSpec } from './spec.ts';

export const edgeSpec: EdgeSpec = {
  purpose:
    'A way from one step to the next: the model takes it when its condition holds, or a guard takes it.',
  fields: [
    {
      key: 'label',
      kind: 'text',
      label: 'Label',
      help: 'What the edge is called; the model knows it as a function of this name, in small letters. Required.',
      required: 'Name it by what the caller wants.',
      maxLength: 200,
      default: '',
      initial: '',
    },
    {
      key: 'condition',
      kind: 'prompt',
      label: 'Condition',
      help: 'When the model is to take this edge. Required, unless a guard takes it.',
      required: 'Write when this edge is to be taken.',
      isPlain: true,
      rows: 2,
      placeholder: 'When this edge is to be taken, for example: the caller names a day.',
      maxLength: 4000,
      default: '',
      initial: '',
    },
    {
      key: 'guard',
      kind: 'guard',
      label: 'Take it without asking the model',
      help: 'Conditions that the studio checks by itself before the model is asked. Without a condition above, only they take the edge. Parley’s own; other programs ignore it.',
      section: 'Guard',
      default: null,
    },
    {
      key: 'caller_examples',
      kind: 'lines',
      label: 'What callers say',
      help: 'Sentences that take this edge, one a line. The rehearsal and the built-in recogniser listen for them; hosted models do not see them. Parley’s own.',
      section: 'On the way',
      placeholder: 'I would like to book an appointment\nCan I come in on Monday',
      maxCount: 500,
      maxLength: 500,
      default: [],
    },
    {
      key: 'transition_speech',
      kind: 'speech',
      label: 'Said on the way',
      help: 'Spoken or played while the next step gets ready; the caller is not listened to meanwhile. Nothing by default.',
      section: 'On the way',
      kindKey: 'transition_speech_type',
      recordingKey: 'transition_speech_recording_id',
      description: 'Spoken word for word while the next step gets ready.',
      maxLength: maxSpeechLength,
      default: '',
    },
  ],
  later: [],
};
