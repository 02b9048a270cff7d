/** What an HTTP tool asks, with what, and what is said meanwhile. */
import { Checkbox, NumberInput, Select, TextInput } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { httpMethods, toolParameterTypes, type ToolParameterType } from '#shared/domain/tool.ts';
import { FieldLabel } from '../editor/fields/field-label.tsx';
import { jsonValueOf, shownJson } from '../editor/fields/json-draft.ts';
import { RecordingChoice } from '../recordings/recording-choice.tsx';
import { CredentialChoice } from './credential-choice.tsx';
import { HeaderRows } from '../editor/fields/header-rows.tsx';
import { RowsField } from '../editor/fields/rows-field.tsx';
import rowClasses from '../editor/fields/rows-field.module.css';
import { textIn, type KindFieldsProps } from './kind-fields.ts';
import { TemplateField } from './tool-texts.tsx';
import classes from './tools.module.css';

export function HttpFields({ config, set, problemOf }: KindFieldsProps): ReactElement {
  const method = textIn(config, 'method').toUpperCase() || 'POST';
  const hasBody = method !== 'GET' && method !== 'DELETE';
  const [typedBody, setTypedBody] = useState<string | null>(null);
  const parameters = rowsIn(config, 'parameters');
  const presets = rowsIn(config, 'preset_parameters');
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
        <RowsField<ParameterRow>
          label="Parameters"
          help="What the model fills in from the conversation. Its description tells the model what to put there."
          rows={parameters}
          blank={{ name: '', type: 'string', description: '', required: true }}
          add="Add parameter"
          nameOf={({ name }) => name}
          problem={problemOf('parameters')}
          onChange={(rows, key) => {
            set({ parameters: rows }, key);
          }}
        >
          {(row, change, index) => (
            <>
              <NameAndType row={row} what="parameter" index={index} change={change} />
              <TextInput
                className={rowClasses['wide'] ?? ''}
                aria-label={`Description of ${row.name || `parameter ${index + 1}`}`}
                placeholder="What it is, for the model"
                value={row.description ?? ''}
                onChange={(event) => {
                  change({ ...row, description: event.currentTarget.value }, 'description');
                }}
              />
              <Required row={row} change={change} />
            </>
          )}
        </RowsField>
        <RowsField<ParameterRow>
          label="Values from the call"
          help="What the tool sends besides, without asking the model: a fixed text, or a placeholder of the call."
          rows={presets}
          blank={{ name: '', type: 'string', value_template: '', required: true }}
          add="Add value"
          nameOf={({ name }) => name}
          problem={problemOf('preset_parameters')}
          onChange={(rows, key) => {
            set({ preset_parameters: rows }, key);
          }}
        >
          {(row, change, index) => (
            <>
              <NameAndType row={row} what="value" index={index} change={change} />
              <TextInput
                className={rowClasses['wide'] ?? ''}
                aria-label={`Content of ${row.name || `value ${index + 1}`}`}
                placeholder="{{caller_number}}"
                classNames={{ input: classes['mono'] ?? '' }}
                spellCheck={false}
                value={row.value_template ?? ''}
                onChange={(event) => {
                  change({ ...row, value_template: event.currentTarget.value }, 'value');
                }}
              />
              <Required row={row} change={change} />
            </>
          )}
        </RowsField>
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

/** As a document holds it, which may come from elsewhere. */
interface ParameterRow {
  name: string;
  type?: ToolParameterType | null;
  description?: string | null;
  value_template?: string | null;
  required?: boolean | null;
}

function rowsIn(config: KindFieldsProps['config'], key: string): ParameterRow[] {
  const value = config[key];
  return Array.isArray(value) ? (value as ParameterRow[]) : [];
}

type Change = (row: ParameterRow, cell: string | null) => void;

function NameAndType(props: {
  row: ParameterRow;
  what: string;
  index: number;
  change: Change;
}): ReactElement {
  const { row, what, index, change } = props;
  return (
    <>
      <TextInput
        aria-label={`Name of ${what} ${index + 1}`}
        placeholder="name"
        classNames={{ input: classes['mono'] ?? '' }}
        spellCheck={false}
        value={row.name}
        onChange={(event) => {
          change({ ...row, name: event.currentTarget.value }, 'name');
        }}
      />
      <Select
        aria-label={`Type of ${row.name || `${what} ${index + 1}`}`}
        allowDeselect={false}
        data={[...toolParameterTypes]}
        value={row.type ?? 'string'}
        onChange={(chosen) => {
          const type = toolParameterTypes.find((each) => each === chosen);
          if (type) change({ ...row, type }, null);
        }}
      />
    </>
  );
}

function Required(props: { row: ParameterRow; change: Change }): ReactElement {
  const { row, change } = props;
  return (
    <Checkbox
      label="Required"
      aria-label={`${row.name || 'It'} is required`}
      checked={row.required ?? true}
      onChange={(event) => {
        change({ ...row, required: event.currentTarget.checked }, null);
      }}
    />
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
