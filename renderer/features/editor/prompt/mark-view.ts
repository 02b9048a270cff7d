/** Marks on what is in view, and what they are about under the pointer. */
import {
  Decoration,
  hoverTooltip,
  ViewPlugin,
  type DecorationSet,
  type EditorView,
  type ViewUpdate,
} from '@codemirror/view';
import type { Extension } from '@codemirror/state';
import { knowledgeField, tellKnowledge } from './knowledge.ts';
import { marksIn, type MarkLook, type PromptMark } from './marks.ts';

/** Characters read on both sides of what is in view, for placeholders that begin or end outside it. */
const margin = 200;

const decorations: Record<MarkLook, Decoration> = {
  known: Decoration.mark({ class: 'cm-value cm-value-known' }),
  fallback: Decoration.mark({ class: 'cm-value cm-value-fallback' }),
  unknown: Decoration.mark({ class: 'cm-value cm-value-unknown' }),
  broken: Decoration.mark({ class: 'cm-value cm-value-broken' }),
  recording: Decoration.mark({ class: 'cm-value cm-value-recording' }),
};

function marksBetween({ state }: EditorView, from: number, to: number): PromptMark[] {
  const known = state.field(knowledgeField);
  if (!known) return [];
  const start = Math.max(0, from - margin);
  return marksIn(state.sliceDoc(start, Math.min(state.doc.length, to + margin)), known, start);
}

/** Of what is in view only: a prompt may be of any length. */
function markWhatIsInView(view: EditorView): DecorationSet {
  const ranges = view.visibleRanges.flatMap(({ from, to }) =>
    marksBetween(view, from, to).map((mark) => decorations[mark.look].range(mark.from, mark.to)),
  );
  return Decoration.set(ranges, true);
}

const marking = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = markWhatIsInView(view);
    }

    update({ docChanged, viewportChanged, transactions, view }: ViewUpdate): void {
      const isToldMore = transactions.some(({ effects }) =>
        effects.some((effect) => effect.is(tellKnowledge)),
      );
      if (docChanged || viewportChanged || isToldMore) this.decorations = markWhatIsInView(view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

const hovering = hoverTooltip(
  (view, at) => {
    const mark = marksBetween(view, at, at).find(({ from, to }) => from <= at && at <= to);
    if (!mark) return null;
    return {
      pos: mark.from,
      end: mark.to,
      above: true,
      create: () => ({ dom: card(mark) }),
    };
  },
  { hoverTime: 250 },
);

function card({ look, about }: PromptMark): HTMLElement {
  const dom = document.createElement('div');
  dom.className = 'cm-about';
  dom.dataset['look'] = look;
  about.forEach((line, index) => {
    const element = dom.appendChild(document.createElement(index === 0 ? 'code' : 'p'));
    element.textContent = line;
  });
  return dom;
}

export const marks: Extension = [marking, hovering];
