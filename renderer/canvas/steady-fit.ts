import { useReactFlow, useStore } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { fitOptions } from './canvas-controls.tsx';

/**
 * Shows everything again when the canvas gets another size, such as by a panel that opens, until the person has
 * chosen a view of their own.
 */
export function useSteadyFit(
  isRestored: boolean,
  isLive: boolean,
): { touch: () => void; isTouched: () => boolean } {
  const touched = useRef(isRestored);
  const { fitView } = useReactFlow();
  const width = useStore((store) => store.width);
  const height = useStore((store) => store.height);
  useEffect(() => {
    if (width > 0 && height > 0 && !touched.current && !isLive) void fitView(fitOptions);
  }, [width, height, isLive, fitView]);
  return {
    touch: () => {
      touched.current = true;
    },
    isTouched: () => touched.current,
  };
}
