/**
 * A CodeMirror view as the field of a text that belongs to the document: it has no history of its own, tells every change
 * at once, and takes what changes elsewhere (undo, another field, another window) without losing the cursor.
 */
import { closeCompletion, completionStatus } from '@codemirror/autocomplete';
import { insertNewline, standardKeymap } from '@codemirror/commands';
import { Annotation, EditorState, Prec, Text } from '@codemirror/state';
import {
  EditorView,
  keymap,
  placeholder as placeholderText,
  tooltips,
  type KeyBinding,
} from '@codemirror/view';
import { completion } from './completion.ts';
import { knowledgeField, tellKnowledge, type Knowledge } from './knowledge.ts';
import { heightOf, promptLook } from './look.ts';
import { marks } from './mark-view.ts';
import { minimalChange } from './minimal-change.ts';

export interface PromptViewOptions {
  parent: HTMLElement;
  value: string;
  knowledge: Knowledge;
  /** Null: as high as its parent. */
  rows: { min: number; max: number } | null;
  placeholder: string;
  /** Further attributes of what is typed in: `aria-…`, `id`. */
  attributes: Readonly<Record<string, string>>;
  onChange: (value: string) => void;
  onUndo: () => void;
  onRedo: () => void;
  /** Escape, when no list is open; null leaves it to the editor's keys. */
  onEscape: (() => void) | null;
  /** Where the editor's keys are not heard: undo, redo, and the key that makes the field large or small. */
  onSize: (() => void) | null;
}

export interface PromptView {
  readonly view: EditorView;
  /** The value from outside: nothing happens when it is what was typed here, sooner or later. */
  setValue: (value: string) => void;
  setKnowledge: (knowledge: Knowledge) => void;
  setAttributes: (attributes: Readonly<Record<string, string>>) => void;
  /** Puts the cursor there, with that piece selected and in view. */
  select: (from: number, to: number) => void;
  destroy: () => void;
}

const fromOutside = Annotation.define<true>();

export function createPromptView(options: PromptViewOptions): PromptView {
  /** Told, and not seen to come back yet: a render may be behind the typing. */
  let told: string[] = [];
  let last = options.value;
  let attributes = options.attributes;
  const doc = Text.of(options.value.split(/\r\n?|\n/));
  const view = new EditorView({
    parent: options.parent,
    state: EditorState.create({
      doc,
      selection: { anchor: doc.length },
      extensions: [
        knowledgeField.init(() => options.knowledge),
        keymap.of([
          { key: 'Enter', run: insertNewline },
          ...(options.onSize === null ? [] : ownKeys(options, options.onSize)),
          ...standardKeymap,
        ]),
        completion,
        // After the list's own Escape.
        Prec.lowest(
          keymap.of([
            {
              key: 'Escape',
              run: () => {
                options.onEscape?.();
                return options.onEscape !== null;
              },
            },
          ]),
        ),
        // The key that closes a list does nothing else; one that is not there yet takes no key away.
        Prec.highest(
          EditorView.domEventHandlers({
            keydown: (event, view) => {
              if (event.key !== 'Escape') return false;
              if (completionStatus(view.state) === 'active') event.stopPropagation();
              else closeCompletion(view);
              return false;
            },
          }),
        ),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of(() => ({ spellcheck: 'true', autocorrect: 'on', ...attributes })),
        tooltips({ parent: document.body }),
        placeholderText(options.placeholder),
        promptLook,
        heightOf(options.rows),
        marks,
        EditorView.updateListener.of((update) => {
          if (!update.docChanged || update.transactions.some((each) => each.annotation(fromOutside))) return;
          last = update.state.doc.toString();
          told.push(last);
          options.onChange(last);
        }),
        EditorView.domEventHandlers({
          // Undo from the browser's menu: what there is to undo is the document's.
          beforeinput: (event) => {
            if (event.inputType !== 'historyUndo' && event.inputType !== 'historyRedo') return false;
            event.preventDefault();
            if (event.inputType === 'historyUndo') options.onUndo();
            else options.onRedo();
            return true;
          },
        }),
      ],
    }),
  });
  return {
    view,
    setValue: (value) => {
      const seen = told.lastIndexOf(value);
      told = seen < 0 ? [] : told.slice(seen + 1);
      if (seen >= 0 || value === last) return;
      last = value;
      const change = minimalChange(view.state.doc.toString(), value);
      if (change) view.dispatch({ changes: change, annotations: fromOutside.of(true) });
    },
    setKnowledge: (knowledge) => {
      view.dispatch({ effects: tellKnowledge.of(knowledge) });
    },
    setAttributes: (next) => {
      attributes = next;
      view.dispatch({});
    },
    select: (from, to) => {
      const end = view.state.doc.length;
      view.focus();
      view.dispatch({
        selection: { anchor: Math.min(from, end), head: Math.min(to, end) },
        effects: EditorView.scrollIntoView(Math.min(from, end), { y: 'center' }),
      });
      view.dom.scrollIntoView({ block: 'nearest' });
    },
    destroy: () => {
      view.destroy();
    },
  };
}

function ownKeys({ onUndo, onRedo }: PromptViewOptions, onSize: () => void): KeyBinding[] {
  const binding = (key: string, act: () => void): KeyBinding => ({
    key,
    run: () => {
      act();
      return true;
    },
  });
  return [
    binding('Mod-z', onUndo),
    binding('Mod-Shift-z', onRedo),
    binding('Mod-y', onRedo),
    binding('Mod-e', onSize),
  ];
}
