/** Keys of the call, the same wherever the panel is shown. */
import { useEffect } from 'react';

const isApple = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);

export const shortcutKeys = {
  call: isApple ? '⇧⌘↵' : 'Ctrl ⇧ ↵',
  mute: isApple ? '⇧⌘M' : 'Ctrl ⇧ M',
};

export interface CallShortcuts {
  onCallOrHangUp: () => void;
  onMute: () => void;
}

/** Listens while the component is shown. The handlers must keep their identity while unchanged. */
export function useCallShortcuts({ onCallOrHangUp, onMute }: CallShortcuts): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (!event.shiftKey || !(isApple ? event.metaKey : event.ctrlKey) || event.altKey || event.repeat)
        return;
      if (event.key === 'Enter') onCallOrHangUp();
      else if (event.key.toLowerCase() === 'm') onMute();
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => {
      window.removeEventListener('keydown', press);
    };
  }, [onCallOrHangUp, onMute]);
}
