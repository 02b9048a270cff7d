/** A text in which `{{ }}` stands for values of the call: monospace, with what may be put in. */
import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconBraces } from '@tabler/icons-react';
import { useMemo, useRef, useState, type ReactElement } from 'react';
import { templatePaths } from '#shared/base/templates.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { GrowingTextarea } from '../../ui/growing-textarea.tsx';
import { useEditor } from './editor-context.ts';
import classes from './inspector.module.css';

export interface PromptFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  problem?: string | undefined;
  description?: string;
  placeholder?: string;
  minRows?: number;
  isRequired?: boolean;
}

interface Hint {
  text: string;
  meaning: string;
}

const clockHints: readonly Hint[] = [
  { text: '{{current_time}}', meaning: 'date and time of the call' },
  { text: '{{current_weekday}}', meaning: 'day of the week' },
  { text: '{{caller_number}}', meaning: 'who calls' },
  { text: '{{first_name | there}}', meaning: 'a value of the caller, or “there”' },
];

/** Values that the graph itself finds on the way. */
function extractedHints(document: WorkflowDocument): Hint[] {
  const names = document.nodes.flatMap((node) =>
    node.data.extraction_enabled === true
      ? (node.data.extraction_variables ?? []).map(({ name }) => name)
      : [],
  );
  return [...new Set(names)]
    .filter((name) => name !== '')
    .map((name) => ({ text: `{{${name}}}`, meaning: 'extracted in this call' }));
}

export function PromptField(props: PromptFieldProps): ReactElement {
  const { label, value, onChange, problem, description, placeholder, minRows = 3, isRequired } = props;
  const editor = useEditor();
  const [hints, setHints] = useState<readonly Hint[]>([]);
  const field = useRef<HTMLTextAreaElement>(null);
  const used = useMemo(() => templatePaths(value), [value]);
  const insert = (text: string): void => {
    const element = field.current;
    const start = element?.selectionStart ?? value.length;
    const end = element?.selectionEnd ?? value.length;
    onChange(value.slice(0, start) + text + value.slice(end));
    requestAnimationFrame(() => {
      element?.focus();
      element?.setSelectionRange(start + text.length, start + text.length);
    });
  };
  return (
    <div className={classes['prompt']}>
      <GrowingTextarea
        ref={field}
        label={label}
        required={isRequired === true}
        value={value}
        error={problem}
        description={description}
        placeholder={placeholder}
        minRows={minRows}
        maxRows={18}
        spellCheck
        inputClassName={classes['mono']}
        onChange={(event) => {
          onChange(event.currentTarget.value);
        }}
      />
      <Menu
        position="bottom-end"
        width={260}
        onOpen={() => {
          setHints([...extractedHints(editor.store.getState().history.present.document), ...clockHints]);
        }}
      >
        <Menu.Target>
          <Tooltip label="Insert a value">
            <ActionIcon
              className={classes['insert'] ?? ''}
              size={22}
              aria-label={`Insert a value into ${label}`}
            >
              <IconBraces size={14} />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Filled in when the call reaches this text</Menu.Label>
          {hints.map(({ text, meaning }) => (
            <Menu.Item
              key={text}
              onClick={() => {
                insert(text);
              }}
            >
              <code className={classes['hintCode']}>{text}</code>
              <span className={classes['hintMeaning']}>{meaning}</span>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {used.length > 0 && (
        <div className={classes['used']}>
          Uses{' '}
          {[...new Set(used)].map((path) => (
            <code key={path}>{path}</code>
          ))}
        </div>
      )}
    </div>
  );
}
