/** What an agent does about the telephone line itself: keys, answering machines, noise. */
import { z } from 'zod';

/** What an outbound call may be answered by. */
export const answererKinds = ['human', 'voicemail', 'ivr', 'unavailable', 'uncertain'] as const;
export type AnswererKind = (typeof answererKinds)[number];

/** Name of the function by which the model presses keys. */
export const pressKeysFunctionName = 'press_keys';

/** What is done when a machine has answered. */
export const machineActions = ['hang-up', 'leave-message', 'go-on'] as const;

export const answeringMachineSchema = z.looseObject({
  /** Listen before speaking, on outbound calls; default false. */
  enabled: z.boolean().optional(),
  /** Default `hang-up`. `leave-message` speaks `message` after the beep of a voicemail. */
  on_machine: z.enum(machineActions).optional(),
  /** A template. */
  message: z.string().optional(),
});
export type AnsweringMachineSettings = z.infer<typeof answeringMachineSchema>;

/** `announced`: the caller is told first. `off`: the sound of a call is not kept; its events are. */
export const recordingModes = ['on', 'announced', 'off'] as const;
export type RecordingMode = (typeof recordingModes)[number];

/** Keys of `workflow_configurations`. */
export const lineCraftShape = {
  answering_machine: answeringMachineSchema.optional(),
  /** Longest wait for the next key of a number that is keyed in, seconds; default 2. */
  key_pause: z.number().min(0.3).max(20).optional(),
  /** The model may press keys (menus of other machines); default false. */
  press_keys: z.boolean().optional(),
  /** Takes noise out of what is listened to, never out of the recording; default false. */
  noise_suppression: z.boolean().optional(),
  /** Default `on`. */
  recording: z.enum(recordingModes).optional(),
  /** What is said before anything else where the recording is announced; a template. Absent: a line in the agent's language. */
  recording_announcement: z.string().optional(),
};
