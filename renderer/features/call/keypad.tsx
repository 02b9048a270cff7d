/** The keys of a telephone, for menus that are answered with them. They work from the keyboard while the pad is open. */
import { Button, Popover } from '@mantine/core';
import { IconDialpad } from '@tabler/icons-react';
import { useState, type KeyboardEvent, type ReactElement } from 'react';
import { errorText } from '../../ui/error-text.ts';
import classes from './keypad.module.css';

const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];
const spoken: Record<string, string> = { '*': 'star', '#': 'pound' };
/** Keys shown above the pad: the newest. */
const shownKeys = 16;

/** `onPress` sends one key and rejects when it was not taken. */
export function Keypad(props: { onPress: (key: string) => Promise<void>; size?: 'xs' | 'md' }): ReactElement {
  const { onPress, size = 'md' } = props;
  const [pressed, setPressed] = useState('');
  const [failure, setFailure] = useState<string | null>(null);
  const press = async (key: string): Promise<void> => {
    setPressed((before) => (before + key).slice(-shownKeys));
    try {
      await onPress(key);
      setFailure(null);
    } catch (error) {
      setFailure(`Not sent: ${errorText(error)}`);
    }
  };
  const typed = (event: KeyboardEvent): void => {
    if (!keys.includes(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    void press(event.key);
  };
  return (
    <Popover
      position="bottom-start"
      trapFocus
      onOpen={() => {
        setPressed('');
      }}
    >
      <Popover.Target>
        <Button size={size} variant="default" aria-label="Keypad" className={classes['open']}>
          <IconDialpad size={16} aria-hidden />
        </Button>
      </Popover.Target>
      <Popover.Dropdown onKeyDown={typed} className={classes['pad']} aria-label="Keypad">
        <output className={classes['pressed']} aria-live="polite">
          {failure ?? (pressed === '' ? 'Press keys' : pressed)}
        </output>
        <div className={classes['keys']}>
          {keys.map((key) => (
            <Button
              key={key}
              variant="default"
              aria-label={spoken[key] ?? key}
              onClick={() => {
                void press(key);
              }}
            >
              {key}
            </Button>
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
