/** Puts the focus into one field of the form of what has just been selected. */

/** The form is drawn within some frames. */
const frames = 6;
const focusable = 'input:not([type="hidden"]), textarea, [contenteditable="true"], select, button';

export function focusField(field: string): void {
  const tryFrame = (left: number): void => {
    requestAnimationFrame(() => {
      const frame = document.querySelector(`[data-document-fields] [data-field~="${CSS.escape(field)}"]`);
      const control = frame?.querySelector<HTMLElement>(focusable);
      if (control) {
        control.focus({ preventScroll: true });
        frame?.scrollIntoView({ block: 'nearest' });
      } else if (left > 1) tryFrame(left - 1);
    });
  };
  tryFrame(frames);
}
