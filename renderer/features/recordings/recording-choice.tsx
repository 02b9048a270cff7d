/** Text, or a recording that is played instead. */
import { SegmentedControl, Select } from '@mantine/core';
import { useEffect, type ReactElement, type ReactNode } from 'react';
import { followRecordings, useRecordings } from '../../stores/recordings.ts';
import { formatDuration } from '../../ui/duration.ts';
import { ListenButton } from './listen-button.tsx';
import classes from './recordings.module.css';

export interface RecordingChoiceProps {
  /** E.g. `Greeting`. */
  label: string;
  isRecording: boolean;
  recordingId: string | null;
  onKind: (isRecording: boolean) => void;
  onRecording: (id: string) => void;
  /** The field of the text; with a recording it is what is spoken should the sound be missing. */
  children: ReactNode;
}

export function RecordingChoice(props: RecordingChoiceProps): ReactElement {
  const { label, isRecording, recordingId, onKind, onRecording, children } = props;
  const recordings = useRecordings((state) => state.recordings);
  useEffect(followRecordings, []);
  const isKnown = recordings?.some(({ id }) => id === recordingId) ?? false;
  const isMissing = recordings !== null && recordingId !== null && !isKnown;
  const data = (recordings ?? []).map(({ id, name, duration_ms: durationMs }) => ({
    value: id,
    label: `${name} · ${formatDuration(durationMs)}`,
  }));
  if (isMissing) data.unshift({ value: recordingId, label: `${recordingId} (not there)` });
  const error = isMissing
    ? 'This recording is not there: the text is spoken instead.'
    : recordingId === null && data.length > 0
      ? 'Choose one; until then the text is spoken.'
      : undefined;
  return (
    <div className={classes['choice']} role="group" aria-label={`${label}: text or recording`}>
      <SegmentedControl
        size="xs"
        aria-label={`${label} as`}
        data={[
          { value: 'text', label: 'Text' },
          { value: 'audio', label: 'Recording' },
        ]}
        value={isRecording ? 'audio' : 'text'}
        onChange={(value) => {
          onKind(value === 'audio');
        }}
      />
      {isRecording && (
        <div className={classes['chosen']}>
          <Select
            label={`${label} recording`}
            placeholder={data.length === 0 ? 'None yet' : 'Choose a recording'}
            description={
              recordings !== null && recordings.length === 0
                ? 'Add one under Recordings, in the form of the agent (click the empty canvas).'
                : undefined
            }
            searchable
            allowDeselect={false}
            data={data}
            value={recordingId}
            error={error}
            onChange={(id) => {
              if (id !== null) onRecording(id);
            }}
          />
          <ListenButton
            address={`parley://recordings/${recordingId ?? ''}.wav`}
            what={`${label} recording`}
            isDisabled={!isKnown}
          />
        </div>
      )}
      {children}
    </div>
  );
}
