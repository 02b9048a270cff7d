import { use, useEffect, useLayoutEffect, useRef, type ReactElement } from 'react';
import { useStableCallback } from '../../../ui/use-stable-callback.ts';
import { EditorContext } from '../editor-context.ts';
import type { Knowledge } from './knowledge.ts';
import { createPromptView, type PromptView } from './prompt-view.ts';
import classes from './prompt.module.css';

export interface PromptBoxProps {
  value: string;
  onChange: (value: string) => void;
  knowledge: Knowledge;
  /** Null: as high as what it is in. */
  rows: { min: number; max: number } | null;
  placeholder: string;
  /** Of what is typed in: `aria-…`. */
  attributes: Readonly<Record<string, string>>;
  isInvalid: boolean;
  /** Null leaves the key to the editor. */
  onEscape: (() => void) | null;
  /** Null where the editor's own keys are heard. */
  onSize: (() => void) | null;
  /** Told of the view when it is there, and of null when it is gone. */
  onView: (view: PromptView | null) => void;
  /** Where there is no editor around it. */
  history?: { undo: () => void; redo: () => void };
}

/** The CodeMirror field itself. */
export function PromptBox(props: PromptBoxProps): ReactElement {
  const { value, knowledge, attributes, isInvalid } = props;
  const editor = use(EditorContext)?.editor;
  const undo = useStableCallback(() => (props.history ?? editor)?.undo());
  const redo = useStableCallback(() => (props.history ?? editor)?.redo());
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<PromptView | null>(null);
  const onChange = useStableCallback(props.onChange);
  const { onEscape, onSize } = props;
  const onView = useStableCallback(props.onView);
  const create = useStableCallback((element: HTMLElement): PromptView =>
    createPromptView({
      parent: element,
      value,
      knowledge,
      rows: props.rows,
      placeholder: props.placeholder,
      attributes,
      onChange,
      onUndo: undo,
      onRedo: redo,
      onEscape,
      onSize,
    }),
  );
  useLayoutEffect(() => {
    if (!parent.current) return;
    const made = create(parent.current);
    view.current = made;
    onView(made);
    return () => {
      made.destroy();
      view.current = null;
      onView(null);
    };
  }, [create, onView]);
  useLayoutEffect(() => {
    view.current?.setValue(value);
  }, [value]);
  useEffect(() => {
    view.current?.setKnowledge(knowledge);
  }, [knowledge]);
  const written = JSON.stringify(attributes);
  useEffect(() => {
    view.current?.setAttributes(JSON.parse(written) as Record<string, string>);
  }, [written]);
  return <div ref={parent} className={classes['box']} data-invalid={isInvalid} />;
}
