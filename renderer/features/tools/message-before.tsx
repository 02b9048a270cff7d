/** What is said before the line is closed, or the caller is handed on. */
import { SegmentedControl, Select } from '@mantine/core';
import { useEffect, type ReactElement } from 'react';
import { followRecordings, useRecordings } from '../../stores/recordings.ts';
import { FieldLabel } from '../editor/fields/field-label.tsx';
import { ListenButton } from '../recordings/listen-button.tsx';
import { textIn, type KindFieldsProps } from './kind-fields.ts';
import { TemplateField } from './tool-texts.tsx';
import classes from './tools.module.css';

export interface MessageBeforeProps extends KindFieldsProps {
  /** `Before it hangs up` */
  title: string;
  /** `the line is closed` */
  moment: string;
  placeholder: string;
}

export function MessageBefore(props: MessageBeforeProps): ReactElement {
  const { title, moment, placeholder, config, set, problemOf } = props;
  const recordings = useRecordings((state) => state.recordings);
  useEffect(followRecordings, []);
  const messageType = textIn(config, 'messageType') || 'none';
  const recordingId = textIn(config, 'audioRecordingId') || null;
  return (
    <section className={classes['part']}>
      <h3>{title}</h3>
      <SegmentedControl
        size="xs"
        aria-label={title}
        className={classes['short'] ?? ''}
        data={[
          { value: 'none', label: 'Say nothing' },
          { value: 'custom', label: 'Say a message' },
          { value: 'audio', label: 'Play a recording' },
        ]}
        value={messageType}
        onChange={(next) => {
          set({ messageType: next }, null);
        }}
      />
      {messageType === 'audio' && (
        <div className={classes['listen']}>
          <Select
            label={<FieldLabel label="Recording" help={`Played before ${moment}.`} />}
            aria-label="Recording"
            searchable
            placeholder={recordings?.length === 0 ? 'None yet' : 'Choose a recording'}
            data={(recordings ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            value={recordingId}
            error={problemOf('audioRecordingId')}
            onChange={(id) => {
              set({ audioRecordingId: id ?? undefined }, null);
            }}
          />
          <ListenButton
            address={`parley://recordings/${recordingId ?? ''}.wav`}
            what="the recording"
            isDisabled={recordingId === null}
          />
        </div>
      )}
      {messageType !== 'none' && (
        <TemplateField
          label={messageType === 'audio' ? 'The same as text' : 'Message'}
          help={
            messageType === 'audio'
              ? 'Spoken where the recording cannot be played.'
              : `Spoken whole before ${moment}. {{name}} puts in a value of the call.`
          }
          rows={{ min: 2, max: 6 }}
          placeholder={placeholder}
          value={textIn(config, 'customMessage')}
          problem={problemOf('customMessage')}
          onChange={(text) => {
            set({ customMessage: text === '' ? undefined : text }, 'customMessage');
          }}
        />
      )}
    </section>
  );
}
