import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minimumSize, usualSize, wasMaximized, windowBounds } from './window-bounds.ts';
import type { Bounds } from './window-bounds.ts';

const laptop: Bounds = { x: 0, y: 25, width: 1440, height: 875 };
const second: Bounds = { x: 1440, y: 0, width: 2560, height: 1440 };

test('the first window is centred on the primary display and fits it', () => {
  expect(windowBounds({}, [second, laptop])).toEqual({ x: 2000, y: 270, ...usualSize });
  expect(windowBounds(undefined, [{ x: 0, y: 0, width: 1280, height: 720 }])).toEqual({
    x: 0,
    y: 0,
    width: 1280,
    height: 720,
  });
});

test('a window comes back where it was', () => {
  const bounds = { x: 1700, y: 200, width: 1200, height: 800 };
  expect(windowBounds({ bounds }, [laptop, second])).toEqual(bounds);
});

test('a window of a display that is gone comes back on the primary one in its size', () => {
  const bounds = { x: 1700, y: 200, width: 1200, height: 800 };
  expect(windowBounds({ bounds }, [laptop])).toEqual({ x: 120, y: 63, width: 1200, height: 800 });
});

test('a window that sticks out is moved in, a larger one is made to fit', () => {
  expect(windowBounds({ bounds: { x: -300, y: 30, width: 1000, height: 700 } }, [laptop])).toEqual({
    x: 0,
    y: 30,
    width: 1000,
    height: 700,
  });
  expect(windowBounds({ bounds: { x: 10, y: 30, width: 5000, height: 5000 } }, [laptop])).toEqual(laptop);
});

test('whatever the file holds, the window lies on a display and is not smaller than it may be', () => {
  const number = fc.oneof(fc.integer(), fc.double(), fc.string(), fc.constant(null));
  const remembered = fc.oneof(
    fc.anything(),
    fc.record({ bounds: fc.record({ x: number, y: number, width: number, height: number }) }),
    fc.record({
      bounds: fc.record({
        x: fc.integer({ min: -3000, max: 6000 }),
        y: fc.integer({ min: -3000, max: 3000 }),
        width: fc.integer({ min: 0, max: 4000 }),
        height: fc.integer({ min: 0, max: 4000 }),
      }),
    }),
  );
  fc.assert(
    fc.property(remembered, (value) => {
      const bounds = windowBounds(value, [laptop, second]);
      const inside = [laptop, second].some(
        (area) =>
          bounds.x >= area.x &&
          bounds.y >= area.y &&
          bounds.x + bounds.width <= area.x + area.width &&
          bounds.y + bounds.height <= area.y + area.height,
      );
      expect(inside && bounds.width >= minimumSize.width && bounds.height >= minimumSize.height).toBe(true);
    }),
  );
});

test('maximized only when the file says so', () => {
  expect([{ maximized: true }, { maximized: 'yes' }, {}, null, 3].map(wasMaximized)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});
