/** The values that a step finds in what the caller said. */
import { ActionIcon, Button, Select, TagsInput, TextInput, Tooltip } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { variableTypes, type ExtractionVariable } from '#shared/domain/workflow.ts';
import { FieldLabel } from './fields/field-label.tsx';
import classes from './inspector.module.css';

export interface VariablesFieldProps {
  variables: readonly ExtractionVariable[];
  /** What variables are for, as the label's tooltip. */
  help: string;
  maxCount: number;
  problem: string | undefined;
  /** `key` joins quick changes of one cell to one undo step. */
  onChange: (variables: ExtractionVariable[], key: string | null) => void;
}

export function VariablesField({
  variables,
  help,
  maxCount,
  problem,
  onChange,
}: VariablesFieldProps): ReactElement {
  const set = (index: number, patch: Partial<ExtractionVariable>, field: string): void => {
    const next = variables.map((variable, at) => (at === index ? { ...variable, ...patch } : variable));
    onChange(next, `${index}.${field}`);
  };
  return (
    <div className={classes['variables']} role="group" aria-label="Variables">
      <FieldLabel label="Variables" help={help} />
      {variables.map((variable, index) => (
        <div key={index} className={classes['variable']}>
          <TextInput
            aria-label={`Name of variable ${index + 1}`}
            placeholder="name"
            value={variable.name}
            error={variable.name.trim() === '' && problem !== undefined}
            classNames={{ input: classes['mono'] ?? '' }}
            spellCheck={false}
            onChange={(event) => {
              set(index, { name: event.currentTarget.value }, 'name');
            }}
          />
          <Select
            aria-label={`Type of ${variable.name}`}
            data={[...variableTypes]}
            value={variable.type}
            allowDeselect={false}
            onChange={(type) => {
              const known = variableTypes.find((each) => each === type);
              if (known) set(index, { type: known }, 'type');
            }}
          />
          <Tooltip label="Remove">
            <ActionIcon
              aria-label={`Remove ${variable.name === '' ? `variable ${index + 1}` : variable.name}`}
              onClick={() => {
                onChange(
                  variables.filter((_, at) => at !== index),
                  null,
                );
              }}
            >
              <IconX size={14} />
            </ActionIcon>
          </Tooltip>
          <TextInput
            className={classes['wide'] ?? ''}
            aria-label={`What ${variable.name} is`}
            placeholder="What it is, for example: the day asked for"
            value={variable.prompt ?? ''}
            onChange={(event) => {
              set(index, { prompt: event.currentTarget.value }, 'prompt');
            }}
          />
          {variable.type === 'string' && (
            <TagsInput
              className={classes['wide'] ?? ''}
              aria-label={`Allowed values of ${variable.name}`}
              placeholder={(variable.options ?? []).length === 0 ? 'Any value; or list the allowed ones' : ''}
              value={variable.options ?? []}
              onChange={(options) => {
                const { options: _options, ...rest } = variable;
                const next = options.length === 0 ? rest : { ...rest, options };
                onChange(
                  variables.map((each, at) => (at === index ? next : each)),
                  null,
                );
              }}
            />
          )}
        </div>
      ))}
      {problem !== undefined && <p className={classes['fieldProblem']}>{problem}</p>}
      <div>
        <Button
          variant="default"
          leftSection={<IconPlus size={14} />}
          disabled={variables.length >= maxCount}
          onClick={() => {
            onChange([...variables, { name: '', type: 'string', prompt: '' }], null);
          }}
        >
          Add variable
        </Button>
      </div>
    </div>
  );
}
