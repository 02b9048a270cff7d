/** The canvas as an element: it has the focus while its keys work. */

/** Null while no canvas is shown. */
export const canvasElement = (): HTMLElement | null =>
  window.document.querySelector<HTMLElement>('main .react-flow');

export function focusCanvas(): void {
  canvasElement()?.focus({ preventScroll: true });
}

/** Puts the focus into a field of the inspector: its first one, or the one of that label. */
export function focusFields(label?: string): void {
  // The inspector may open, or show another form, with the next frame.
  requestAnimationFrame(() => {
    const fields = [
      ...window.document.querySelectorAll<HTMLElement>(
        '[data-document-fields] :is(input:not([type="checkbox"]), textarea, [contenteditable="true"])',
      ),
    ];
    const named = fields.find(
      (field) => field instanceof HTMLInputElement && field.labels?.[0]?.textContent === label,
    );
    const field = named ?? fields[0];
    field?.focus();
    if (field instanceof HTMLInputElement) field.select();
  });
}
