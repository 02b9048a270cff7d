/** What is said before the line is closed, and whether the model gives a reason. */
import { SegmentedControl, Select, Switch, TextInput } from '@mantine/core';
import { useEffect, type ReactElement } from 'react';
import { followRecordings, useRecordings } from '../../stores/recordings.ts';
import { FieldLabel } from '../editor/fields/field-label.tsx';
import { ListenButton } from '../recordings/listen-button.tsx';
import { textIn, type KindFieldsProps } from './kind-fields.ts';
import { TemplateField } from './tool-texts.tsx';
import classes from './tools.module.css';

export function EndCallFields({ config, set, problemOf }: KindFieldsProps): ReactElement {
  const recordings = useRecordings((state) => state.recordings);
  useEffect(followRecordings, []);
  const messageType = textIn(config, 'messageType') || 'none';
  const asks = config['endCallReason'] === true;
  const recordingId = textIn(config, 'audioRecordingId') || null;
  return (
    <>
      <section className={classes['part']}>
        <h3>Before it hangs up</h3>
        <SegmentedControl
          size="xs"
          aria-label="Before it hangs up"
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
              label={<FieldLabel label="Recording" help="Played before the line is closed." />}
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
                : 'Spoken whole before the line is closed. {{name}} puts in a value of the call.'
            }
            rows={{ min: 2, max: 6 }}
            placeholder="Thank you for calling. Goodbye!"
            value={textIn(config, 'customMessage')}
            problem={problemOf('customMessage')}
            onChange={(text) => {
              set({ customMessage: text === '' ? undefined : text }, 'customMessage');
            }}
          />
        )}
      </section>
      <section className={classes['part']}>
        <h3>Outcome</h3>
        <Switch
          label={
            <FieldLabel
              label="The model gives a reason"
              help="It becomes the disposition of the call. Off, the disposition is end_call_tool."
            />
          }
          aria-label="The model gives a reason"
          checked={asks}
          onChange={(event) => {
            set({ endCallReason: event.currentTarget.checked }, null);
          }}
        />
        {asks && (
          <TextInput
            label={
              <FieldLabel label="What the reason is" help="Told to the model. Name the outcomes you count." />
            }
            aria-label="What the reason is"
            placeholder="One of: resolved, wrong_number, call_back"
            value={textIn(config, 'endCallReasonDescription')}
            onChange={(event) => {
              set({ endCallReasonDescription: event.currentTarget.value || undefined }, 'reason');
            }}
          />
        )}
      </section>
    </>
  );
}
