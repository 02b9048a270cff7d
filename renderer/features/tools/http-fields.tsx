/** What an HTTP tool asks, with what, and what is said meanwhile. */
import { NumberInput, Select } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { httpMethods } from '#shared/domain/tool.ts';
import { FieldLabel } from '../editor/fields/field-label.tsx';
import { jsonValueOf, shownJson } from '../editor/fields/json-draft.ts';
import { RecordingChoice } from '../recordings/recording-choice.tsx';
import { CredentialChoice } from './credential-choice.tsx';
import { HeaderRows } from '../editor/fields/header-rows.tsx';
import { textIn, type KindFieldsProps } from './kind-fields.ts';
import { ParametersField, PresetsField, rowsIn } from './parameter-rows.tsx';
import { TemplateField } from './tool-texts.tsx';
import classes from './tools.module.css';

export function HttpFields({ config, set, problemOf }: KindFieldsProps): ReactElement {
  const method = textIn(config, 'method').toUpperCase() || 'POST';
  const hasBody = method !== 'GET' && method !== 'DELETE';
  const [typedBody, setTypedBody] = useState<string | null>(null);
  const isRecording = config['customMessageType'] === 'audio';
  return (
    <>
      <section className={classes['part']}>
        <h3>Request</h3>
        <div className={classes['address']}>
          <Select
            label={
              <FieldLabel
                label="Method"
                help="How it asks. GET and DELETE send parameters in the address, the others as JSON."
              />
            }
            aria-label="Method"
            allowDeselect={false}
            data={[...httpMethods]}
            value={method}
            onChange={(next) => {
              if (next !== null) set({ method: next }, null);
            }}
          />
          <TemplateField
            label="Address"
            help="With http:// or https://. {{name}} puts in a value of the call or a parameter, percent-encoded."
            isRequired
            placeholder="https://api.example.com/orders/{{order_id}}"
            value={textIn(config, 'url')}
            problem={problemOf('url')}
            onChange={(url) => {
              set({ url: url.replaceAll('\n', '') }, 'url');
            }}
          />
        </div>
        <CredentialChoice
          label="Credential"
          help="A secret of this studio that is sent along; the tool holds its id only."
          value={textIn(config, 'credential_uuid') || null}
          problem={problemOf('credential_uuid')}
          onChange={(id) => {
            set({ credential_uuid: id ?? undefined }, null);
          }}
        />
        <Headers config={config} set={set} problemOf={problemOf} />
        {(hasBody || config['body_template'] != null) && (
          <TemplateField
            label="Body"
            help="JSON with placeholders, in place of all parameters as one object. A text that is one whole placeholder keeps the type of its value. Empty: the parameters are sent."
            rows={{ min: 3, max: 14 }}
            placeholder={'{ "order": "{{order_id}}" }'}
            value={shownJson(typedBody, config['body_template'])}
            problem={
              typeof config['body_template'] === 'string'
                ? 'This is no JSON object yet.'
                : problemOf('body_template')
            }
            onChange={(text) => {
              setTypedBody(text);
              set({ body_template: jsonValueOf(text) }, 'body_template');
            }}
          />
        )}
        <NumberInput
          className={classes['short'] ?? ''}
          label={
            <FieldLabel
              label="Longest wait"
              help="Until the whole answer is there; then the model is told that it took too long. 5 s by default."
            />
          }
          aria-label="Longest wait"
          suffix=" s"
          min={0.1}
          max={120}
          step={1}
          decimalScale={1}
          clampBehavior="blur"
          error={problemOf('timeout_ms')}
          value={Number(config['timeout_ms'] ?? 5000) / 1000}
          onChange={(seconds) => {
            if (typeof seconds === 'number' && seconds >= 0.1)
              set({ timeout_ms: Math.round(seconds * 1000) }, 'timeout_ms');
          }}
        />
      </section>
      <section className={classes['part']}>
        <h3>Values</h3>
        <ParametersField
          rows={rowsIn(config, 'parameters')}
          problem={problemOf('parameters')}
          onChange={(rows, key) => {
            set({ parameters: rows }, key);
          }}
        />
        <PresetsField
          rows={rowsIn(config, 'preset_parameters')}
          problem={problemOf('preset_parameters')}
          onChange={(rows, key) => {
            set({ preset_parameters: rows }, key);
          }}
        />
      </section>
      <section className={classes['part']}>
        <h3>While it runs</h3>
        <RecordingChoice
          label="Message"
          isRecording={isRecording}
          recordingId={textIn(config, 'customMessageRecordingId') || null}
          onKind={(audio) => {
            set({ customMessageType: audio ? 'audio' : 'text' }, null);
          }}
          onRecording={(id) => {
            set({ customMessageRecordingId: id }, null);
          }}
        >
          <TemplateField
            label={isRecording ? 'Message as text' : 'Message'}
            help="Said while the request runs, so that the caller does not wait in silence. Empty: nothing is said."
            rows={{ min: 2, max: 6 }}
            placeholder="One moment, I am looking that up."
            value={textIn(config, 'customMessage')}
            problem={problemOf('customMessage')}
            onChange={(text) => {
              set({ customMessage: text === '' ? undefined : text }, 'customMessage');
            }}
          />
        </RecordingChoice>
      </section>
    </>
  );
}

/** Rows as they are typed, until the tool is changed from elsewhere: a record cannot hold a name that is still blank. */
function Headers({ config, set, problemOf }: KindFieldsProps): ReactElement {
  const headers = (config['headers'] ?? {}) as Record<string, string>;
  const written = JSON.stringify(headers);
  const fromConfig = Object.entries(headers).map(([name, value]) => ({ name, value }));
  const [typed, setTyped] = useState({ rows: fromConfig, of: written });
  const rows = typed.of === written ? typed.rows : fromConfig;
  return (
    <HeaderRows
      label="Headers"
      help="Sent as they stand. Everybody who reads the tool reads them: a key belongs into a credential."
      rows={rows}
      problem={problemOf('headers')}
      onChange={(next, key) => {
        const record = Object.fromEntries(
          next.filter(({ name }) => name.trim() !== '').map(({ name, value }) => [name.trim(), value]),
        );
        setTyped({ rows: next, of: JSON.stringify(record) });
        set({ headers: record }, key);
      }}
    />
  );
}
