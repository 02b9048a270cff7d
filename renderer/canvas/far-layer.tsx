/** What does not stand on the canvas as elements, painted under it at every step of the view. */
import { useStoreApi } from '@xyflow/react';
import { useMantineColorScheme } from '@mantine/core';
import { memo, useEffect, useRef, type ReactElement } from 'react';
import { paint, type Palette, type Scene } from './far-painter.ts';
import { viewOf } from './use-stage.ts';
import classes from './workflow-canvas.module.css';

export const FarLayer = memo(function FarLayer({ scene }: { scene: Scene }): ReactElement {
  const flow = useStoreApi();
  const surface = useRef<HTMLCanvasElement>(null);
  const { colorScheme } = useMantineColorScheme();
  const latest = useRef(scene);
  const repaint = useRef<() => void>(null);
  useEffect(() => {
    const canvas = surface.current;
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return;
    const style = window.getComputedStyle(canvas);
    const fontFamily = style.fontFamily;
    const palette = createPalette(style);
    let isClear = true;
    const draw = (): void => {
      const state = flow.getState();
      const isNothing = latest.current.cards.length === 0 && latest.current.edges.length === 0;
      if ((isNothing && isClear) || state.width === 0) return;
      isClear = isNothing;
      const ratio = window.devicePixelRatio;
      const [width, height] = [Math.round(state.width * ratio), Math.round(state.height * ratio)];
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
      paint(context, latest.current, viewOf(state), state.transform[2], ratio, palette, fontFamily);
    };
    repaint.current = draw;
    draw();
    return flow.subscribe((state, before) => {
      if (
        state.transform !== before.transform ||
        state.width !== before.width ||
        state.height !== before.height
      )
        draw();
    });
  }, [flow, colorScheme]);
  useEffect(() => {
    latest.current = scene;
    repaint.current?.();
  }, [scene]);
  return <canvas ref={surface} className={classes['far']} aria-hidden />;
});

/** Reads each variable once: asking the page for it takes longer than painting with it. */
function createPalette(style: CSSStyleDeclaration): Palette {
  const known = new Map<string, string>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const value = style.getPropertyValue(`--parley-${name}`).trim();
    known.set(name, value);
    return value;
  };
}
