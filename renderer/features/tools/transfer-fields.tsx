/** Whom a transfer tool connects the caller with, and what is said before. */
import { NumberInput, SegmentedControl } from '@mantine/core';
import type { ReactElement } from 'react';
import { FieldLabel } from '../editor/fields/field-label.tsx';
import { textIn, type KindFieldsProps } from './kind-fields.ts';
import { MessageBefore } from './message-before.tsx';
import { TemplateField } from './tool-texts.tsx';
import { MappingFields } from './transfer-mapping.tsx';
import { ResolverFields } from './transfer-resolver.tsx';
import classes from './tools.module.css';

export function TransferFields(fields: KindFieldsProps): ReactElement {
  const { config, set, problemOf } = fields;
  const source = textIn(config, 'destination_source') || 'static';
  return (
    <>
      <section className={classes['part']}>
        <h3>Whom to call</h3>
        <SegmentedControl
          size="xs"
          aria-label="Whom to call"
          className={classes['short'] ?? ''}
          data={[
            { value: 'static', label: 'Always the same' },
            { value: 'context_mapping', label: 'By a value' },
            { value: 'dynamic', label: 'Ask a server' },
          ]}
          value={source}
          onChange={(next) => {
            set({ destination_source: next }, null);
          }}
        />
        {source === 'static' && (
          <TemplateField
            label="Number or address"
            help="A telephone number or a sip: address. {{name}} puts in a value of the call. Emergency and premium numbers are refused."
            isRequired
            placeholder="+49 30 1234567"
            value={textIn(config, 'destination')}
            problem={problemOf('destination')}
            onChange={(text) => {
              set({ destination: text.replaceAll('\n', '') }, 'destination');
            }}
          />
        )}
        {source === 'context_mapping' && <MappingFields {...fields} />}
        {source === 'dynamic' && <ResolverFields {...fields} />}
        <NumberInput
          className={classes['short'] ?? ''}
          label={
            <FieldLabel
              label="Longest ringing"
              help="When nobody has answered by then, the caller stays with the agent. 30 s by default."
            />
          }
          aria-label="Longest ringing"
          suffix=" s"
          min={5}
          max={120}
          allowDecimal={false}
          clampBehavior="blur"
          error={problemOf('timeout')}
          value={Number(config['timeout'] ?? 30)}
          onChange={(seconds) => {
            if (typeof seconds === 'number' && seconds >= 5) set({ timeout: Math.round(seconds) }, 'timeout');
          }}
        />
      </section>
      <MessageBefore
        title="Before it connects"
        moment="the other person is called"
        placeholder="One moment, I connect you with a colleague."
        {...fields}
      />
      <section className={classes['part']}>
        <h3>To the other person</h3>
        <TemplateField
          label="Whisper"
          help="Said to whoever answers, before they hear the caller. Empty: they are connected at once."
          rows={{ min: 1, max: 4 }}
          placeholder="A caller about {{gathered_context.topic}}."
          value={textIn(config, 'whisper')}
          problem={problemOf('whisper')}
          onChange={(text) => {
            set({ whisper: text === '' ? undefined : text }, 'whisper');
          }}
        />
      </section>
    </>
  );
}
