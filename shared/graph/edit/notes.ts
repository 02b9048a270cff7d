import type { Note, WorkflowDocument } from '../../domain/workflow.ts';
import type { Added } from './add.ts';
import type { Box, Point, Size } from './extent.ts';
import { freeId } from './ids.ts';

const newNoteSize: Size = { width: 240, height: 128 };
export const leastNoteSize: Size = { width: 96, height: 56 };

export function addNote(document: WorkflowDocument, position: Point, text = ''): Added {
  const id = freeId(document, 'note');
  const note: Note = { id, text, position, size: newNoteSize };
  return { id, document: { ...document, notes: [...(document.notes ?? []), note] } };
}

export function writeNote(document: WorkflowDocument, id: string, text: string): WorkflowDocument {
  return patchedNote(document, id, (note) => (note.text === text ? note : { ...note, text }));
}

/** Place and size in whole canvas pixels, no smaller than a note can be read. */
export function resizeNote(document: WorkflowDocument, id: string, box: Box): WorkflowDocument {
  const position = { x: Math.round(box.x) + 0, y: Math.round(box.y) + 0 };
  const size = {
    width: Math.max(leastNoteSize.width, Math.round(box.width)),
    height: Math.max(leastNoteSize.height, Math.round(box.height)),
  };
  return patchedNote(document, id, (note) =>
    note.position.x === position.x &&
    note.position.y === position.y &&
    note.size.width === size.width &&
    note.size.height === size.height
      ? note
      : { ...note, position, size },
  );
}

function patchedNote(document: WorkflowDocument, id: string, patch: (note: Note) => Note): WorkflowDocument {
  const notes = document.notes ?? [];
  const next = notes.map((note) => (note.id === id ? patch(note) : note));
  return next.every((note, index) => note === notes[index]) ? document : { ...document, notes: next };
}

/** The document with these notes; without the key when there are none. */
export function withNotes(document: WorkflowDocument, notes: readonly Note[]): WorkflowDocument {
  if (notes.length > 0) return { ...document, notes: [...notes] };
  if (document.notes === undefined) return document;
  const { notes: _gone, ...rest } = document;
  return rest;
}
