import { Loader } from '@mantine/core';
import { Panel } from '@xyflow/react';
import type { ReactElement } from 'react';
import { useSurface } from '../surface.ts';
import classes from '../editor.module.css';

/** Says that the graph is being laid out, once that takes long enough to be wondered at. */
export function LayoutNotice(): ReactElement | null {
  const isLayingOut = useSurface((surface) => surface.isLayingOut);
  if (!isLayingOut) return null;
  return (
    <Panel position="bottom-center" className={classes['layoutNotice'] ?? ''}>
      <Loader size={12} color="muted" /> <span role="status">Laying out…</span>
    </Panel>
  );
}
