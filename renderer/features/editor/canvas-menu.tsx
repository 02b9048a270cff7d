/** The menu at the pointer: what can be done with what was clicked, or on the empty canvas. */
import { Menu } from '@mantine/core';
import { Fragment, type ReactElement } from 'react';
import { framesIn } from '#shared/graph/edit/index.ts';
import type { ActionTarget } from './actions/action.ts';
import { actionById } from './actions/all.ts';
import { keysOf } from './actions/chords.ts';
import { focusCanvas } from './canvas-element.ts';
import { documentOf, insertNote } from './canvas-edits.ts';
import { openBox, useSurface, type MenuState } from './surface.ts';
import classes from './editor.module.css';

/** Ids of actions, in groups. */
const thingActions = [
  ['open-fields', 'connect', 'rename'],
  ['copy', 'cut', 'duplicate'],
  ['select-downstream', 'select-upstream', 'select-connected'],
  ['frame', 'unframe', 'lay-out-selection'],
  ['delete'],
];
const emptyActions = [
  ['paste', 'select-all'],
  ['lay-out', 'view-all'],
  ['map', 'snap', 'key-map'],
];

export function CanvasMenu({ target }: { target: ActionTarget }): ReactElement | null {
  const menu = useSurface((surface) => surface.menu);
  return menu === null ? null : <OpenMenu menu={menu} target={target} />;
}

function OpenMenu({ menu, target }: { menu: MenuState; target: ActionTarget }): ReactElement {
  const { place, isOverThing } = menu;
  const close = (): void => {
    useSurface.setState({ menu: null });
  };
  const choose = (run: () => void): void => {
    close();
    focusCanvas();
    run();
  };
  return (
    <Menu opened onClose={close} position="bottom-start" offset={2} width={280} returnFocus={false}>
      <Menu.Target>
        <div className={classes['menuAnchor']} style={{ left: place.window.x, top: place.window.y }} />
      </Menu.Target>
      <Menu.Dropdown>
        {!isOverThing && (
          <>
            <Menu.Item
              rightSection={<span className={classes['menuKey']}>/</span>}
              onClick={() => {
                choose(() => {
                  openBox({ kind: 'add', from: null }, place);
                });
              }}
            >
              Add a step here
            </Menu.Item>
            <Menu.Item
              rightSection={<span className={classes['menuKey']}>{keysOf('shift+alt+N')}</span>}
              onClick={() => {
                choose(() => {
                  insertNote(target.editor, place.canvas);
                });
              }}
            >
              Add a note here
            </Menu.Item>
            <Menu.Divider />
          </>
        )}
        {(isOverThing ? thingActions : emptyActions).map((ids, index) => (
          <Fragment key={index}>
            {index > 0 && <Menu.Divider />}
            {ids.map((id) => {
              if (id === 'unframe' && !isInFrame(target)) return null;
              const action = actionById(id);
              const [key] = action?.keys ?? [];
              return (
                action && (
                  <Menu.Item
                    key={id}
                    {...(id === 'delete' ? { color: 'error' } : {})}
                    rightSection={
                      key !== undefined && <span className={classes['menuKey']}>{keysOf(key)}</span>
                    }
                    onClick={() => {
                      choose(() => {
                        action.run(target);
                      });
                    }}
                  >
                    {action.label}
                  </Menu.Item>
                )
              );
            })}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Whether there is a frame to take what is selected out of. */
function isInFrame({ editor }: ActionTarget): boolean {
  const { selection } = editor.store.getState();
  const held = (documentOf(editor).frames ?? []).flatMap((frame) => frame.node_ids);
  return framesIn(selection).length > 0 || selection.nodeIds.some((id) => held.includes(id));
}
