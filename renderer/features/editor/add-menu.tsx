/** The menu at the pointer: what can be added here, or done with what was clicked. */
import { Menu } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { mayEnter } from '../../canvas/connections.ts';
import { drawableTypes, nodeKinds } from '../../canvas/node-kinds.ts';
import { centredAt, insertNode, type AddMenuState } from './canvas-edits.ts';
import { additionRefusal, removeSelected } from './edits.ts';
import { useDocument, useEditor } from './editor-context.ts';
import classes from './editor.module.css';

export function AddMenu({
  state,
  onClose,
}: {
  state: AddMenuState | null;
  onClose: () => void;
}): ReactElement | null {
  const editor = useEditor();
  const document = useDocument();
  if (state === null) return null;
  const { place } = state;
  const types = drawableTypes.filter((type) => state.kind !== 'connect' || mayEnter(type));
  return (
    <Menu
      opened
      onClose={onClose}
      position="bottom-start"
      offset={2}
      width={state.kind === 'thing' ? 160 : 300}
      returnFocus
    >
      <Menu.Target>
        <div className={classes['menuAnchor']} style={{ left: place.window.x, top: place.window.y }} />
      </Menu.Target>
      <Menu.Dropdown>
        {state.kind === 'thing' ? (
          <Menu.Item
            color="error"
            leftSection={<IconTrash size={14} />}
            rightSection={<span className={classes['menuKey']}>Del</span>}
            onClick={() => {
              editor.edit((now) => removeSelected(now, editor.store.getState().selection));
            }}
          >
            Delete
          </Menu.Item>
        ) : (
          <>
            <Menu.Label>{state.kind === 'connect' ? 'Lead to a new node' : 'Add a node here'}</Menu.Label>
            {types.map((type) => {
              const { icon: Icon, word, purpose, meaning } = nodeKinds[type];
              const refusal = additionRefusal(document, type);
              return (
                <Menu.Item
                  key={type}
                  disabled={refusal !== null}
                  leftSection={<Icon size={16} style={{ color: `var(--parley-${meaning})` }} />}
                  onClick={() => {
                    const from = state.kind === 'connect' ? state.source : undefined;
                    insertNode(editor, type, centredAt(place.canvas), from);
                  }}
                >
                  <span className={classes['menuWord']}>{word}</span>
                  <span className={classes['menuPurpose']}>{refusal ?? purpose}</span>
                </Menu.Item>
              );
            })}
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
