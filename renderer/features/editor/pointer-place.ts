/** Where the pointer is over the canvas, for what a key opens there. */
import type { Point } from '#shared/graph/edit/index.ts';

let last: Point | null = null;

/** Follows the pointer in the whole window; answers what stops it. */
export function followPointer(): () => void {
  const follow = (event: PointerEvent): void => {
    last = { x: event.clientX, y: event.clientY };
  };
  window.addEventListener('pointermove', follow, { passive: true });
  window.addEventListener('pointerdown', follow, { passive: true, capture: true });
  return () => {
    window.removeEventListener('pointermove', follow);
    window.removeEventListener('pointerdown', follow, { capture: true });
    last = null;
  };
}

/** The pointer's place in the window when it is over the element, else the element's middle. */
export function pointerOver(element: HTMLElement): Point {
  const box = element.getBoundingClientRect();
  const isOver =
    last !== null && last.x > box.left && last.x < box.right && last.y > box.top && last.y < box.bottom;
  return isOver && last !== null ? last : { x: box.left + box.width / 2, y: box.top + box.height / 2 };
}
