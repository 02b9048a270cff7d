/** A menu of the values that a request after the call may name; what is chosen is put in at the cursor. */
import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconBraces } from '@tabler/icons-react';
import { useState, type ReactElement, type RefObject } from 'react';
import { runValues, type RunValue } from '#shared/nodes/run-values.ts';
import { VariableScope } from '#shared/graph/variables.ts';
import { useEditor } from '../editor-context.ts';
import { inserted } from './inserted.ts';
import classes from './fields.module.css';

export interface InsertValueProps {
  label: string;
  input: RefObject<HTMLInputElement | HTMLTextAreaElement | null>;
  onInsert: (text: string) => void;
}

export function InsertValue({ label, input, onInsert }: InsertValueProps): ReactElement {
  const editor = useEditor();
  const [values, setValues] = useState<readonly RunValue[]>([]);
  const gather = (): void => {
    const { extracted } = new VariableScope(editor.store.getState().history.present.document);
    const found = [...extracted.keys()].map((name) => ({
      path: `gathered_context.${name}`,
      meaning: 'found in the call',
    }));
    setValues([...found, ...runValues]);
  };
  const insert = (path: string): void => {
    const element = input.current;
    if (!element) return;
    const { text, cursor } = inserted(element.value, element.selectionStart, element.selectionEnd, path);
    onInsert(text);
    requestAnimationFrame(() => {
      element.focus();
      element.setSelectionRange(cursor, cursor);
    });
  };
  return (
    <Menu position="bottom-end" width={270} onOpen={gather}>
      <Menu.Target>
        <Tooltip label="Insert a value">
          <ActionIcon
            className={classes['reset'] ?? ''}
            size={22}
            aria-label={`Insert a value into ${label}`}
          >
            <IconBraces size={14} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown className={classes['values'] ?? ''}>
        <Menu.Label>Filled in when the call is over</Menu.Label>
        {values.map(({ path, meaning }) => (
          <Menu.Item
            key={path}
            onClick={() => {
              insert(path);
            }}
          >
            <code className={classes['path']}>{path}</code>
            <span className={classes['meaning']}>{meaning}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
