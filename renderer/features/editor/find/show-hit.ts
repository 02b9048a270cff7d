/** Leads to a hit: what it is in is selected and in view, and where a field holds the text, so is the place in it. */
import type { DrawerTabProps } from '../drawer/tab.ts';
import { selectInField } from '../prompt/open-fields.ts';
import type { FoundHit } from './found.ts';

/** The form of what was selected is drawn within some frames. */
const frames = 6;

/** @param keepsFocus the person goes on from hit to hit in the search field */
export function showHit(
  { text, hit }: FoundHit,
  onShow: DrawerTabProps['onShow'],
  keepsFocus: boolean,
): void {
  const { kind, id } = text.owner;
  onShow({ kind, id, field: text.field, message: '', rule: 'found' });
  const focused = document.activeElement;
  const tryFrame = (left: number): void => {
    requestAnimationFrame(() => {
      if (!selectInField(text.text, hit.from, hit.to)) {
        if (left > 1) tryFrame(left - 1);
        return;
      }
      if (keepsFocus && focused instanceof HTMLElement) focused.focus();
    });
  };
  tryFrame(frames);
}
