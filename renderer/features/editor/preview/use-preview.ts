import { useEffect, useState } from 'react';
import type { Preview } from '#shared/bridge/preview.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { bridge } from '../../../bridge/index.ts';
import { errorText } from '../../../ui/error-text.ts';

/** Typing pauses this long before the studio is asked, ms. */
const calmMs = 250;

export type PreviewState = { preview: Preview; failure: null } | { preview: null; failure: string | null };

/** What a step is sent; that of a moment ago while it is asked for anew. Null for no step. */
export function usePreview(
  document: WorkflowDocument,
  nodeId: string | null,
  gathered: Readonly<Record<string, unknown>>,
): PreviewState {
  const [state, setState] = useState<PreviewState & { of: string | null }>({
    preview: null,
    failure: null,
    of: null,
  });
  const written = JSON.stringify(gathered);
  useEffect(() => {
    if (nodeId === null) return;
    let isCurrent = true;
    const tell = (next: PreviewState): void => {
      if (isCurrent) setState({ ...next, of: nodeId });
    };
    const timer = setTimeout(() => {
      const input = {
        document,
        node_id: nodeId,
        context: document.workflow_configurations?.test_context ?? {},
        gathered: JSON.parse(written) as Record<string, unknown>,
      };
      bridge.call('preview.step', input).then(
        (preview) => {
          tell({ preview, failure: null });
        },
        (thrown: unknown) => {
          tell({ preview: null, failure: errorText(thrown) });
        },
      );
    }, calmMs);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [document, nodeId, written]);
  return state.of === nodeId ? state : { preview: null, failure: null };
}
