/** What is said before the line is closed, and whether the model gives a reason. */
import { Switch, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { FieldLabel } from '../editor/fields/field-label.tsx';
import { textIn, type KindFieldsProps } from './kind-fields.ts';
import { MessageBefore } from './message-before.tsx';
import classes from './tools.module.css';

export function EndCallFields(fields: KindFieldsProps): ReactElement {
  const { config, set } = fields;
  const asks = config['endCallReason'] === true;
  return (
    <>
      <MessageBefore
        title="Before it hangs up"
        moment="the line is closed"
        placeholder="Thank you for calling. Goodbye!"
        {...fields}
      />
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
