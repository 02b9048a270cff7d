/** Every key of the editor, to be looked up by typing. */
import { Modal, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { matchCommands } from '../../../stores/commands.ts';
import { actionGroups } from '../actions/action.ts';
import { editorActions } from '../actions/all.ts';
import { keysOf } from '../actions/chords.ts';
import { focusCanvas } from '../canvas-element.ts';
import { useSurface } from '../surface.ts';
import classes from './key-map.module.css';

interface KeyLine {
  label: string;
  group: string;
  keywords: string;
  keys: readonly string[];
}

/** What the pointer does with a key held. */
const pointerLines: readonly KeyLine[] = [
  { label: 'Select several', keys: ['Shift drag'], keywords: 'box lasso' },
  { label: 'Add to the selection', keys: ['Ctrl click'], keywords: 'toggle' },
  { label: 'Copy what is dragged', keys: ['Alt drag'], keywords: 'duplicate' },
  { label: 'Add a step there', keys: ['Double click'], keywords: 'search box' },
  { label: 'Add and lead to a step', keys: ['Drag a dot'], keywords: 'connect edge handle' },
  { label: 'Lead a selected edge elsewhere', keys: ['Drag its end'], keywords: 'reroute' },
  { label: 'Zoom', keys: ['Ctrl wheel'], keywords: 'pinch' },
].map((line) => ({ ...line, group: 'With the pointer' }));

const typing: KeyLine = {
  label: 'Add or find a step by its name',
  group: 'Add',
  keywords: 'just type search letters',
  keys: ['A–Z'],
};

/** Eight actions that differ in their arrow alone. */
const nudging: readonly KeyLine[] = [
  { label: 'Move what is selected', keys: ['← → ↑ ↓'], keywords: 'nudge arrows' },
  { label: 'Move it far', keys: ['Shift ← → ↑ ↓'], keywords: 'nudge arrows' },
].map((line) => ({ ...line, group: 'Arrange' }));

const lines: readonly KeyLine[] = [
  typing,
  ...nudging,
  ...editorActions.flatMap(({ id, label, group, keys = [], keywords = '' }) =>
    keys.length === 0 || id.startsWith('nudge-') ? [] : [{ label, group, keywords, keys: keys.map(keysOf) }],
  ),
  ...pointerLines,
];
const groups: readonly string[] = [...actionGroups, 'With the pointer'];

export function KeyMap(): ReactElement {
  const isOpen = useSurface((surface) => surface.isKeyMapOpen);
  const [query, setQuery] = useState('');
  const found = matchCommands(
    lines.map((line) => ({ ...line, keywords: `${line.keywords} ${line.keys.join(' ')}` })),
    query,
  );
  const close = (): void => {
    useSurface.setState({ isKeyMapOpen: false });
    setQuery('');
  };
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      onExitTransitionEnd={focusCanvas}
      title="Keys"
      size={880}
      returnFocus={false}
    >
      <TextInput
        data-autofocus
        aria-label="Find a key"
        placeholder="Find what you want to do, or a key"
        leftSection={<IconSearch size={14} />}
        value={query}
        onChange={(event) => {
          setQuery(event.currentTarget.value);
        }}
      />
      <div className={classes['columns']}>
        {groups.map((group) => {
          const own = found.filter((line) => line.group === group);
          return (
            own.length > 0 && (
              <section key={group} className={classes['group']}>
                <h3>{group}</h3>
                <dl>
                  {own.map(({ label, keys }) => (
                    <div key={label}>
                      <dt>{label}</dt>
                      <dd>
                        {keys.map((key) => (
                          <kbd key={key}>{key}</kbd>
                        ))}
                      </dd>
                    </div>
                  ))}
                </dl>
              </section>
            )
          );
        })}
      </div>
      {found.length === 0 && <p className={classes['empty']}>No key does “{query}”.</p>}
    </Modal>
  );
}
