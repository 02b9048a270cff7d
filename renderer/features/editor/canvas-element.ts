/** The canvas as an element: it has the focus while its keys work. */

/** Null while no canvas is shown. */
export const canvasElement = (): HTMLElement | null =>
  window.document.querySelector<HTMLElement>('main .react-flow');

export function focusCanvas(): void {
  canvasElement()?.focus({ preventScroll: true });
}

const fields = '[data-document-fields] :is(input:not([type="checkbox"]), textarea, [contenteditable="true"])';

/** Names of the fields in which writing begins, by what is selected. */
const firstLabels = ['Name', 'Label', 'Text'];
/** The inspector may open, or build another form, some frames later. */
const longestWaitFrames = 60;

const labelOf = (field: HTMLElement): string =>
  field.getAttribute('aria-label') ??
  (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement
    ? (field.labels?.[0]?.textContent ?? '')
    : '');

/** Puts the focus into the field of the inspector in which writing begins. */
export function focusFields(waitedFrames = 0): void {
  requestAnimationFrame(() => {
    const there = [...window.document.querySelectorAll<HTMLElement>(fields)];
    const named = there.find((field) => firstLabels.includes(labelOf(field).trim()));
    if (!named && waitedFrames < longestWaitFrames) {
      focusFields(waitedFrames + 1);
      return;
    }
    const field = named ?? there[0];
    field?.focus();
    if (field instanceof HTMLInputElement) field.select();
  });
}
