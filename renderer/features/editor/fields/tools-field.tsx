/** Which of the agent's tools the model may use in this step. */
import { ActionIcon, Checkbox, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconX } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { ToolDocument } from '#shared/domain/tool.ts';
import type { ToolsField as ToolsSpec } from '#shared/nodes/field.ts';
import { useDocument } from '../editor-context.ts';
import { FieldLabel } from './field-label.tsx';
import type { FieldProps } from './field-props.ts';
import classes from './fields.module.css';

const kindWords: Readonly<Record<string, string>> = { http_api: 'HTTP', end_call: 'End call' };

export function ToolsField({ field, data, set, problem }: FieldProps<ToolsSpec<string>>): ReactElement {
  const { key, label, help } = field;
  const tools = useDocument().workflow_configurations?.tools ?? [];
  const value = data[key];
  const used = Array.isArray(value) ? (value as string[]) : [];
  const missing = used.filter((id) => !tools.some(({ tool_uuid: uuid }) => uuid === id));
  const put = (next: string[]): void => {
    set({ [key]: next.length === 0 ? undefined : next }, null);
  };
  return (
    <div className={classes['list']} role="group" aria-label={label}>
      {tools.length === 0 && missing.length === 0 ? (
        <p className={classes['note']}>This agent has no tools.</p>
      ) : (
        <FieldLabel label="What the model may use here" help={help} />
      )}
      {tools.map((tool) => (
        <Tool
          key={tool.tool_uuid}
          tool={tool}
          isUsed={used.includes(tool.tool_uuid)}
          onUse={(isUsed) => {
            put(isUsed ? [...used, tool.tool_uuid] : used.filter((id) => id !== tool.tool_uuid));
          }}
        />
      ))}
      {missing.map((id) => (
        <div key={id} className={classes['missing']}>
          <IconAlertTriangle size={14} aria-hidden />
          <span className={classes['mono']}>{id}</span>
          <span className={classes['note']}>is not among the agent’s tools</span>
          <Tooltip label="Take out of this step">
            <ActionIcon
              size={24}
              aria-label={`Take ${id} out of this step`}
              onClick={() => {
                put(used.filter((each) => each !== id));
              }}
            >
              <IconX size={14} />
            </ActionIcon>
          </Tooltip>
        </div>
      ))}
      {problem !== undefined && <p className={classes['problem']}>{problem}</p>}
    </div>
  );
}

function Tool(props: {
  tool: ToolDocument;
  isUsed: boolean;
  onUse: (isUsed: boolean) => void;
}): ReactElement {
  const { tool, isUsed, onUse } = props;
  const { type } = tool.definition;
  return (
    <Checkbox
      checked={isUsed}
      label={
        <span className={classes['tool']}>
          <span>{tool.name?.trim() || tool.tool_uuid}</span>
          <span className={classes['kind']}>{kindWords[type] ?? type}</span>
        </span>
      }
      description={tool.description?.trim() || undefined}
      onChange={(event) => {
        onUse(event.currentTarget.checked);
      }}
    />
  );
}
