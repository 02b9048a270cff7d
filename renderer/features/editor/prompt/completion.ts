/** The list of values that opens on `{{` and Ctrl-Space. */
import { autocompletion, pickedCompletion, startCompletion, type Completion } from '@codemirror/autocomplete';
import { Prec, type Extension } from '@codemirror/state';
import { keymap, type EditorView } from '@codemirror/view';
import { knowledgeField } from './knowledge.ts';
import { lookBack, suggestionsAt, type Suggestion } from './suggestions.ts';

/** The order of the list is kept among those that match equally well. */
const highestBoost = 99;

function completionOf(
  { label, detail, info, insert, select, goesOn }: Suggestion,
  index: number,
): Completion {
  return {
    boost: Math.max(0, highestBoost - index),
    label,
    detail,
    info,
    apply: (view: EditorView, completion: Completion, from: number, to: number) => {
      const selection = select
        ? { anchor: from + select.from, head: from + select.to }
        : { anchor: from + insert.length };
      view.dispatch({
        changes: { from, to, insert },
        selection,
        annotations: pickedCompletion.of(completion),
        userEvent: 'input.complete',
        scrollIntoView: true,
      });
      if (goesOn) startCompletion(view);
    },
  };
}

export const completion: Extension = [
  autocompletion({
    icons: false,
    maxRenderedOptions: 60,
    activateOnTypingDelay: 0,
    override: [
      ({ state, pos, explicit }) => {
        const known = state.field(knowledgeField);
        if (!known) return null;
        const before = state.sliceDoc(Math.max(0, pos - lookBack), pos);
        const after = state.sliceDoc(pos, Math.min(state.doc.length, pos + 20));
        const found = suggestionsAt({ before, after, at: pos }, known.scope, known.owner, explicit);
        if (!found || found.options.length === 0) return null;
        return { from: found.from, options: found.options.map(completionOf), validFor: /^[\w./+-]*$/ };
      },
    ],
  }),
  Prec.high(keymap.of([{ key: 'Ctrl-Space', run: startCompletion }])),
];

/** Opens braces at the cursor, and the list of what may stand in them. */
export function insertValue(view: EditorView): void {
  view.focus();
  view.dispatch({ ...view.state.replaceSelection('{{'), userEvent: 'input.type', scrollIntoView: true });
  startCompletion(view);
}
