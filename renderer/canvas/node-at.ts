/** The card drawn at a place of the window; null over empty canvas, notes and frames. */
export function nodeIdAt(clientX: number, clientY: number): string | null {
  for (const element of window.document.elementsFromPoint(clientX, clientY)) {
    const card = element.closest('.react-flow__node-card');
    if (card) return card.getAttribute('data-id');
  }
  return null;
}
