/** Whom to call by a value of the call: rules that are looked at in order, each with its values and numbers. */
import { TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { mostMappingRules } from '#shared/domain/transfer-tool.ts';
import { FieldLabel } from '../editor/fields/field-label.tsx';
import { RowsField } from '../editor/fields/rows-field.tsx';
import rowClasses from '../editor/fields/rows-field.module.css';
import { textIn, type KindFieldsProps } from './kind-fields.ts';
import type { Config } from './tool-kinds.ts';
import classes from './tools.module.css';

interface Route {
  context_value: string;
  destination: string;
}
interface Rule {
  context_path: string;
  routes: Route[];
}

export function MappingFields({ config, set, problemOf }: KindFieldsProps): ReactElement {
  const mapping = (config['context_mapping'] ?? {}) as Config;
  const change = (patch: Record<string, unknown>, undoKey: string | null): void => {
    // The one rule of older documents is written as the first of several.
    const { context_path: _path, routes: _routes, ...rest } = mapping;
    const next = Object.entries<unknown>({ ...rest, rules: rulesIn(mapping), ...patch });
    set({ context_mapping: Object.fromEntries(next.filter(([, value]) => value !== undefined)) }, undoKey);
  };
  return (
    <>
      <RowsField<Rule>
        label="Rules"
        help="Looked at in order; the first whose value is listed decides."
        rows={rulesIn(mapping)}
        blank={{ context_path: '', routes: [{ context_value: '', destination: '' }] }}
        add="Add rule"
        nameOf={({ context_path: path }) => (path === '' ? '' : `the rule of ${path}`)}
        maxCount={mostMappingRules}
        problem={problemOf('context_mapping')}
        onChange={(rules, key) => {
          change({ rules }, key);
        }}
      >
        {(rule, changeRule, index) => (
          <div className={`${rowClasses['wide'] ?? ''} ${rowClasses['list'] ?? ''}`}>
            <TextInput
              aria-label={`Value that rule ${index + 1} looks at`}
              placeholder="gathered_context.department"
              classNames={{ input: classes['mono'] ?? '' }}
              spellCheck={false}
              value={rule.context_path}
              onChange={(event) => {
                changeRule({ ...rule, context_path: event.currentTarget.value }, 'path');
              }}
            />
            <Routes
              rule={index + 1}
              routes={rule.routes}
              onChange={(routes, key) => {
                changeRule({ ...rule, routes }, key);
              }}
            />
          </div>
        )}
      </RowsField>
      <TextInput
        label={
          <FieldLabel
            label="Otherwise"
            help="Called where no rule fits. Empty: nobody is, and the caller stays with the agent."
          />
        }
        aria-label="Otherwise"
        placeholder="+49 30 1234567"
        value={textIn(mapping, 'fallback_destination')}
        onChange={(event) => {
          change({ fallback_destination: event.currentTarget.value || undefined }, 'fallback');
        }}
      />
    </>
  );
}

function Routes(props: {
  rule: number;
  routes: Route[];
  onChange: (routes: Route[], key: string | null) => void;
}): ReactElement {
  const { rule, routes, onChange } = props;
  return (
    <RowsField<Route>
      label={`Numbers of rule ${rule}`}
      help="Letter case does not matter."
      rows={routes}
      blank={{ context_value: '', destination: '' }}
      add="Add number"
      nameOf={({ context_value: value }) => value}
      maxCount={100}
      onChange={onChange}
    >
      {(row, changeRow, index) => (
        <>
          <TextInput
            aria-label={`Value ${index + 1} of rule ${rule}`}
            placeholder="sales"
            value={row.context_value}
            onChange={(event) => {
              changeRow({ ...row, context_value: event.currentTarget.value }, 'value');
            }}
          />
          <TextInput
            className={rowClasses['rest'] ?? ''}
            aria-label={`Number for ${row.context_value || `value ${index + 1}`}`}
            placeholder="+49 30 1234567"
            value={row.destination}
            onChange={(event) => {
              changeRow({ ...row, destination: event.currentTarget.value }, 'destination');
            }}
          />
        </>
      )}
    </RowsField>
  );
}

/** As a document holds them, which may come from elsewhere. */
function rulesIn(mapping: Config): Rule[] {
  const { rules, context_path: path, routes } = mapping;
  if (Array.isArray(rules)) return rules as Rule[];
  return typeof path === 'string' && Array.isArray(routes)
    ? [{ context_path: path, routes: routes as Route[] }]
    : [];
}
