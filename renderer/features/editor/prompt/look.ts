/** How a prompt field looks, in both schemes: every colour is a variable of the theme. */
import { EditorView } from '@codemirror/view';

/** Height of a line, CSS pixels. */
export const linePx = 18;
const paddingPx = 6;

const wavy = (colour: string): object => ({
  textDecoration: `underline wavy var(--parley-${colour})`,
  textDecorationThickness: '1px',
  textUnderlineOffset: '3px',
});

export const promptLook = EditorView.theme({
  // Not the layer that the lists float in, which has the classes of the theme too.
  '&.cm-editor': {
    border: '1px solid var(--parley-border-strong)',
    borderRadius: '6px',
    backgroundColor: 'var(--parley-surface)',
    color: 'var(--parley-text)',
    fontSize: '12px',
  },
  '&.cm-editor.cm-focused': { outline: '2px solid var(--parley-accent)', outlineOffset: '-1px' },
  '.cm-scroller': {
    overflow: 'auto',
    fontFamily: 'var(--parley-font-mono)',
    lineHeight: `${linePx}px`,
  },
  '.cm-content': { padding: `${paddingPx}px 0`, caretColor: 'var(--parley-text)' },
  '.cm-line': { padding: '0 10px' },
  '.cm-placeholder': { color: 'var(--parley-text-muted)' },
  '.cm-value': { borderRadius: '3px', padding: '1px 0' },
  '.cm-value-known': { backgroundColor: 'var(--parley-extraction-soft)', color: 'var(--parley-extraction)' },
  '.cm-value-fallback': {
    borderBottom: '1px dashed var(--parley-text-muted)',
    color: 'var(--parley-text-secondary)',
  },
  '.cm-value-unknown': {
    color: 'var(--parley-tool)',
    backgroundColor: 'var(--parley-tool-soft)',
    ...wavy('tool'),
  },
  '.cm-value-broken': { color: 'var(--parley-error)', ...wavy('error') },
  '.cm-value-recording': {
    color: 'var(--parley-agent)',
    boxShadow: 'inset 0 0 0 1px var(--parley-agent-line)',
  },
  '.cm-tooltip': {
    zIndex: '500',
    border: '1px solid var(--parley-border)',
    borderRadius: '8px',
    backgroundColor: 'var(--parley-surface)',
    boxShadow: 'var(--parley-shadow)',
    color: 'var(--parley-text)',
  },
  '.cm-about': { maxWidth: '340px', padding: '8px 10px', fontSize: '12px', lineHeight: '18px' },
  '.cm-about code': { fontFamily: 'var(--parley-font-mono)', fontSize: '11.5px', overflowWrap: 'anywhere' },
  '.cm-about p': { margin: '2px 0 0', color: 'var(--parley-text-secondary)', overflowWrap: 'anywhere' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    maxHeight: '240px',
    padding: '4px',
    fontFamily: 'var(--parley-font-mono)',
    fontSize: '12px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
    display: 'flex',
    gap: '16px',
    alignItems: 'center',
    justifyContent: 'space-between',
    padding: '3px 8px',
    borderRadius: '4px',
    lineHeight: '20px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--parley-selected)',
    color: 'var(--parley-text)',
  },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
  '.cm-completionDetail': {
    marginLeft: '0',
    color: 'var(--parley-text-muted)',
    fontFamily: 'var(--mantine-font-family)',
    fontSize: '11.5px',
    fontStyle: 'normal',
  },
  '.cm-tooltip.cm-completionInfo': {
    maxWidth: '280px',
    padding: '8px 10px',
    fontSize: '12px',
    lineHeight: '18px',
    color: 'var(--parley-text-secondary)',
  },
});

/** Height between so many lines; the rest scrolls. `null`: as high as what it is in. */
export function heightOf(rows: { min: number; max: number } | null): ReturnType<typeof EditorView.theme> {
  if (rows === null) return EditorView.theme({ '&.cm-editor': { height: '100%' } });
  const px = (count: number): string => `${count * linePx + 2 * paddingPx}px`;
  return EditorView.theme({
    '.cm-scroller': { maxHeight: px(rows.max) },
    '.cm-content': { minHeight: px(rows.min) },
  });
}
