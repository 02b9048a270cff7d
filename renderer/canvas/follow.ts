/** Whether the canvas follows the call: yes, until the person moves it themselves, and again when they ask. */
import { useReactFlow } from '@xyflow/react';
import { useEffect, useState } from 'react';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { cardHeightPx, cardWidthPx } from './geometry.ts';

const glideMs = 150;
/** Zoom at which a card can be read; following never zooms out of what the person chose above it. */
const readableZoom = 0.7;

export interface Following {
  isFollowing: boolean;
  stop: () => void;
  resume: () => void;
}

export function useFollow(document: WorkflowDocument, activeNodeId: string | null): Following {
  const { setCenter, getZoom } = useReactFlow();
  const [isFollowing, setFollowing] = useState(true);
  const active = activeNodeId === null ? undefined : document.nodes.find((node) => node.id === activeNodeId);
  const x = active?.position.x;
  const y = active?.position.y;
  useEffect(() => {
    if (!isFollowing || x === undefined || y === undefined) return;
    const isStill = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    void setCenter(x + cardWidthPx / 2, y + cardHeightPx / 2, {
      zoom: Math.max(readableZoom, getZoom()),
      duration: isStill ? 0 : glideMs,
    });
  }, [isFollowing, activeNodeId, x, y, setCenter, getZoom]);
  return {
    isFollowing,
    stop: () => {
      setFollowing(false);
    },
    resume: () => {
      setFollowing(true);
    },
  };
}
