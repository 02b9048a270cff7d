/** Placeholders and recordings in a piece of a prompt: how each is marked, and what is said of it under the pointer. */
import { templateMarks } from '#shared/base/templates.ts';
import type { Knowledge } from './knowledge.ts';
import { testValueText } from './suggestions.ts';

/** Told apart by shape: filled, dashed, waved, waved in the colour of errors, framed. */
export type MarkLook = 'known' | 'fallback' | 'unknown' | 'broken' | 'recording';

export interface PromptMark {
  from: number;
  to: number;
  look: MarkLook;
  /** Lines for the person; the first names the thing. */
  about: string[];
}

/** `● id`, as a reply names a recording (`electron/engine/workflow/reply-marks.ts`). */
const recordingMark = /●[ \t]*([A-Za-z0-9_-]+)/g;

/** Marks of a text, or of a piece of one that begins at `offset`, in order of their beginnings. */
export function marksIn(text: string, { scope, owner, recordings }: Knowledge, offset = 0): PromptMark[] {
  const marks: PromptMark[] = [];
  for (const { from, to, path, otherwise } of templateMarks(text)) {
    const at = { from: from + offset, to: to + offset };
    const verdict = scope.judge({ path, otherwise }, owner);
    const name = path ?? text.slice(from, to);
    switch (verdict.state) {
      case 'known': {
        const value = testValueText(verdict.variable);
        const about = [name, verdict.variable.meaning];
        if (value !== null) about.push(`In test calls: ${value}`);
        if (otherwise) about.push(`When it is missing or empty: ${otherwise}`);
        marks.push({ ...at, look: 'known', about });
        break;
      }
      case 'fallback':
        marks.push({ ...at, look: 'fallback', about: [name, verdict.meaning] });
        break;
      case 'wrong': {
        const isError = verdict.rule === 'malformed-placeholder' || verdict.rule === 'unknown-time-zone';
        marks.push({ ...at, look: isError ? 'broken' : 'unknown', about: [name, verdict.message] });
      }
    }
  }
  for (const match of text.matchAll(recordingMark)) {
    const recording = recordings.get(match[1] ?? '');
    if (!recording) continue;
    const from = match.index + offset;
    const words = recording.transcript.trim();
    const about = [
      `Recording “${recording.name}”`,
      words === '' ? 'Nobody has written down what is said in it.' : words,
    ];
    marks.push({ from, to: from + match[0].length, look: 'recording', about });
  }
  return marks.sort((one, other) => one.from - other.from);
}
